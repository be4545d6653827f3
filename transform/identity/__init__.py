"""Identity: which entity a mention, a name, a region is about."""
