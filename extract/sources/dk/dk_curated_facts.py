"""Danish facts that stand on single pages: hosts, members, years, names, mergers, ends."""

from extract.pages.curated import curated_source

SPEC = curated_source("DK", "Danish", "https://clusterexcellencedenmark.dk/")
FACTS = "facts.csv"
