"""Norwegian facts that stand on single pages: hosts, members, years, names, mergers, ends."""

from extract.pages.curated import curated_source

SPEC = curated_source("NO", "Norwegian", "https://nic.innovasjonnorge.no/")
FACTS = "facts.csv"
