from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from core.errors import InputError, Refused
from core.ids import derive_id, new_id
from core.producao.commands.etiqueta import Campos
from core.producao.rules.ajustes import (
    DadosCamada,
    DadosFerramenta,
    comparar,
    ler_linha,
    linha_antiga,
)
from core.producao.rules.apontamento import Alvo, Feito, Resposta, numero_lido, responder
from core.producao.rules.etapas import FormEtapa
from core.producao.rules.livre import guardavel
from core.producao.rules.maquina import com_layout, ler_config, tamanho_da_etiqueta
from core.producao.rules.ocorrencia import EstadoOcorrencia, FormMotivo, PecaOcorrencia, avanca
from core.producao.rules.volume import EstadoVolume, codigo_de_barras, conferir_fechamento
from core.producao.rules.volumes_antigos import codigo_do_item, nome_do_lote, numero_do_item

LOTE, OUTRO, COPIA, OUTRA_COPIA = (new_id() for _ in range(4))
UMA = Alvo(LOTE, 1, COPIA)
NUMERO = Alvo(LOTE, 2)


@pytest.mark.parametrize(
    ("alvo", "lote", "aqui", "antes", "answer"),
    [
        (None, LOTE, Feito(), None, Resposta.NAO_ENCONTRADA),
        (UMA, LOTE, Feito(), None, Resposta.OK),
        (UMA, None, Feito(), None, Resposta.OK),
        (UMA, OUTRO, Feito(frozenset({COPIA})), None, Resposta.OUTRO_LOTE),
        (Alvo(LOTE, 1, COPIA, substituida=True), OUTRO, Feito(), None, Resposta.SUBSTITUIDA),
        (UMA, LOTE, Feito(frozenset({COPIA})), None, Resposta.JA_LIDA),
        (UMA, LOTE, Feito(anonimas=1), None, Resposta.JA_LIDA),
        (UMA, LOTE, Feito(), Feito(), Resposta.ETAPA_ANTERIOR_FALTA),
        (UMA, LOTE, Feito(), Feito(frozenset({COPIA})), Resposta.OK),
        (UMA, LOTE, Feito(), Feito(anonimas=1), Resposta.OK),
        (NUMERO, LOTE, Feito(anonimas=1), Feito(anonimas=1), Resposta.ETAPA_ANTERIOR_FALTA),
        (NUMERO, LOTE, Feito(anonimas=1), Feito(anonimas=2), Resposta.OK),
        (NUMERO, LOTE, Feito(frozenset({COPIA}), 1), None, Resposta.JA_LIDA),
        (Alvo(LOTE, 2, COPIA), LOTE, Feito(), Feito(frozenset({OUTRA_COPIA})),
         Resposta.ETAPA_ANTERIOR_FALTA),
    ],
)  # fmt: skip
def test_answer_of_a_reading(
    alvo: Alvo | None, lote: UUID | None, aqui: Feito, antes: Feito | None, answer: Resposta
) -> None:
    assert responder(alvo, lote_id=lote, aqui=aqui, antes=antes) is answer


@pytest.mark.parametrize(
    ("code", "number"),
    [
        *(("000123", 123), ("7", 7)),
        *((code, None) for code in ("", "12a", "-1", "١٢", "9" * 13)),
    ],
)
def test_number_on_a_label(code: str, number: int | None) -> None:
    assert numero_lido(code) == number


@settings(deadline=None)
@given(st.integers(1, 5), st.integers(0, 5), st.integers(0, 5))
def test_never_more_pass_than_there_are(quantidade: int, named: int, unnamed: int) -> None:
    done = Feito(frozenset(derive_id(LOTE, n) for n in range(named)), unnamed)

    assert done.total(quantidade) == min(quantidade, named + unnamed)


def test_barcode_is_of_plain_letters_and_the_keys_own() -> None:
    codes = {codigo_de_barras(derive_id(LOTE, n)) for n in range(500)}

    assert len(codes) == 500
    assert all(len(code) == 16 and code.isalnum() and code.isascii() for code in codes)


def test_closing_refuses() -> None:
    conferir_fechamento(EstadoVolume.REABERTO, 1)
    with pytest.raises(Refused, match="vazio"):
        conferir_fechamento(EstadoVolume.ABERTO, 0)
    with pytest.raises(Refused, match="ja_fechado"):
        conferir_fechamento(EstadoVolume.FECHADO, 3)


@settings(deadline=None)
@given(st.sampled_from(EstadoOcorrencia), st.sampled_from(EstadoOcorrencia))
def test_an_occurrence_never_goes_back(de: EstadoOcorrencia, para: EstadoOcorrencia) -> None:
    order = [EstadoOcorrencia.ABERTA, EstadoOcorrencia.EM_REPOSICAO, EstadoOcorrencia.CONCLUIDA]
    try:
        moves = avanca(de, para)
    except Refused:
        assert EstadoOcorrencia.CANCELADA in (de, para)
        assert de in (EstadoOcorrencia.CANCELADA, EstadoOcorrencia.CONCLUIDA)
        return
    if moves and para is not EstadoOcorrencia.CANCELADA:
        assert order.index(para) > order.index(de)


