"""The site of a release: static pages that open from disk, without a server or the internet."""

from load.site.pages import SITE_NAME, write_site

__all__ = ["SITE_NAME", "write_site"]
