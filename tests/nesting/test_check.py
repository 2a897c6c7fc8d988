from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from core.nesting import check
from core.nesting.draft import finish
from core.nesting.engines import shelves
from core.nesting.engines.constructive import instant
from core.nesting.problem import (
    Cut,
    Keepout,
    Leftover,
    NestedSheet,
    Placement,
    Problem,
    Solution,
    Unplaced,
)
from tests.support.nesting import FULL, angle, arch, kitchen, part, problem, saw, worktop


def solved(found: Problem) -> Solution:
    solution = finish(found, instant(found)[0])
    assert solution is not None
    return solution


def on_first(solution: Solution, change: Callable[[NestedSheet], NestedSheet]) -> Solution:
    return replace(solution, sheets=(change(solution.sheets[0]), *solution.sheets[1:]))


def moved(solution: Solution, number: int = 0, **more: Any) -> Solution:
    def change(sheet: NestedSheet) -> NestedSheet:
        placements = list(sheet.placements)
        placements[number] = replace(placements[number], **more)
        return replace(sheet, placements=tuple(placements))

    return on_first(solution, change)


def recut(solution: Solution, change: Callable[[Cut], Cut]) -> Solution:
    def on_sheet(sheet: NestedSheet) -> NestedSheet:
        assert sheet.cuts is not None
        return replace(sheet, cuts=change(sheet.cuts))

    return on_first(solution, on_sheet)


def codes(found: Problem, solution: Solution) -> set[str]:
    return {finding.code for finding in check(found, solution)}


ROUTER = kitchen(60, seed=3, grain=True)
SAW = saw(kitchen(60, seed=3, grain=True))
ROUTED, SAWN = solved(ROUTER), solved(SAW)


def test_right_layouts_pass() -> None:
    assert check(ROUTER, ROUTED) == ()
    assert check(SAW, SAWN) == ()


def first(solution: Solution) -> Placement:
    return solution.sheets[0].placements[0]


