"""The gate: quality rules from the contract and the domain, run by Great Expectations."""
