"""Quantified aims and reported figures, read out of Nordic and English prose."""

from transform.targets.reader import read_targets
from transform.targets.reading import Reading

__all__ = ["Reading", "read_targets"]
