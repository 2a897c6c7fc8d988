"""Drawings as data: one display list in mm, drawn by front ends, rendered as SVG, PNG or PDF."""

from core.drawing.display import Drawing, Fill, Image, Item, Stroke, Text

__all__ = ["Drawing", "Fill", "Image", "Item", "Stroke", "Text"]
