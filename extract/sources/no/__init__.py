"""Sources of Norway."""
