from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError
from core.producao.models.estoque import EstadoItem, Politica, TipoItem
from core.producao.rules.estoque import (
    Candidato,
    LimiteSobra,
    Tamanho,
    a_comprar,
    area_m2,
    custo_em_centavos,
    em_centavos,
    em_reais,
    escolher,
    estado_com_saldo,
)
from core.producao.rules.material import (
    chave_material,
    descricao_de_sobra,
    material_de_descricao,
    mesmo_tamanho,
)

SIDES = st.integers(1, 20_000)
CENTS = st.integers(0, 10**9)


@pytest.mark.parametrize(
    "name", ["MDF Branco 18mm", "mdf  BRANCO 18,5 mm", " MDF Branco 18.50mm ", "Mdf Branco 18 MM"]
)
def test_one_material_has_one_key(name: str) -> None:
    assert chave_material(name) == "mdf branco 18mm"


def test_part_of_a_name_is_another_material() -> None:
    assert chave_material("Branco 18mm") != chave_material("Super Branco 18mm")


def test_name_of_nothing_is_refused() -> None:
    with pytest.raises(InputError):
        chave_material(" \t ")


@pytest.mark.parametrize(
    ("description", "material"),
    [
        ("MDF Branco 18mm (900 x 400)", "MDF Branco 18mm"),
        ("MDF (BP) 18mm (900,5 X 400.25)", "MDF (BP) 18mm"),
        ("MDF (BP) 18mm", "MDF (BP) 18mm"),
    ],
)
def test_only_the_size_at_the_end_leaves_a_description(description: str, material: str) -> None:
    assert material_de_descricao(description) == material


@given(SIDES, SIDES)
def test_description_of_an_offcut_gives_its_material_back(length: int, width: int) -> None:
    assert material_de_descricao(descricao_de_sobra("MDF 6mm", length, width)) == "MDF 6mm"


def test_half_a_cent_goes_up() -> None:
    assert custo_em_centavos(1000, 500, 1) == 1
    assert custo_em_centavos(1000, 499, 1) == 0
    assert em_centavos(1.005) == 101
    assert em_centavos(2.675) == 268


@given(SIDES, SIDES, CENTS, st.integers(1, 1000))
def test_cost_is_within_half_a_cent_of_the_exact_one(
    length: int, width: int, price: int, boards: int
) -> None:
    exact = Decimal(length) * width * boards * price / 1_000_000

    assert abs(custo_em_centavos(length, width, price, boards) - exact) <= Decimal("0.5")


@given(CENTS)
def test_money_comes_back_as_it_went(cents: int) -> None:
    assert em_centavos(em_reais(cents)) == cents


def test_area_is_exact() -> None:
    assert area_m2(2750, 1850, 3) == 15.2625
    assert area_m2(0.1, 0.3) == 3e-8


@pytest.mark.parametrize(
    ("length", "width", "kept"),
    [(1000, 100, True), (999, 100, False), (1001, 99.9, False), (400, 250, True)],
)
def test_offcut_is_kept_by_side_and_area(length: float, width: float, *, kept: bool) -> None:
    assert LimiteSobra().aceita(length, width) is kept
    assert LimiteSobra().aceita(width, length) is kept


def test_item_stands_by_what_is_left() -> None:
    assert estado_com_saldo(1, 0, EstadoItem.BAIXADO) is EstadoItem.DISPONIVEL
    assert estado_com_saldo(0, 1, EstadoItem.BAIXADO) is EstadoItem.PREVISTO
    assert estado_com_saldo(0, 0, EstadoItem.CONSUMIDO) is EstadoItem.CONSUMIDO


@given(*[st.integers(0, 1000)] * 3)
def test_bought_boards_reach_the_minimum_and_no_more(least: int, free: int, coming: int) -> None:
    bought = a_comprar(least, free, coming)

    assert bought >= 0
    assert free + coming + bought >= least
    assert bought == 0 or free + coming + bought == least


def test_sizes_within_half_a_millimetre_are_one() -> None:
    assert mesmo_tamanho((2750, 1850), (2750.4, 1850))
    assert not mesmo_tamanho((2750, 1850), (1850, 2750))


CANDIDATES = st.lists(
    st.builds(
        Candidato,
        id=st.uuids(),
        tipo=st.sampled_from(TipoItem),
        comprimento=SIDES,
        largura=SIDES,
        livres=st.integers(0, 5),
    ),
    unique_by=lambda candidate: candidate.id,
    max_size=8,
)


@given(CANDIDATES, st.integers(1, 20), st.sampled_from(Politica), SIDES, SIDES, st.booleans())
def test_choice_serves_and_never_takes_more_than_there_is(
    candidates: list[Candidato],
    wanted: int,
    policy: Politica,
    length: int,
    width: int,
    turn: bool,
) -> None:
    size = Tamanho(length, width, turn)
    by_key = {candidate.id: candidate for candidate in candidates}

    chosen = escolher(candidates, wanted, policy, size)

    assert len(dict(chosen)) == len(chosen)
    assert all(0 < boards <= by_key[key].livres for key, boards in chosen)
    assert all(size.cabe(by_key[key]) for key, _ in chosen)
    allowed = _KINDS[policy]
    assert all(by_key[key].tipo in allowed for key, _ in chosen)
    serving = [c for c in candidates if c.tipo in allowed and size.cabe(c)]
    assert sum(boards for _, boards in chosen) == min(wanted, sum(c.livres for c in serving))
    assert chosen == escolher(candidates[::-1], wanted, policy, size)


_KINDS = {
    Politica.SOBRAS_PRIMEIRO: set(TipoItem),
    Politica.CHAPAS_PRIMEIRO: set(TipoItem),
    Politica.SO_SOBRAS: {TipoItem.SOBRA},
    Politica.SO_CHAPAS: {TipoItem.CHAPA},
}


def test_smallest_that_serves_goes_first() -> None:
    def candidate(key: int, kind: TipoItem, length: float) -> Candidato:
        return Candidato(UUID(int=key), kind, length, 500, 1)

    large, small, board = (
        candidate(1, TipoItem.SOBRA, 900),
        candidate(2, TipoItem.SOBRA, 600),
        candidate(3, TipoItem.CHAPA, 550),
    )

    chosen = escolher([large, small, board], 3)

    assert [key.int for key, _ in chosen] == [2, 1, 3]
