"""Plain random mutation of bytes, for a short look at every target in the normal tests."""

from __future__ import annotations

import random

_TOKENS = (
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"]]>", b"<!--", b"NaN", b"inf", b"-1", b"0",
    b"1e999", b"9" * 40, b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"\r\n", b",", b";",
    b"../", b"<ITEM", b"\xed\xa0\x80", b"\x1b", b"999999999999",
)  # fmt: skip


def mutated(data: bytes, rng: random.Random) -> bytes:
    """The bytes with one to five small changes."""
    work = bytearray(data)
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(work) + 1)
        match rng.randrange(6):
            case 0:
                del work[at : at + rng.randint(1, 40)]
            case 1:
                work[at:at] = rng.choice(_TOKENS)
            case 2:
                work[at : at + 1] = bytes([rng.randrange(256)])
            case 3:
                work[at:at] = work[at : at + rng.randint(1, 60)]
            case 4:
                token = rng.choice(_TOKENS)
                work[at : at + len(token)] = token
            case _:
                del work[at:]
    return bytes(work)
