"""Sources of Sweden."""
