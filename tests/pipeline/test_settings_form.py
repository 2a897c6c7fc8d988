import pytest

from core.errors import InputError
from core.nesting.problem import Mode
from core.pipeline.settings import Settings
from core.pipeline.settings_form import read_settings, settings_bytes
from tests.support.pipeline import settings, sheet


@pytest.mark.parametrize(
    "given",
    [
        settings(),
        settings(mode=Mode.SAW, stages=2, seed=7, rectangles=True, seconds=0.25),
        settings(stock=(sheet("a", keepouts=[{"x": 0, "y": 1, "length": 2, "width": 3}]),)),
    ],
)
def test_settings_come_back_as_they_were(given: Settings) -> None:
    assert given == read_settings(settings_bytes(given), "x")


def test_what_is_no_settings_is_refused() -> None:
    with pytest.raises(InputError, match=r"plano\.errado"):
        read_settings(b'{"preset": 1}', "execucao.json")
