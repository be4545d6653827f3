"""Sources of all of Europe."""
