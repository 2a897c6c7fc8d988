"""The door: passwords, tokens, limits of attempts, offline grants, sealed secrets."""
