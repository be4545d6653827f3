"""Observations, harmonised series, and the statistics of clusters."""
