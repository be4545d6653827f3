"""Measurements against other libraries; never part of the tests."""
