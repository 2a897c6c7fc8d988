"""Mistakes planted in the real code: a world that does not notice one proves nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from desktop.sync.cache import cache as caching
from desktop.sync.exchanges import Sending
from desktop.sync.ledger import Ledger
from server.sync import pull, push
from tests.sync.world.test_world import judged

SEEDS = range(12)

type Plant = Callable[[pytest.MonkeyPatch], None]


def any_place_is_known(patch: pytest.MonkeyPatch) -> None:
    """A server that was put back does not notice."""
    for half in (push, pull):
        patch.setattr(half, "check_place", lambda *_: None)


def every_operation_is_new(patch: pytest.MonkeyPatch) -> None:
    """What comes again is done again."""
    patch.setattr(push, "_known", lambda *_: {})
    patch.setattr(push._Order, "follow", lambda *_, **__: None)


def a_page_leaves_its_end_out(patch: pytest.MonkeyPatch) -> None:
    """A page says that it goes further than it does."""
    entries = pull._entries

    def short(*given: Any, **more: Any) -> Any:
        found = entries(*given, **more)
        return found[:-1] if "until" in more else found

    patch.setattr(pull, "_entries", short)


def what_was_forgotten_stays_confirmed(patch: pytest.MonkeyPatch) -> None:
    """A server that was put back gets nothing back."""
    mark = Ledger.mark_pending_again
    patch.setattr(Ledger, "mark_pending_again", lambda self, _keys: mark(self, ()))


def pages_hide_what_waits(patch: pytest.MonkeyPatch) -> None:
    """A page is laid over the unconfirmed commands."""
    patch.setattr(caching, "replay", lambda *_: [])


def the_newest_goes_first(patch: pytest.MonkeyPatch) -> None:
    """The order of the gestures is lost on the way."""
    begin = Sending.begin

    def reverse(self: Sending, pending: Any) -> None:
        begin(self, list(reversed(pending)))

    patch.setattr(Sending, "begin", reverse)
    patch.setattr(push._Order, "follow", lambda *_, **__: None)


MISTAKES: dict[str, tuple[Plant, str]] = {
    "any place is known": (any_place_is_known, "NEVER_LOST|CONVERGE"),
    "every operation is new": (every_operation_is_new, "UNIQUE|NEVER_TWICE"),
    "a page leaves its end out": (a_page_leaves_its_end_out, "CONVERGE|PROGRESS"),
    "what was forgotten stays confirmed": (what_was_forgotten_stays_confirmed, "NEVER_LOST"),
    "pages hide what waits": (pages_hide_what_waits, "OWN_WRITES"),
    "the newest goes first": (the_newest_goes_first, "IN_ORDER"),
}


@pytest.mark.parametrize("name", list(MISTAKES))
def test_a_planted_mistake_is_found(
    name: str, tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant, laws = MISTAKES[name]
    plant(monkeypatch)

    with pytest.raises((AssertionError, IntegrityError), match=laws):
        _judge_all(tmp_path, sqlite_template)


def _judge_all(folder: Path, template: Path) -> None:
    for seed in SEEDS:
        world = folder / str(seed)
        world.mkdir()
        judged(seed, world, template)
