"""The pure decisions: catalogue, roles, names, passwords."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import core.schema  # noqa: F401 - every command
from core.acesso.rules import catalogo, nomes
from core.acesso.rules.papeis import ADMIN, SEEDS
from core.acesso.rules.senhas import judge_password
from core.command import OWN, kinds
from core.errors import InputError

SOME = st.sets(st.sampled_from(sorted(catalogo.CATALOGUE)))


def test_every_permission_that_a_command_names_is_in_the_catalogue() -> None:
    ours = [one for one in kinds().values() if one.__module__.startswith("core.")]
    named = {command.permission for command in ours} - {"", OWN}

    # held by the server's own code alone; no role may contain it
    assert named - catalogo.CATALOGUE == {"arquivos/conferidos"}


def test_roles_start_with_permissions_of_the_catalogue() -> None:
    given = {permission for seed in SEEDS for permission in seed.permissoes}

    assert given - catalogo.CATALOGUE == set()
    assert [seed.nome for seed in SEEDS if seed.tudo] == [ADMIN]
    assert len({nomes.folded(seed.nome) for seed in SEEDS}) == len(SEEDS)


def test_the_gaps_of_the_old_list_are_closed() -> None:
    missing = {
        "planos-producao",
        "planos-producao/nesting",
        "universidade-radha",
        "universidade-radha/gerenciar-conteudos",
        "marketing-ia/gerir-conhecimento",
        "cadastros/templates",
        "producao/conferencia",
        "comercial/desfazer-tarefa",
    }

    assert missing <= catalogo.of_role((), everything=True)


@given(wanted=SOME, role=SOME)
def test_a_whole_list_gives_exactly_what_it_lists(wanted: set[str], role: set[str]) -> None:
    own, denied = catalogo.split(wanted, frozenset(role))

    assert catalogo.effective(role, own, denied) == wanted


def test_strings_outside_the_catalogue_give_nothing() -> None:
    assert catalogo.effective(["root"], ["*", "cadastros"], []) == {"cadastros"}
    assert catalogo.of_role(["*"], everything=False) == frozenset()
    with pytest.raises(InputError, match=r"^acesso\.permissao_desconhecida\("):
        catalogo.known(["cadastros", "*"])


@pytest.mark.parametrize(
    "pair", [("Maria", "MARIA"), ("José", "JOSÉ"), ("ｍaria", "maria"), (" ana ", "ana")]
)
def test_names_that_look_alike_have_one_key(pair: tuple[str, str]) -> None:
    assert nomes.folded(pair[0]) == nomes.folded(pair[1])


@pytest.mark.parametrize("name", ["", "a b", "a\tb", "a\0b", "../x", "x" * 81, "ß" * 41])
def test_names_that_cannot_be_a_users(name: str) -> None:
    with pytest.raises(InputError, match=r"^acesso\.username_invalido\("):
        nomes.username(name)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("curta", "acesso.senha_curta"),
        ("x" * 257, "acesso.senha_longa"),
        ("1234567890", "acesso.senha_comum"),
        ("0987654321", "acesso.senha_comum"),
        ("qwertyuiop", "acesso.senha_comum"),
        ("abcabcabcabc", "acesso.senha_comum"),
        ("aaaaaaaaaaaa", "acesso.senha_comum"),
        ("Senha@2026!!", "acesso.senha_comum"),
        ("S3nh4 4dm1n 99", "acesso.senha_comum"),
        ("Radha-2026-Brasil", "acesso.senha_comum"),
        ("19/07/1994 08", "acesso.senha_comum"),
        ("Joaquim.2026!", "acesso.senha_do_nome"),
        ("MINUSCULA joaquim", None),
        ("tres pregos e um prumo", None),
    ],
)
def test_passwords_that_anybody_would_try_are_refused(password: str, code: str | None) -> None:
    if code is None:
        judge_password(password, "joaquim", "Joaquim Exemplo", "joaquim@exemplo.test")
        return
    with pytest.raises(InputError) as refused:
        judge_password(password, "joaquim", "Joaquim Exemplo", "joaquim@exemplo.test")
    assert refused.value.code == code


@given(st.text(max_size=300))
def test_judging_a_password_never_fails_otherwise(password: str) -> None:
    with suppress(InputError):
        judge_password(password, "ana", "")
