"""How much of a source is read before it is refused; sizes in bytes."""

from __future__ import annotations

MEGABYTE = 1024 * 1024

LIST_BYTES = 64 * MEGABYTE
"""A cut list (DXT, XML, CSV, XLSX)."""

DRAWING_BYTES = 20 * MEGABYTE
"""A part's drawing."""

BORING_BYTES = 2 * MEGABYTE
"""A boring program (BPP)."""

BORING_CALLS = 5_000
"""Calls of one boring program."""

XML_MARKS = 6_000_000
"""Signs that open a tag; a full list of panels has 4 million."""

ATTACHMENT_BYTES = 64 * MEGABYTE
"""A file that is carried along unread."""

ARCHIVE_ENTRIES = 20_000
"""Entries of one zip, and files of one folder."""

ARCHIVE_TOTAL = 1024 * MEGABYTE
"""Unpacked bytes of one zip, as its own directory states them."""

ARCHIVE_RATIO = 200
"""Unpacked over packed size of one entry; furniture lists stay below 60."""

RATIO_COUNTS_FROM = MEGABYTE
"""Smaller entries may be packed as tightly as they like."""

HEAD_BYTES = 16 * 1024
"""What is read of a file to tell its kind."""

ROWS = 50_000
"""Panels and hardware of one list."""

ROW_QUANTITY = 9_999
"""Copies of one row."""

PIECES = 100_000
"""Physical copies of one batch."""

LARGEST_SIZE = 10_000.0
"""A panel's side, mm."""
