"""Quantified aims and reported figures, read out of Nordic and English prose."""

from transform.strategies.reader.reader import read_targets
from transform.strategies.reader.reading import Reading

__all__ = ["Reading", "read_targets"]
