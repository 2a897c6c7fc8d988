"""How long a search may take."""

DEFAULT_SECONDS = 10.0
LONGEST_SEARCH = 86_400.0
