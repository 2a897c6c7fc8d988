"""Tables of production, one module a group of records."""
