"""Tolerances of geometry, in mm, named once."""

SAME_POINT = 1e-6
"""Two coordinates closer than this are one."""

CHORD = 0.005
"""Largest distance between a curve and the chords that stand for it."""

CHAIN = 0.05
"""Loose segments of a drawing whose ends are this close belong together."""

CIRCLE = 0.01
"""Largest deviation in radius of a closed path that counts as a circle."""
