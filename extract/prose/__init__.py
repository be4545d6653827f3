"""Prose documents: HTML, PDF and plain text, read into one kind of document."""
