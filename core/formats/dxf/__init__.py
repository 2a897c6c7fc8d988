"""Part drawings in DXF: read into outline and operations, written so that they read back."""

from core.formats.dxf.model import Drawing, DrawingPreset, EntityNote
from core.formats.dxf.reader import read_drawing
from core.formats.dxf.writer import write_drawing

__all__ = ["Drawing", "DrawingPreset", "EntityNote", "read_drawing", "write_drawing"]
