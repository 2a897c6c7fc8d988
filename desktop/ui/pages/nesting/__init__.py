"""The layout: search for it, look at it."""
