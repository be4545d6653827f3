"""Swedish facts that stand on single pages: hosts, members, years, names, mergers, ends."""

from extract.pages.curated import curated_source

SPEC = curated_source("SE", "Swedish", "https://clustersofsweden.com/")
FACTS = "facts.csv"
