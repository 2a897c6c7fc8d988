"""Documents, postal codes, telephones: what is kept and what is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cadastros.rules import (
    DadosCliente,
    check_cep,
    check_document,
    check_email,
    check_phone,
    check_state,
    client_code,
    show_cep,
    show_document,
    show_phone,
)
from core.errors import InputError
from core.messages import known
from tests.support.people import cpf


@pytest.mark.parametrize(
    ("given_value", "kept", "shown"),
    [
        ("529.982.247-25", "52998224725", "529.982.247-25"),
        ("11.222.333/0001-81", "11222333000181", "11.222.333/0001-81"),
        ("12.ABC.345/01DE-35", "12ABC34501DE35", "12.ABC.345/01DE-35"),
        ("12abc34501de35", "12ABC34501DE35", "12.ABC.345/01DE-35"),
    ],
)
def test_documents(given_value: str, kept: str, shown: str) -> None:
    assert check_document(given_value) == kept
    assert show_document(kept) == shown


@pytest.mark.parametrize(
    "wrong", ["529.982.247-26", "111.111.111-11", "11.222.333/0001-82", "1", "12ABC34501DE36"]
)
def test_a_wrong_check_digit_is_refused(wrong: str) -> None:
    with pytest.raises(InputError) as caught:
        check_document(wrong)

    assert known(caught.value.code)


@given(st.integers(0, 999_999_998).filter(lambda seed: len(set(f"{seed:09d}")) > 1))
def test_every_cpf_comes_back_from_its_mask(seed: int) -> None:
    number = cpf(seed)

    assert check_document(show_document(number)) == number


@pytest.mark.parametrize(
    ("given_value", "kept", "shown"),
    [
        ("(11) 98765-4321", "+5511987654321", "(11) 98765-4321"),
        ("11 3333-4444", "+551133334444", "(11) 3333-4444"),
        ("+351 212 345 678", "+351212345678", "+351 21 234 5678"),
    ],
)
def test_telephones(given_value: str, kept: str, shown: str) -> None:
    assert check_phone(given_value) == kept
    assert show_phone(kept) == shown


@pytest.mark.parametrize("wrong", ["123", "não tem", "(00) 0000-0000"])
def test_a_wrong_telephone_is_refused(wrong: str) -> None:
    with pytest.raises(InputError, match=r"cadastros\.telefone_invalido"):
        check_phone(wrong)


def test_postal_codes() -> None:
    assert check_cep("01310-100") == "01310100"
    assert show_cep("01310100") == "01310-100"
    with pytest.raises(InputError):
        check_cep("0131010")


def test_states_and_addresses() -> None:
    assert check_state("sp") == "SP"
    assert check_email("Pessoa@Exemplo.com.br") == "pessoa@exemplo.com.br"
    with pytest.raises(InputError):
        check_state("XX")
    with pytest.raises(InputError):
        check_email("pessoa(at)exemplo")


def test_empty_texts_are_nothing() -> None:
    dados = DadosCliente.model_validate({"nome": " Ana ", "documento": "", "cep": " "})

    assert (dados.nome, dados.documento, dados.cep) == ("Ana", None, None)


def test_an_error_names_its_field() -> None:
    with pytest.raises(InputError) as caught:
        DadosCliente(nome="Ana", telefone2="123")

    assert caught.value.values["campo"] == "telefone2"


@given(st.text(max_size=20), st.integers(1, 99_999))
def test_a_code_is_three_letters_and_the_number(nome: str, number: int) -> None:
    code = client_code(nome, number)

    assert code.endswith(f"{number:04d}")
    assert len(code.removesuffix(f"{number:04d}")) >= 1
