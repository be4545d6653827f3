"""From the agencies to records: sources, tables, prose, pages, the archive of captures."""
