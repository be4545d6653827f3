"""Sources of Denmark."""
