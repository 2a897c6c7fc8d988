"""The planted mistakes: each switches one safeguard of the protocol off.

A suite that stops finding one has gone blind there. ``tests/sync/model/test_mistakes.py`` says
which law each breaks.
"""

from enum import Enum, auto


class Mistake(Enum):
    """A wrong turn somebody once took, or easily could."""

    # the ledger and its acknowledgements
    BEEP_BEFORE_LEDGER = auto()
    DROP_ON_SEND = auto()
    ACK_ON_REPLY = auto()
    ACK_BY_NUMBER = auto()
    ACKS_APART_FROM_PAGE = auto()
    ACK_OUTLIVES_CURSOR = auto()
    ACKS_SURVIVE_RESET = auto()
    ACK_NOT_REISSUED = auto()
    PURGE_AT_ACK = auto()
    PURGE_OFFLINE = auto()
    SAME_INCARNATION = auto()
    HINT_OUTLIVES_INCARNATION = auto()
    WAITS_FOR_EVER = auto()
    # the operations at the server
    NO_IDEMPOTENCY = auto()
    NO_FORK_CHECK = auto()
    ACCEPT_GAPS = auto()
    PUSH_WITHOUT_HISTORY = auto()
    REFUSAL_WITHOUT_NUMBER = auto()
    POISON_BLOCKS = auto()
    POISON_HALF_DONE = auto()
    POISON_FORGOTTEN = auto()
    NO_ARBITRATION = auto()
    MERGE_TRUSTS_BASE = auto()
    LOSER_FORGOTTEN = auto()
    PHASE_PULLED_BACK = auto()
    # the feed
    SEQ_AT_BEGIN = auto()
    NO_TAG = auto()
    NO_EPOCH = auto()
    NO_HORIZON = auto()
    PAGE_INSIDE_TRANSACTION = auto()
    COMPACTION_KEEPS_PLACE = auto()
    TOMBSTONE_COMPACTED_AWAY = auto()
    # applying pages
    CURSOR_BEFORE_ROWS = auto()
    PAGE_COMMITTED_ALONE = auto()
    NO_FROM_CHECK = auto()
    OVERLAY_NOT_LIFTED = auto()
    BASE_RETAKEN = auto()
    OVERLAY_NOT_REBUILT = auto()
    # snapshot and recovery
    NO_VER_GUARD = auto()
    GONE_FORGOTTEN_IN_SNAPSHOT = auto()
    NO_WITNESS = auto()
    SWAP_BEFORE_LAST_PULL = auto()
    RECONCILE_APART_FROM_HEAD = auto()
    EMPTY_CACHE_TRUSTS_LEDGER = auto()
    TOO_OLD_TRUSTS_LEDGER = auto()
    # scopes
    NO_SCOPE_FILTER = auto()
    NO_PROJECTION = auto()
    LAST_SCOPE_ONLY = auto()
    GRANT_WITHOUT_SNAPSHOT = auto()
    GRANT_JUMPS_CURSOR = auto()
    REVOKE_KEEPS_ROWS = auto()
    REPLY_SCOPES_UNCHECKED = auto()
    SCOPES_BY_COUNTER = auto()
