"""The one history of the schema, for the server and the workstation, SQLite and PostgreSQL."""
