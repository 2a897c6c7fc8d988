"""Nesting: the problem, the engines and an independent judge."""
