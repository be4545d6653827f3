"""From the agencies to records: sources, protocols, formats, the archive of captures."""
