"""The business and its engineering: no Qt, no web framework, no network."""
