"""``python -m nordic_clusters``."""

from nordic_clusters import main

main()
