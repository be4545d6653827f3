"""The registry's tables: clusters and what belongs to them."""
