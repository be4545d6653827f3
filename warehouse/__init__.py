"""The contract: every table once, its vocabulary, reference data and views."""
