"""Holds jobs of the product's own kinds at known points, loaded through `job_modules`.

A job whose arguments name a folder of gates stands still, where these are closed, at `inside` (in
the middle of its function), at `commit` (its effect written but not committed) and at `committed`.
Its argument `hold` says where the middle is: the code of a note of progress, the name of a call of
the storage, or nothing for a function that does neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from core.command import Command
from server.jobs import kinds
from server.jobs.work import Work
from tests.support.job_kinds import gate

INSIDE, COMMIT, COMMITTED = "inside", "commit", "committed"
GATES = (INSIDE, COMMIT, COMMITTED)

_function_of = kinds.function_of


def held_function_of(name: str) -> kinds.Function:
    """The product's function, with gates in it for a job that names them."""
    function = _function_of(name)

    def held(work: Work) -> Command | None:
        folder, hold = work.arguments.get("gates"), work.arguments.get("hold")
        if folder is None or hold is None:
            return function(work)
        _hold_inside(work, folder, hold)
        command = function(work)
        _hold_effect(work, folder)
        return command

    return held


kinds.function_of = held_function_of


def _hold_inside(work: Work, folder: str, hold: str) -> None:
    if "." in hold:
        _before(vars(work), work.progress, hold, folder)
    elif hold == "delete":
        storage = work.files.storage
        _after(vars(storage), storage.delete, folder)
    elif hold == "listing":
        storage = work.files.storage
        _at_end(vars(storage), storage.listing, folder)
    else:
        gate(folder, INSIDE)


def _before(place: dict[str, Any], progress: Callable[..., None], hold: str, folder: str) -> None:
    def held(fraction: float, code: str = "", **values: Any) -> None:
        if code == hold:
            gate(folder, INSIDE)
        progress(fraction, code, **values)

    place["progress"] = held


def _after(place: dict[str, Any], delete: Callable[[str], None], folder: str) -> None:
    def held(sha256: str) -> None:
        delete(sha256)
        gate(folder, INSIDE)

    place["delete"] = held


def _at_end(place: dict[str, Any], listing: Callable[[], Iterator[Any]], folder: str) -> None:
    def held() -> Iterator[Any]:
        yield from listing()
        gate(folder, INSIDE)

    place["listing"] = held


def _hold_effect(work: Work, folder: str) -> None:
    """Every commit from here on is the effect's."""

    def before(_session: Session) -> None:
        gate(folder, COMMIT)

    def after(_session: Session) -> None:
        gate(folder, COMMITTED)

    event.listen(work.database.sessions, "before_commit", before)
    event.listen(work.database.sessions, "after_commit", after)
