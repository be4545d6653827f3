"""Keys under which names of clusters can be compared.

A name's *primary* key forgives case, punctuation and legal form, nothing else. The *variants*
forgive more and therefore prove less: each says what it forgave, so that the matcher can ask
for a second fact.
"""

import dataclasses
import functools
import re
import unicodedata

_LEGAL_SUFFIX = re.compile(
    r"[\s,]+[(\[]?(?:a/s|a\.\s?s|asa|as|aps|ab(?:\s*\((?:svb|publ))?|svb|publ|sa|s\.a|ba|i/s|p/s|k/s|s/i"
    r"|nuf|ivs|hb|kb|ans|da|iks|sce|sf|kf|oyj?|ehf|ltd|limited|gmbh|inc|andelsselskab(?:et)?|andelslag(?:et)?|handelsbolag(?:et)?|kommanditbolag(?:et)?|aktiebolag(?:et)?|aktieselskab(?:et)?|aksjeselskap|allmennaksjeselskap|anpartsselskab"
    r"|samvirkeforetak|[afs]\.?\s?m\.?\s?b\.?\s?a|u\.?\s?p\.?\s?a"
    r"|(?:i|under)\s(?:frivillig\s)?(?:likvidation|konkurs|avvikling|tvangs(?:avvikling|opløsning))"
    r"|ek\.?\s*f[öo]r|(?:ekonomiska?|ideella?)\s+f[öo]rening(?:en)?)[.)\]]*$"
)
_LEGAL_PREFIX = re.compile(
    r"^(?:a/s|as|ab|aps|aktiebolaget|aktieselskabet|aksjeselskapet|anpartsselskabet"
    r"|(?:ekonomiska|ideella)\s+f[öo]reningen)\s+(?=\S)"
)
#: What an association or foundation calls itself; part of the name where no word is left.
_ASSOCIATION = re.compile(
    r"^(?:f[oö]reningen|stiftelsen|stiftinga|fonden|den selvejende institution)\s+(?=\S)"
    r"|[\s,]+(?:f[oö]rening(?:en)?|stiftelsen?|stifting)$"
)
_MARKS = re.compile(r"[™®©℠]|\((?:tm|r|c|(?:tidligere|tidigare|formerly)\s[^()]*)\)", re.IGNORECASE)
_CONNECTOR = re.compile(r"\s*[&+]\s*|\b(?:og|och|and|und)\b")
_PUNCTUATION = re.compile(r"[^\w\s]|_")
_PARENTHESIS = re.compile(r"\s*\([^()]*\)\s*")
#: What sets the parts of a name apart, the strongest first.
_DIVIDERS = tuple(map(re.compile, (r"\s+[-–—]\s+", r"\s+/\s+", r",\s+(?=[A-ZÅÄÖÆØ])")))
_BRAND = re.compile(
    r"^(?:arena(?:\s?pro)?|nce|gce|nic(?:\s(?:connect|impact))?|innovationsnetværke?t?(?:\sfor)?)\s+(?=\S)"
)
_GENERIC_WORDS = """
the den det de cluster clusters klynge klyngen klynga kluster klustret klustren
network netværk netværket nettverk nätverk nätverket
"""
_COMMON_WORDS = """
agritech agro animation aqua aquaculture arctic arena automation bio bioeconomy biotech
biotechnology blue brg business center centre city clean cleantech climate construction
copenhagen danish danmark denmark design digital energi energy engineering environment fashion
finance fintech fisheries food for forestry forum furniture green göteborg health healthtech
hub i ict in industry innovation instrumentation it life lifestyle logistics manufacturing
marine maritime med media medtech mobility nord nordic norge norr north norway norwegian ocean
of offshore oslo packaging plastics platform region robotics science seafood sector service
services smart småland solar sound south stavanger steel subsea sustainable sverige sweden
swedish syd systems sør tech technology textile textiles tourism transport vest visual värmland
väst water welfare west wind wood öst øst
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())
#: Words that name a field, a place or a kind of body: alone they point at no one cluster.
COMMON_WORDS = frozenset(_COMMON_WORDS.split())
_CONNECTED = "and"
#: Letters without parts: Sámi, Icelandic, Faroese and others that Unicode does not take apart.
_WHOLE_LETTERS = {"đ": "d", "ŋ": "n", "ŧ": "t", "þ": "th", "ð": "d", "ł": "l", "œ": "oe", "ħ": "h",
                  "ı": "i", "ĸ": "k", "ʒ": "z", "ǥ": "g"}  # fmt: skip
_DIGRAPHS = str.maketrans(_WHOLE_LETTERS | {"å": "aa", "ø": "oe", "ö": "oe", "æ": "ae", "ä": "ae"})
_BASES = str.maketrans(_WHOLE_LETTERS | {"å": "a", "ø": "o", "ö": "o", "æ": "a", "ä": "a"})
_NORDIC = "åøöæä"


@dataclasses.dataclass(frozen=True, slots=True)
class NameKeys:
    """A name under the keys it may be found by.

    Attributes:
        primary: Case, punctuation, connectors and legal form forgiven.
        spellings: Spaces and Nordic letters forgiven too (``agrovast`` for ``Agro Väst``).
        brandless: Programme prefix (Arena, NCE, GCE) left out; None if there is none to leave.
        brand: Whether the name carries such a prefix.
        cores: Words like *cluster* left out as well, under all spellings.
        parts: The name without parentheses, and the two sides of a dash.
        tokens: Words of ``primary``.
    """

    primary: str
    spellings: frozenset[str]
    brandless: str
    brand: bool
    cores: frozenset[str]
    parts: frozenset[str]
    tokens: tuple[str, ...]


def spelling(name: str) -> str:
    """The name with white space folded, otherwise as printed."""
    return " ".join(unicodedata.normalize("NFC", name).split())


@functools.lru_cache(maxsize=8192)
def primary_key(name: str) -> str:
    """Case, punctuation, connecting words and legal form forgiven; Nordic letters kept.

    >>> primary_key("Lifestyle & Design Cluster") == primary_key("LIFESTYLE and design cluster")
    True
    >>> primary_key("ÅKP AS")
    'åkp'
    """
    text = unicodedata.normalize("NFKC", _MARKS.sub(" ", name)).casefold()
    # Casefolding may leave a letter apart from its accent again.
    text = _without_legal_form(" ".join(unicodedata.normalize("NFC", text).split()))
    text = _CONNECTOR.sub(f" {_CONNECTED} ", text)
    text = _PUNCTUATION.sub(" ", _strip_accents(text.replace("'", "").replace("’", "")))
    folded = " ".join(text.split())
    return folded or " ".join(name.casefold().split())


def _without_legal_form(text: str) -> str:
    """A folded name without legal forms in front and behind; at least one word stays."""
    while (bare := _LEGAL_PREFIX.sub("", _LEGAL_SUFFIX.sub("", text))) != text:
        text = bare
    bare = _ASSOCIATION.sub("", text)
    return bare if is_distinctive(_PUNCTUATION.sub(" ", bare)) else text


@functools.lru_cache(maxsize=8192)
def name_keys(name: str) -> NameKeys:
    """Every key of a name."""
    primary = primary_key(name)
    brandless = _BRAND.sub("", primary)
    tokens = tuple(primary.split())
    core = core_of(brandless)
    return NameKeys(
        primary=primary,
        spellings=spellings(primary),
        brandless=brandless,
        brand=brandless != primary,
        cores=spellings(core) if is_distinctive(core) else frozenset(),
        parts=frozenset(
            part
            for part in _parts(name)
            if part != primary and (" " in part or is_distinctive(part))
        ),
        tokens=tokens,
    )


def spellings(key: str) -> frozenset[str]:
    """A key without spaces, Nordic letters written both ways: ``aa`` and ``a`` for ``å``."""
    joined = key.replace(" ", "")
    return frozenset({joined.translate(_DIGRAPHS), joined.translate(_BASES)})


def core_of(key: str) -> str:
    """A key without articles and without words such as *cluster* and *network*."""
    return " ".join(token for token in key.split() if token not in _GENERIC)


def is_distinctive(key: str) -> bool:
    """Whether a key holds a word that is more than a field, a place or a kind of body."""
    return any(
        len(word) > 2 and word not in COMMON_WORDS | _GENERIC | {_CONNECTED} for word in key.split()
    )


def distinctive_tokens(key: str) -> frozenset[str]:
    """The words that tell one name from another: neither articles nor *cluster* and the like."""
    return frozenset(core_of(_BRAND.sub("", key)).split()) - {_CONNECTED}


def domain_of(address: str) -> str | None:
    """The host of a web address, lower case, without ``www.``; None if it is not one.

    User, port, a closing dot and the way international letters are written make no difference.

    >>> domain_of("https://www.Agrovast.se/om-oss")
    'agrovast.se'
    >>> domain_of("//user@www.xn--agrovst-9wa.se.:8080/")
    'agroväst.se'
    """
    text = unicodedata.normalize("NFKC", address).lower().replace("\u3002", ".").replace("\\", "/")
    # Typed by people: in brackets, with a slash or colon too few, with the scheme twice.
    host = re.sub(
        r"^(?:https?:?//?|https?:|(?:[a-z][a-z0-9+.-]*:)?//)+", "", text.strip(" \n\t<>()\"'")
    )
    host = re.split(r"[/?#]", host, maxsplit=1)[0].rpartition("@")[2]
    host = re.sub(r"^(?:www\.)+(?=[^.]+\.)", "", re.sub(r":\d*$", "", host).strip("."))
    labels = [_international(label) for label in host.split(".")]
    host = unicodedata.normalize("NFC", ".".join(labels))
    return host if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", host) else None


def _international(label: str) -> str:
    """A part of a host with its own letters, where it is in Punycode."""
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def slug(name: str) -> str:
    """The name as the second half of an id: ``a-z0-9-`` only, å as ``a``, ø and ö as ``o``.

    >>> slug("Järnvägsklustret")
    'jarnvagsklustret'
    """
    text = primary_key(name).replace("æ", "ae").translate(_BASES)
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "unnamed"


def _strip_accents(text: str) -> str:
    """Accents off, the letters å ä ö æ ø kept: they are letters, not accents."""
    return "".join(
        char if char in _NORDIC else unicodedata.normalize("NFKD", char)[0]
        for char in text
        if not unicodedata.combining(char)
    )


def _parts(name: str) -> set[str]:
    bare = _PARENTHESIS.sub(" ", name).strip()
    found = {primary_key(bare)} if bare else set()
    for divider in _DIVIDERS:
        sides = divider.split(bare)
        if len(sides) == 2:
            found.update(primary_key(side) for side in sides if side.strip())
        if len(sides) > 1:
            break
    return found
