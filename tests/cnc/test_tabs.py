from __future__ import annotations

import pytest

from core.cnc.tabs import tabs_of_part
from core.cnc.tooling import missing_tools
from core.machine.profile import Release, ReleaseRule
from core.parts import Band, Bands
from tests.support.cutting import router, tool
from tests.support.layouts import make_part, rounded

RULE = ReleaseRule(release=Release.TABS, tabs=3, tab_length=8.0, tab_height=3.0)


def test_a_bridge_is_as_long_as_the_rule_says() -> None:
    tabs = tabs_of_part(make_part("1", "P", 400.0, 300.0), tool("1"), RULE)

    assert len(tabs) == 3
    assert all(tab.last - tab.first == pytest.approx(8.0 + 6.0) for tab in tabs)


def test_none_stands_on_a_corner() -> None:
    part = make_part("1", "P", 400.0, 300.0)

    # from the first vertex along the lower side: the sides begin at 0, 400, 700, … with arcs
    # of a quarter of 3 mm between them
    tabs = tabs_of_part(part, tool("1"), RULE)

    quarter = 3.0 * 3.141592653589793 / 2.0
    ends, at = [0.0], 0.0
    for side in (400.0, 300.0, 400.0, 300.0):
        at += side
        ends += [at, at + quarter]
        at += quarter
    for tab in tabs:
        assert min(abs(edge - end) for edge in (tab.first, tab.last) for end in ends) >= 15.0


def test_none_stands_on_a_band() -> None:
    banded = Bands(c1=Band("fita", 1.0), c2=Band("fita", 1.0), l1=Band("fita", 1.0))
    part = make_part("1", "P", 400.0, 300.0, bands=banded)

    tabs = tabs_of_part(part, tool("1"), RULE)

    length, width = part.cut_size
    quarter = 3.0 * 3.141592653589793 / 2.0
    right = length + quarter
    assert len(tabs) == 3
    assert all(right <= tab.first and tab.last <= right + width for tab in tabs)


def test_a_part_without_room_for_its_tabs_is_told_before_nesting() -> None:
    profile = router(cutting__releases=[RULE.model_dump()])
    round_part = make_part("1", "P", 100.0, 100.0, outline=rounded(100.0, 100.0, 49.0))

    (missing,) = missing_tools(round_part, profile)

    assert missing.code == "cnc.sem_lugar_ponte"
