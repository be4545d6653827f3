"""Strategies: their documents, promises and outcomes."""
