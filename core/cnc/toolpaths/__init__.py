"""From operations and outlines to canonical moves: drill, groove, pocket, contour."""
