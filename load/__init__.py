"""Writing releases: Parquet, DuckDB, metadata, site."""
