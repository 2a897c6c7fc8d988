"""The server's half of the synchronisation: takes operations, hands out what changed."""
