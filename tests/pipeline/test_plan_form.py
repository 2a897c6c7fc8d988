from dataclasses import replace

import pytest

from core.errors import InputError
from core.formats import ImportResult
from core.nesting.problem import Mode
from core.parts.codes import MemoryRegister
from core.pipeline.nesting import nest
from core.pipeline.plan_form import plan_bytes, plan_of, read_plan, restore
from core.pipeline.reading import read
from core.pipeline.settings import Settings
from tests.support.pipeline import batch_of, settings, sheet, small_source


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> ImportResult:
    source = small_source(tmp_path_factory.mktemp("fonte") / "lote")
    return read([source], settings(), codes=MemoryRegister())


def keepout_stock() -> Settings:
    spoilt = sheet("retalho", offcut=True, keepouts=[{"x": 0, "y": 0, "length": 90, "width": 70}])
    return settings(seconds=0.2, stock=(spoilt, sheet("inteira")))


@pytest.mark.parametrize(
    "given",
    [
        pytest.param(settings(seconds=0.2), id="router"),
        pytest.param(settings(seconds=0.2, mode=Mode.SAW), id="saw"),
        pytest.param(keepout_stock(), id="stock"),
    ],
)
def test_a_plan_gives_back_the_very_same_layout(result: ImportResult, given: Settings) -> None:
    layout = nest(result.batch, given)

    again = restore(read_plan(plan_bytes(layout), "plano"), result.batch, given)

    assert layout == again
    assert layout.sheets


def test_a_plan_of_a_part_that_is_gone_is_refused(result: ImportResult) -> None:
    plan = plan_of(nest(result.batch, settings(seconds=0.1)))

    with pytest.raises(InputError, match=r"plano\.sem_peca"):
        restore(plan, batch_of(), settings())


def test_a_plan_of_a_copy_that_is_gone_is_refused(result: ImportResult) -> None:
    plan = plan_of(nest(result.batch, settings(seconds=0.1)))
    first = plan.sheets[0]
    moved = replace(first, copies=(replace(first.copies[0], copy=99), *first.copies[1:]))

    with pytest.raises(InputError, match=r"plano\.sem_peca"):
        restore(replace(plan, sheets=(moved,)), result.batch, settings())


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"version": 1, "sheets": "x"}'])
def test_what_is_no_plan_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"plano\.errado"):
        read_plan(data, "plano.json")


def test_a_plan_of_another_version_is_refused(result: ImportResult) -> None:
    data = plan_bytes(nest(result.batch, settings(seconds=0.1)))

    with pytest.raises(InputError, match=r"plano\.versao_arquivo"):
        read_plan(data.replace(b'"version":1', b'"version":9', 1), "plano.json")
