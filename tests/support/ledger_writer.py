"""A process that records until it is killed, and says each number when it may: FILE FIRST."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from tests.support.ledgers import gesture, open_ledger


def main() -> None:
    path, first = Path(sys.argv[1]), int(sys.argv[2])
    with open_ledger(path, copy=path.with_name("copia.jsonl")) as ledger:
        for number in count(first):
            ledger.record_many([gesture(number)])
            sys.stdout.write(f"{number}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
