"""How exactly a layout is judged."""

LENGTH = 1e-6
"""Lengths that differ by less are equal, mm."""

COST = 1e-6
"""Share of a sum of costs that rounding may take."""