@pytest.mark.parametrize(
    ("said", "kind"), [("interna", "Interna"), (" EXTERNA ", "Externa"), ("", "Interna")]
)
def test_kind_of_a_reason_in_any_case(said: str, kind: str) -> None:
    assert FormMotivo.model_validate({"tipo": said}).tipo.value == kind


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("lotes/Lote_12.zip", "12"),
        ("producao\\lotes\\Lote_Ana Maria.ZIP", "Ana Maria"),
        ("Cozinha", "Cozinha"),
        ("Lote_.zip", "Lote_.zip"),
        ("Lote_Lote_3", "Lote_3"),
    ],
)
def test_name_of_a_batch_in_the_old_form(said: str, name: str) -> None:
    assert nome_do_lote(said) == name


@pytest.mark.parametrize(
    ("item", "number", "code"),
    [
        ({"id": 7}, 7, "000007"),
        ({"id": "0007"}, 7, "000007"),
        ({"id": True, "codigo_peca": "LAT1"}, None, "LAT1"),
        ({"id": -1, "nome": "X"}, None, "X"),
        ({"id": 10**20}, None, "?"),
        ({"id": [1]}, None, "?"),
    ],
)
def test_item_of_an_old_list(item: dict[str, Any], number: int | None, code: str) -> None:
    assert (numero_do_item(item), codigo_do_item(item)) == (number, code)


VALUES = st.one_of(
    st.none(),
    # what no database stores is refused, and so does not come back
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5),
    st.integers(0, 99),
    st.sampled_from(["", "1,5", " 2.0 "]),
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(["codigo", "descricao", "outra"]), VALUES))
def test_row_that_nobody_changed_comes_back_as_it_was_sent(row: dict[str, Any]) -> None:
    dados = ler_linha(DadosFerramenta, row, "x")

    assert linha_antiga(dados, row) == row


def test_row_shows_what_was_changed_and_keeps_the_rest() -> None:
    row = {"nome": "A", "profundidade": "12,0", "z": {"a": 1}}
    dados = ler_linha(DadosCamada, row, "x")
    changed = dados.model_copy(update={"profundidade": 3.0, "ferramenta": "8"})

    assert linha_antiga(changed, row) == {**row, "profundidade": 3.0, "ferramenta": "8"}


@settings(deadline=None)
@given(st.lists(st.integers(0, 4)), st.lists(st.integers(0, 4)))
def test_a_list_becomes_another_and_nothing_is_taken_twice(old: list[int], new: list[int]) -> None:
    before = [(place, value) for place, value in enumerate(old)]
    change = comparar(before, new, lambda row: row[1], lambda value: value)
    kept = [row for row, _, _ in change.iguais]

    assert all(row[1] == value for row, value, _ in change.iguais)
    assert sorted(kept + list(change.sumidos)) == before
    placed = {place: value for _, value, place in change.iguais}
    placed |= {place: value for value, place in change.novos}
    assert placed == dict(enumerate(new))


@pytest.mark.parametrize(
    "value", [{"a": "\x00"}, {"\x00": 1}, {"a": float("inf")}, {"a": "\ud800"}]
)
def test_what_no_database_can_keep_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="cannot be stored"):
        guardavel(value)


def test_what_is_too_deep_or_too_much_is_refused() -> None:
    deep: dict[str, Any] = {}
    for _ in range(60):
        deep = {"a": deep}
    with pytest.raises(ValueError, match="cannot be stored"):
        guardavel(deep)
    with pytest.raises(ValueError, match="too large"):
        guardavel({"a": "x" * 500_000})


def test_size_of_a_label_and_its_layout() -> None:
    assert tamanho_da_etiqueta({"tamanhoEtiquetadoraX": "62,5"}) == (62.5, 30.0)
    assert tamanho_da_etiqueta({"tamanhoEtiquetadoraX": "x", "tamanhoEtiquetadoraY": -1}) == (
        50,
        30,
    )
    config = {"layoutEtiqueta": "", "a": 1}
    assert com_layout(config, [], (50.0, 30.0)) == config
    with pytest.raises(InputError, match="layoutEtiqueta"):
        ler_config({"layoutEtiqueta": {"a": 1}})


@pytest.mark.parametrize(
    "make",
    [
        lambda text: DadosFerramenta(comando_extra=text),
        lambda text: DadosCamada(nome=text),
        lambda text: FormMotivo(setor=text),
        lambda text: FormEtapa(nome=text, ordem=1),
        lambda text: PecaOcorrencia(motivo="M", descricao=text),
        lambda text: TypeAdapter(Campos).validate_python([{"field": text, "x": 1, "y": 1}]),
    ],
)  # fmt: skip
def test_no_text_holds_what_a_database_cannot_keep(make: Callable[[str], object]) -> None:
    assert make("G0 X1\n")
    with pytest.raises(ValidationError):
        make("a\x00")