MUTATIONS: dict[str, tuple[Solution, str]] = {
    "shifted": (moved(ROUTED, x=first(ROUTED).x + 3), "nesting.perto_demais"),
    "shifted far": (moved(ROUTED, x=first(ROUTED).x + 60), "nesting.sobreposicao"),
    "turned": (moved(ROUTED, rotation=90.0), "nesting.giro_proibido"),
    "into the left trim": (moved(ROUTED, x=9.9), "nesting.fora_da_chapa"),
    "into the lower trim": (moved(ROUTED, y=9.9), "nesting.fora_da_chapa"),
    "not a number": (moved(ROUTED, x=float("nan")), "nesting.ilegivel"),
    "dropped": (
        on_first(ROUTED, lambda s: replace(s, placements=s.placements[1:])),
        "nesting.contagem",
    ),
    "twice": (
        on_first(ROUTED, lambda s: replace(s, placements=(*s.placements, s.placements[0]))),
        "nesting.contagem",
    ),
    "another part": (moved(ROUTED, item="nobody"), "nesting.peca_desconhecida"),
    "sheet lost": (replace(ROUTED, sheets=ROUTED.sheets[1:]), "nesting.contagem"),
    "unplaced and placed": (
        replace(ROUTED, unplaced=(Unplaced("p0", 1, "nesting.sem_chapa"),)),
        "nesting.contagem",
    ),
    "no reason": (replace(ROUTED, unplaced=(Unplaced("p0", 1, ""),)), "nesting.sem_motivo"),
    "cost": (replace(ROUTED, cost=ROUTED.cost - FULL.cost), "nesting.custo_errado"),
    "cost is not a number": (replace(ROUTED, cost=float("nan")), "nesting.custo_errado"),
    "bound": (replace(ROUTED, lower_bound=ROUTED.cost * 1.01), "nesting.limite_errado"),
    "unknown sheet": (
        on_first(ROUTED, lambda s: replace(s, stock="gold")),
        "nesting.chapa_desconhecida",
    ),
    "empty sheet": (
        replace(ROUTED, sheets=(*ROUTED.sheets, NestedSheet(stock="full", placements=()))),
        "nesting.chapa_vazia",
    ),
    "leftover on parts": (
        on_first(
            ROUTED,
            lambda s: replace(s, leftovers=(Leftover(x=10, y=10, length=900, width=900),)),
        ),
        "nesting.sobra_ocupada",
    ),
    "leftover off the sheet": (
        on_first(
            ROUTED,
            lambda s: replace(s, leftovers=(Leftover(x=2700, y=10, length=200, width=900),)),
        ),
        "nesting.sobra_fora",
    ),
    "leftover too small": (
        on_first(
            ROUTED, lambda s: replace(s, leftovers=(Leftover(x=10, y=10, length=99, width=1500),))
        ),
        "nesting.sobra_pequena",
    ),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_every_mutation_is_caught(name: str) -> None:
    solution, code = MUTATIONS[name]

    assert code in codes(ROUTER, solution)


def widened(cut: Cut) -> Cut:
    child = cut.children[0]
    wider = replace(child, length=child.length + 1, width=child.width + 1)
    return replace(cut, children=(wider, *cut.children[1:]))


def deeper(cut: Cut) -> Cut:
    return replace(
        cut,
        depth=cut.depth + 2 if cut.depth else 0,
        children=tuple(deeper(child) for child in cut.children),
    )


def without_part(cut: Cut) -> Cut:
    return replace(
        cut, placement=None, children=tuple(without_part(child) for child in cut.children)
    )


TREES: dict[str, tuple[Callable[[Cut], Cut], str]] = {
    "a piece too large": (widened, "nesting.corte_errado"),
    "too many stages": (deeper, "nesting.estagios_excedidos"),
    "no part": (without_part, "nesting.corte_errado"),
    "not the sheet": (lambda cut: replace(cut, length=cut.length + 5), "nesting.corte_errado"),
    "a branch lost": (lambda cut: replace(cut, children=cut.children[1:]), "nesting.corte_errado"),
    "a branch twice": (
        lambda cut: replace(cut, children=(*cut.children, cut.children[0])),
        "nesting.serra_nao_passa",
    ),
}


@pytest.mark.parametrize("name", TREES)
def test_damage_to_the_cutting_tree_is_caught(name: str) -> None:
    change, code = TREES[name]

    assert code in codes(SAW, recut(SAWN, change))


def test_the_saw_needs_its_cuts() -> None:
    bare = on_first(SAWN, lambda sheet: replace(sheet, cuts=None))

    assert "nesting.sem_cortes" in codes(SAW, bare)


def test_a_part_moved_away_from_its_cut_is_caught() -> None:
    assert "nesting.corte_errado" in codes(SAW, moved(SAWN, x=first(SAWN).x + 0.01))


def test_a_three_stage_plan_is_too_deep_for_two() -> None:
    found = saw(kitchen(100, seed=5))
    solution = solved(found)

    assert max(depth_of(sheet.cuts) for sheet in solution.sheets if sheet.cuts) == 4
    assert "nesting.estagios_excedidos" in codes(replace(found, stages=2), solution)


def depth_of(cut: Cut) -> int:
    return max((cut.depth, *(depth_of(child) for child in cut.children)))


def test_a_leftover_that_no_cut_sets_free_is_caught() -> None:
    found = saw(problem(part("a", 500, 500)))
    solution = finish(found, shelves.build(found, (0,)))
    assert solution is not None
    inside = Leftover(x=900, y=900, length=300, width=400)
    free = on_first(solution, lambda sheet: replace(sheet, leftovers=(inside,)))

    assert codes(found, free) == {"nesting.sobra_sem_corte"}


def test_stock_is_counted() -> None:
    one = replace(ROUTER, stocks=(replace(FULL, copies=1),))

    assert "nesting.estoque_excedido" in codes(one, ROUTED)


def test_keepouts_are_kept() -> None:
    zone = Keepout(x=first(ROUTED).x + 1, y=first(ROUTED).y + 1, length=5, width=5)
    clamped = replace(ROUTER, stocks=(replace(FULL, keepouts=(zone,)),))

    assert "nesting.area_proibida" in codes(clamped, ROUTED)


SHAPES = problem(arch("a"), angle("l"), worktop("w"), part("r", 300, 200), spacing=8.0)


def shapes(*placements: Placement) -> Solution:
    return Solution(
        problem="teste",
        sheets=(NestedSheet(stock="full", placements=placements),),
        cost=FULL.cost,
    )


APART = (
    Placement(item="a", x=10, y=1000),
    Placement(item="l", x=10, y=10),
    Placement(item="w", x=1510 - 300, y=10),
)


def test_a_part_may_lie_in_an_opening() -> None:
    opening = Placement(item="r", x=1210 + 300 + 8, y=10 + 150 + 8)

    assert check(SHAPES, shapes(*APART, opening)) == ()


@pytest.mark.parametrize(
    ("x", "code"), [(1210 + 300 + 7.99, "nesting.perto_demais"), (1210, "nesting.sobreposicao")]
)
def test_true_shapes_keep_their_distance(x: float, code: str) -> None:
    near = Placement(item="r", x=x, y=10 + 150 + 8)

    assert codes(SHAPES, shapes(*APART, near)) == {code}


def test_the_inner_corner_of_an_angle_is_free() -> None:
    corner = Placement(item="r", x=10 + 300 + 8, y=10 + 300 + 8)

    assert check(SHAPES, shapes(*APART, corner)) == ()
