"""Templates to pages: one environment, its filters, and data that is safe inside a script."""

from __future__ import annotations

import base64
import datetime as dt
import decimal
import hashlib
import itertools
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jinja2
import markupsafe
from markupsafe import Markup

HERE = Path(__file__).parent
#: Characters that could end a script element, or a line of JavaScript, inside JSON text.
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}
#: What a page may load: its own files, also where they are read from a disk. No script stands
#: in a page, none is made from text, nothing comes from elsewhere and nothing goes there.
_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "script-src 'self' file:; style-src 'self' file: 'unsafe-inline'; "
    "img-src 'self' file: data:; base-uri 'none'; form-action 'none'\">"
)
#: What the page that runs DuckDB may do besides: compile the engine, in a worker of its own text.
_ENGINE_POLICY = _POLICY.replace("script-src", "worker-src blob:; script-src 'wasm-unsafe-eval'")
#: Characters of a file's name, far below what file systems take.
_LONGEST_NAME = 120
#: Bytes that are turned into text at a time; three of them are four characters.
_PIECE = 3 * 2**16
_THIN_SPACE = "\u202f"
#: Kinds of place whose names are those of HTML.
_PLACES = {"p": "paragraph", "li": "list item", "h": "heading", "div": "block"}


class _Environment(jinja2.Environment):
    def getattr(self, obj: Any, attribute: str) -> Any:
        """Rows are mappings: what they hold is looked for first, not after an error."""
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


class Renderer:
    """Writes pages and data files of one site."""

    def __init__(self, folder: Path, shared: dict[str, Any]) -> None:
        """Prepare for a site.

        Args:
            folder: The site's folder; made if need be.
            shared: What every template may use.
        """
        self.folder = folder
        self._environment = _Environment(
            loader=jinja2.FileSystemLoader(HERE / "templates"),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=jinja2.StrictUndefined,
            auto_reload=False,
        )
        self._environment.filters.update(
            day=day,
            number=number,
            size=size,
            words=words,
            capital=capital,
            place=place,
            ticked=ticked,
            slug=slug,
            script_json=script_json,
            web_url=web_url,
            host=host,
        )
        parts = self._environment.get_template("parts.html.j2").module
        self._environment.globals.update(shared, part=parts)

    def page(self, template: str, path: str, *, runs_engine: bool = False, **context: Any) -> None:
        """Render one template.

        Args:
            template: Its file name.
            path: The page inside the site, with ``/``.
            runs_engine: Whether the page runs DuckDB.
            context: What this page shows.
        """
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        root = "../" * path.count("/")
        text = self._environment.get_template(template).render(root=root, here=path, **context)
        policy = _ENGINE_POLICY if runs_engine else _POLICY
        text = text.replace("<head>", f"<head>\n{policy}", 1)
        target.write_text(text, encoding="utf-8")

    def data(self, path: str, key: str, value: Any) -> None:
        """Write data as a script: ``fetch`` does not read files from disk, a script element does.

        Args:
            path: The file inside the site.
            key: Under which the pages find it in ``window.siteData``.
            value: Anything JSON can hold.
        """
        self._assign(path, key, [str(script_json(value)).encode()])

    def data_as_base64(self, path: str, key: str, value: bytes) -> None:
        """Write bytes as data, which may be many: they are not copied whole."""
        pieces = (value[at : at + _PIECE] for at in range(0, len(value), _PIECE))
        self._assign(path, key, itertools.chain([b'"'], map(base64.b64encode, pieces), [b'"']))

    def _assign(self, path: str, key: str, parts: Iterable[bytes]) -> None:
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            file.write(f"(window.siteData ||= {{}})[{json.dumps(key)}] = ".encode())
            file.writelines(parts)
            file.write(b";\n")


def script_json(value: Any) -> Markup:
    """A value as JSON that can stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_plain)
    for character, escape in _UNSAFE.items():
        text = text.replace(character, escape)
    return Markup(text)  # noqa: S704 (escaped above)


def day(value: dt.date | dt.datetime | None, precision: str | None = "day") -> str:
    """A date as precisely as it is known: 2018, 2018-09 or 2018-09-20."""
    if value is None:
        return ""
    return value.isoformat()[: {"year": 4, "month": 7}.get(precision or "day", 10)]


@cache
def number(value: float | None, digits: int | None = None) -> str:
    """A number with thin spaces between thousands.

    Args:
        value: None gives an empty text.
        digits: Decimals; None shows whole numbers whole and others with up to three.
    """
    if value is None:
        return ""
    # As the pages' scripts round: half a unit goes up.
    unit = decimal.Decimal(1).scaleb(-(3 if digits is None else digits))
    text = f"{decimal.Decimal(value).quantize(unit, decimal.ROUND_HALF_UP):,f}"
    if digits is None:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", _THIN_SPACE)


def size(count: int) -> str:
    """A number of bytes for people."""
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:.1f} MB"


@cache
def words(code: str | None) -> str:
    """A code as words: ``innovation_network`` as "innovation network"."""
    plain = (code or "").removeprefix("other:").replace("_", " ")
    return re.sub(r"\b(gce|nce|ecei)\b", lambda match: match[0].upper(), plain)


def capital(text: str) -> str:
    """A text with its first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def ticked(text: str) -> Markup:
    """A text whose words between backticks are code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(markupsafe.escape(text))))  # noqa: S704


@cache
def place(locator: str | None) -> str:
    """A place in a document as people say it: ``table[1]/row[7]`` as "table 1, row 7"."""
    steps = [re.fullmatch(r"([a-z]+)\d*\[(\d+)\]", step) for step in (locator or "").split("/")]
    if not all(steps):
        return locator or ""
    return ", ".join(f"{_PLACES.get(step[1], step[1])} {step[2]}" for step in steps if step)


def slug(identifier: str) -> str:
    """An id as a file name; ids that differ stay different."""
    plain = identifier.replace(":", "-", 1)
    name = re.sub(r"[^A-Za-z0-9.-]", lambda match: f"_{ord(match[0]):x}_", plain)
    if len(name) <= _LONGEST_NAME and name.strip("."):
        return name
    digest = hashlib.sha256(identifier.encode("utf-8", "backslashreplace")).hexdigest()[:16]
    return f"{name[: _LONGEST_NAME - 17]}-{digest}"


@cache
def web_url(url: str | None) -> str | None:
    """The address if it is one a browser may follow from a page, else None."""
    return url if url and re.match(r"https?://[^\s\\]+$", url, re.IGNORECASE) else None


@cache
def host(url: str | None) -> str:
    """The site an address belongs to, for a link's text."""
    return urlsplit(url or "").netloc.removeprefix("www.")


def _plain(value: Any) -> str:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"no JSON for {type(value).__name__}")
