"""JSON files: UTF-8, one key order, no NaN."""

from __future__ import annotations

import json


def json_bytes(document: object) -> bytes:
    """The document as a file."""
    text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
    return (text + "\n").encode()
