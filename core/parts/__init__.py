"""A production batch as it was read: packages, parts, operations, hardware and piece codes."""

from core.parts.model import (
    NO_BANDS,
    Attachment,
    Band,
    Bands,
    Batch,
    Face,
    Grain,
    Hardware,
    Operation,
    OperationKind,
    Origin,
    Package,
    Part,
    Piece,
)

__all__ = [
    "NO_BANDS",
    "Attachment",
    "Band",
    "Bands",
    "Batch",
    "Face",
    "Grain",
    "Hardware",
    "Operation",
    "OperationKind",
    "Origin",
    "Package",
    "Part",
    "Piece",
]
