"""Hostile texts as names, places, sectors, addresses and sentences; all synthetic."""

from __future__ import annotations

import random

from warehouse.records import Block, Claim, Document, Mention, StrategyRecord

_PIECES = [
    *("<evil onevil=1>", '" evil="1', "' onevil='1", "</script><script>evil", "]]><evil/>"),
    *("<script>alert(1)</script>", "</title><b onload=x>", "&amp;&#x202e;", "{{ 7*7 }}", "{% x %}"),
    *("[bold red]", "[/nope]", "[link=http://x.example]", ":smile:", "root:x:0", "\\[", "]"),
    *("=1+1", "+1", "-1", "@x", "'quoted", '"', '""', ",", ";", "\t", "\r\n", "=cmd|' /C calc'!A0"),
    *("'; DROP TABLE cluster; --", "\\", "%s", "{0}", "${HOME}", "`id`", "$(id)"),
    *("| a | b |", "# head", "[x](javascript:alert(1))", "*", "_", "~~", "<!-- -->"),
    *("../../etc/passwd", "CON", "nul", "a/b", "a\\b", "C:\\x", ".", "..", "~", "file\x00.txt"),
    *("\x1b[31m", "\x1b]0;t\x07", "\x9b2J", "\x7f", "\x08", "\u202e", "\u2066", "\u200f", "\u200d"),
    *("\ud800", "\udfff", "\ufffe", "\ufeff", "\u2028", "\U000e0041", "\u00ad"),
    *("Klynge æøå", "عنقود", "群集", "кластер", "κλυστερ", "क्लस्टर", "👩\u200d🔬", "e\u0301" * 9),
    *("İ", "ß", "ﬁ", "Ⅷ", "٤٢", "\u00a0", "\u3000", "x" * 290, "y" * 400, "z" * 5_000),
]
_SCHEMES = ("https://", "http://", "javascript:", "data:text/html,", "file:///", "//", "")


def hostile_texts(count: int, seed: int) -> list[str]:
    """``count`` different texts made of pieces that hurt something somewhere."""
    chance = random.Random(seed)
    found: dict[str, None] = dict.fromkeys(_PIECES)
    while len(found) < count:
        found["".join(chance.choices(_PIECES[:-3], k=chance.randint(2, 6)))] = None
    return list(found)[:count]


def hostile_mentions(count: int, seed: int) -> tuple[Mention, ...]:
    """One cluster per text, with the text in every place that a page may fill."""
    chance = random.Random(seed)
    return tuple(
        Mention(
            "cluster",
            chance.choice(("DK", "SE", "NO")),
            f"Synthetic {number} {text}",
            f"row[{number}] {text}",
            (
                Claim("sector", text, f"row[{number}]", detail={"note": text}),
                Claim("place", text, f"row[{number}]"),
                Claim("website", chance.choice(_SCHEMES) + text, f"row[{number}]"),
                Claim("description", text, f"row[{number}]", url=f"https://x.example/{text}"),
                Claim("host_organisation", text, f"row[{number}]"),
                Claim("members", text, f"row[{number}]", valid_from=text),
            ),
        )
        for number, text in enumerate(hostile_texts(count, seed))
    )


def hostile_strategies(count: int, seed: int) -> tuple[StrategyRecord, ...]:
    """Documents of twenty sentences with an aim each, and a text in title and sentence."""
    texts = hostile_texts(count, seed)
    return tuple(
        StrategyRecord(
            f"no:synthetic-{first}",
            "NO",
            "Synthetic agency",
            Document(
                f"Synthetic {first} {texts[first]}",
                "nb",
                tuple(
                    Block(
                        "paragraph",
                        f"Innen 2030 skal minst {300 + number} bedrifter delta i {text} sammen.",
                        f"p[{number}]",
                    )
                    for number, text in enumerate(texts[first : first + 20])
                ),
                valid_from_year=2026,
            ),
        )
        for first in range(0, count, 20)
    )
