"""Every planted mistake is found, and breaks the law it should (level L6).

A mistake that is no longer found means that the model has gone blind there: give the world the
steps that show it again (``incidents.py``), never take the mistake off the list.
"""

from __future__ import annotations

import pytest

from tests.sync.model.laws import BrokenLawError, Law
from tests.sync.model.mistakes import Mistake
from tests.sync.model.runs import run_model

RUNS = 1500
"""More than ten times what most of them need."""

STALE = {Law.DENSE, Law.ATOMIC}
"""A cache that is not the server at its cursor: older rows and newer ones are found as it comes."""

LOST = {Law.NEVER_LOST, Law.OWN_WRITES}
"""An acknowledgement without the effect: gone from the screen, or gone altogether."""

STUCK = {Law.PROGRESS, Law.CONVERGE}

BREAKS = {
    Mistake.BEEP_BEFORE_LEDGER: {Law.NEVER_LOST},
    Mistake.DROP_ON_SEND: {Law.NEVER_LOST},
    Mistake.ACK_ON_REPLY: LOST,
    Mistake.ACK_BY_NUMBER: LOST,
    Mistake.ACKS_APART_FROM_PAGE: LOST,
    Mistake.ACK_OUTLIVES_CURSOR: LOST,
    Mistake.ACKS_SURVIVE_RESET: LOST,
    Mistake.ACK_NOT_REISSUED: STUCK,
    Mistake.PURGE_AT_ACK: {Law.NEVER_LOST},
    Mistake.PURGE_OFFLINE: {Law.NEVER_LOST},
    Mistake.SAME_INCARNATION: STUCK,
    Mistake.HINT_OUTLIVES_INCARNATION: {Law.IN_ORDER},
    Mistake.WAITS_FOR_EVER: STUCK,
    Mistake.NO_IDEMPOTENCY: {Law.NEVER_TWICE},
    Mistake.NO_FORK_CHECK: LOST,
    Mistake.ACCEPT_GAPS: {Law.IN_ORDER},
    Mistake.PUSH_WITHOUT_HISTORY: {Law.IN_ORDER},
    Mistake.REFUSAL_WITHOUT_NUMBER: STUCK,
    Mistake.POISON_BLOCKS: STUCK,
    Mistake.POISON_HALF_DONE: {Law.ATOMIC},
    Mistake.POISON_FORGOTTEN: {Law.NEVER_LOST},
    Mistake.NO_ARBITRATION: {Law.STOCK},
    Mistake.MERGE_TRUSTS_BASE: {Law.NO_SILENT_LOSS},
    Mistake.LOSER_FORGOTTEN: {Law.NO_SILENT_LOSS},
    Mistake.PHASE_PULLED_BACK: {Law.NO_TIME_TRAVEL},
    Mistake.SEQ_AT_BEGIN: STALE | {Law.CONVERGE},
    Mistake.NO_TAG: STALE | LOST | {Law.IN_ORDER, Law.NO_LEAK},
    Mistake.NO_EPOCH: STUCK,
    Mistake.NO_HORIZON: STALE,
    Mistake.PAGE_INSIDE_TRANSACTION: STUCK,
    Mistake.COMPACTION_KEEPS_PLACE: STALE,
    Mistake.TOMBSTONE_COMPACTED_AWAY: STALE,
    Mistake.CURSOR_BEFORE_ROWS: STALE,
    Mistake.PAGE_COMMITTED_ALONE: STALE,
    Mistake.NO_FROM_CHECK: STALE | {Law.NO_TIME_TRAVEL, Law.NO_LEAK},
    Mistake.OVERLAY_NOT_LIFTED: STALE | {Law.NO_LEAK},
    Mistake.BASE_RETAKEN: STALE,
    Mistake.OVERLAY_NOT_REBUILT: {Law.OWN_WRITES},
    Mistake.NO_VER_GUARD: STALE,
    Mistake.GONE_FORGOTTEN_IN_SNAPSHOT: STALE,
    Mistake.NO_WITNESS: STALE,
    Mistake.SWAP_BEFORE_LAST_PULL: STALE,
    Mistake.RECONCILE_APART_FROM_HEAD: LOST,
    Mistake.EMPTY_CACHE_TRUSTS_LEDGER: LOST,
    Mistake.TOO_OLD_TRUSTS_LEDGER: LOST,
    Mistake.NO_SCOPE_FILTER: {Law.NO_LEAK},
    Mistake.NO_PROJECTION: {Law.NO_LEAK},
    Mistake.LAST_SCOPE_ONLY: STALE | {Law.CONVERGE},
    Mistake.GRANT_WITHOUT_SNAPSHOT: STALE,
    Mistake.GRANT_JUMPS_CURSOR: STALE,
    Mistake.REVOKE_KEEPS_ROWS: {Law.NO_LEAK},
    Mistake.REPLY_SCOPES_UNCHECKED: {Law.NO_LEAK},
    Mistake.SCOPES_BY_COUNTER: {Law.NO_LEAK, Law.CONVERGE, Law.DENSE},
}


def test_every_mistake_is_tried() -> None:
    assert set(BREAKS) == set(Mistake)


@pytest.mark.parametrize("mistake", Mistake, ids=lambda each: each.name)
def test_mistake_is_found(mistake: Mistake) -> None:
    with pytest.raises(BrokenLawError) as broken:
        run_model(mistake, RUNS, 40, shrink=False)

    assert broken.value.law in BREAKS[mistake]
