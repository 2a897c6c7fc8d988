"""What a station has received and not yet committed: pages of a round, or a copy being loaded."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.sync.model.mistakes import Mistake
from tests.sync.model.values import START, Ack, Cursor, Page, Row, Scopes, SnapshotPage


@dataclass
class Stage:
    """Rows and acknowledgements in memory; one cache transaction takes them all or none.

    ``only`` are scopes still to be copied, ``after`` the last key copied, ``seen`` the latest
    place of the server's history that went into the copy. ``fresh`` is a copy for a new file.
    """

    epoch: int
    cursor: Cursor
    scopes: Scopes
    scopes_n: int
    rows: dict[str, Row]
    acks: dict[int, Ack] = field(default_factory=dict)
    gone: dict[str, int] = field(default_factory=dict)
    fresh: bool = False
    only: Scopes = frozenset()
    after: str = ""
    seen: Cursor = START
    copying: bool = False

    @property
    def is_copy(self) -> bool:
        """Tell whether this is a copy and not only a round."""
        return self.fresh or bool(self.only)

    def take_page(self, page: Page) -> None:
        """Apply one page of the feed."""
        for row in page.rows:
            self.rows[row.key] = row
        for key, ver in page.gone:
            self.gone[key] = ver
            if key in self.rows and self.rows[key].ver <= ver:
                del self.rows[key]
        self.acks.update(page.acks)
        self.cursor = page.cursor

    def take_copy(self, page: SnapshotPage, mistake: Mistake | None) -> bool:
        """Add rows of a copy, unless a page of the feed has told something newer.

        Returns:
            Whether the copy is complete.
        """
        for row in page.rows:
            have = self.rows.get(row.key)
            if have and have.ver > row.ver and mistake is not Mistake.NO_VER_GUARD:
                continue
            forgetful = mistake is Mistake.GONE_FORGOTTEN_IN_SNAPSHOT
            if self.gone.get(row.key, 0) >= row.ver and not forgetful:
                continue
            self.rows[row.key] = row
        if page.rows:
            self.after = page.rows[-1].key
        self.seen = page.head
        self.copying = page.more
        return not page.more
