"""The central server: synchronisation, integrations, remote access and the public web API."""
