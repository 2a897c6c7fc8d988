"""What the fields of the registers may hold: documents, postal codes, telephones, states."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

import phonenumbers
from pydantic import AfterValidator, BeforeValidator, StringConstraints, ValidationInfo
from stdnum.br import cnpj as cnpj_number
from stdnum.br import cpf as cpf_number
from stdnum.exceptions import ValidationError as NumberError

from core.command import Form
from core.errors import InputError

STATES = frozenset(
    (
        *("AC", "AL", "AM", "AP", "BA", "CE", "DF", "ES", "GO"),
        *("MA", "MG", "MS", "MT", "PA", "PB", "PE", "PI", "PR"),
        *("RJ", "RN", "RO", "RR", "RS", "SC", "SE", "SP", "TO"),
    )
)
"""The 27 federative units."""

_CPF_LENGTH = 11
_CEP_LENGTH = 8
_CODE_LETTERS = 3


def check_document(value: str | None) -> str | None:
    """A CPF (11 digits) or CNPJ (14 characters, letters allowed since 2026), unmasked.

    Raises:
        InputError: the check digits do not fit.
    """
    if value is None:
        return None
    kept = "".join(letter for letter in value.upper() if letter.isalnum())
    if len(kept) == _CPF_LENGTH:
        return _checked(kept, is_cpf=True)
    return check_cnpj(value)


def check_cnpj(value: str | None) -> str | None:
    """A CNPJ, unmasked, upper case; the root may hold letters (RFB 2.229/2024).

    Raises:
        InputError: the check digits do not fit.
    """
    if value is None:
        return None
    return _checked("".join(letter for letter in value.upper() if letter.isalnum()), is_cpf=False)


def _checked(value: str, *, is_cpf: bool) -> str:
    wrong = InputError(
        "cadastros.cpf_invalido" if is_cpf else "cadastros.cnpj_invalido", valor=value[:20]
    )
    if len(set(value)) == 1:
        # the check digits fit, and nobody has such a number
        raise wrong
    try:
        return str(cpf_number.validate(value) if is_cpf else cnpj_number.validate(value))
    except NumberError as error:
        raise wrong from error


def show_document(value: str | None) -> str | None:
    """The document with its mask."""
    if not value:
        return value
    is_cpf = len(value) == _CPF_LENGTH
    return str(cpf_number.format(value) if is_cpf else cnpj_number.format(value))


def check_cep(value: str | None) -> str | None:
    """A postal code: 8 digits.

    Raises:
        InputError: it has another length.
    """
    if value is None:
        return None
    digits = "".join(letter for letter in value if letter.isdigit())
    if len(digits) != _CEP_LENGTH:
        raise InputError("cadastros.cep_invalido", valor=value[:20])
    return digits


def show_cep(value: str | None) -> str | None:
    """The postal code with its mask."""
    return f"{value[:5]}-{value[5:]}" if value else value


def check_phone(value: str | None) -> str | None:
    """A telephone in E.164; without a country it is Brazilian.

    Raises:
        InputError: it has the wrong number of digits for its country.
    """
    if value is None:
        return None
    try:
        number = phonenumbers.parse(value, "BR")
    except phonenumbers.NumberParseException as error:
        raise InputError("cadastros.telefone_invalido", valor=value[:30]) from error
    if not phonenumbers.is_valid_number(number):
        raise InputError("cadastros.telefone_invalido", valor=value[:30])
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def show_phone(value: str | None) -> str | None:
    """The telephone as people of its country write it; a foreign one with its country."""
    if not value:
        return value
    number = phonenumbers.parse(value)
    kind = phonenumbers.PhoneNumberFormat
    home = number.country_code == phonenumbers.country_code_for_region("BR")
    return str(phonenumbers.format_number(number, kind.NATIONAL if home else kind.INTERNATIONAL))


def check_email(value: str | None) -> str | None:
    """An address with one at sign between a name and a domain; the mail server knows the rest.

    Raises:
        InputError: it cannot be an address.
    """
    if value is None:
        return None
    name, at, domain = value.rpartition("@")
    if not (name and at and "." in domain) or any(letter.isspace() for letter in value):
        raise InputError("cadastros.email_invalido", valor=value[:60])
    return value.lower()


def check_state(value: str | None) -> str | None:
    """A federative unit.

    Raises:
        InputError: there is none of this name.
    """
    if value is None:
        return None
    upper = value.upper()
    if upper not in STATES:
        raise InputError("cadastros.estado_invalido", valor=value[:20])
    return upper


def check_birth(value: date | None) -> date | None:
    """A day of birth; no calendar of ours starts before 1900.

    Raises:
        InputError: it is out of the question.
    """
    if value is not None and value.year < 1900:
        raise InputError("cadastros.nascimento_invalido", valor=value.isoformat())
    return value


def client_code(nome: str, number: int) -> str:
    """The code of a customer: three letters of the name and the counter, e.g. ``Mar0001``."""
    letters = [letter for letter in nome if letter.isalpha()][:_CODE_LETTERS]
    return f"{''.join(letters).capitalize() or 'Cli'}{number:04d}"


def _named(
    check: Callable[[str | None], str | None],
) -> Callable[[str | None, ValidationInfo], str | None]:
    """The check as a validator whose error names the field."""

    def validate(value: str | None, info: ValidationInfo) -> str | None:
        try:
            return check(value)
        except InputError as error:
            raise InputError(error.code, **error.values, campo=info.field_name) from error

    return validate


def _blank(value: object) -> object:
    """The old forms send empty texts for what was not filled in."""
    return None if isinstance(value, str) and not value.strip() else value


def _plain(value: str | None) -> str | None:
    if value is not None and "\0" in value:
        raise InputError("cadastros.texto_invalido")
    return value


def _text(length: int) -> StringConstraints:
    return StringConstraints(max_length=length, strip_whitespace=True)


Nome = Annotated[
    str,
    StringConstraints(min_length=1, max_length=200, strip_whitespace=True),
    AfterValidator(_named(_plain)),
]
Texto = Annotated[
    Annotated[str, _text(200)] | None, BeforeValidator(_blank), AfterValidator(_named(_plain))
]
Longo = Annotated[
    Annotated[str, _text(4000)] | None, BeforeValidator(_blank), AfterValidator(_named(_plain))
]
Documento = Annotated[str | None, BeforeValidator(_blank), AfterValidator(_named(check_document))]
Cnpj = Annotated[str | None, BeforeValidator(_blank), AfterValidator(_named(check_cnpj))]
Cep = Annotated[str | None, BeforeValidator(_blank), AfterValidator(_named(check_cep))]
Telefone = Annotated[str | None, BeforeValidator(_blank), AfterValidator(_named(check_phone))]
Email = Annotated[
    str | None,
    BeforeValidator(_blank),
    AfterValidator(_named(_plain)),
    AfterValidator(_named(check_email)),
]
Estado = Annotated[str | None, BeforeValidator(_blank), AfterValidator(_named(check_state))]
Dia = Annotated[date | None, BeforeValidator(_blank)]


class DadosEmpresa(Form):
    """The company as its people fill it in."""

    codigo: Texto = None
    razao_social: Nome
    nome_fantasia: Texto = None
    cnpj: Cnpj = None
    inscricao_estadual: Texto = None
    cep: Cep = None
    rua: Texto = None
    numero: Texto = None
    complemento: Texto = None
    bairro: Texto = None
    cidade: Texto = None
    estado: Estado = None
    telefone1: Telefone = None
    telefone2: Telefone = None
    slogan: Texto = None


class DadosCliente(Form):
    """A customer as the office fills him in."""

    nome: Nome
    documento: Documento = None
    rg_ie: Texto = None
    sexo: Texto = None
    data_nascimento: Annotated[Dia, AfterValidator(check_birth)] = None
    telefone1: Telefone = None
    telefone2: Telefone = None
    pais: Texto = None
    profissao: Texto = None
    cep: Cep = None
    cidade: Texto = None
    estado: Estado = None
    endereco: Texto = None
    numero: Texto = None
    complemento: Texto = None
    bairro: Texto = None
    email: Email = None
    procedencia: Texto = None
    estado_imovel: Texto = None
    previsao_fechamento: Dia = None


class DadosFornecedor(Form):
    """A supplier as the office fills him in."""

    nome: Nome
    contato: Texto = None
    cnpj: Cnpj = None
    telefone: Telefone = None
    email: Email = None
