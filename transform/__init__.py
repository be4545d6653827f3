"""Pure functions from records to the tables of the contract."""
