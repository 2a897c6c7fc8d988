"""What makes a password acceptable: length, and not being among the first that anybody tries.

NIST SP 800-63B 5.1.1.2: a minimum length, a list of known bad ones, no rules of composition.
"""

from __future__ import annotations

import re
import unicodedata

from core.acesso.rules.nomes import folded
from core.errors import InputError

MIN_LENGTH = 10
MAX_LENGTH = 256
"""A longer one only feeds the hash function; a megabyte would be an attack on it."""

_ROWS = ("0123456789012345", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm")
_WORDS = (
    "password", "passw0rd", "senha", "mudar", "trocar", "admin", "administrador", "administrator",
    "usuario", "radha", "marcenaria", "moveis", "planejados", "fabrica", "empresa", "brasil",
    "welcome", "letmein", "iloveyou", "princess", "football", "baseball", "superman", "qwerty",
    "master", "login", "teste", "acesso", "sistema", "bemvindo", "changeme", "default", "secret",
    "segredo", "flamengo", "corinthians", "palmeiras", "saopaulo", "santos", "gremio", "vasco",
    "cruzeiro", "deusefiel", "jesus", "familia", "teamo", "amor", "minhasenha", "nova", "minha",
)  # fmt: skip
_LEET = str.maketrans("@4301!$57", "aaeoiisst")
_DIGITS_AND_SIGNS = re.compile(r"[\W\d_]+")


def judge_password(password: str, *about: str) -> None:
    """Accept a password or say why not.

    Args:
        password: as typed.
        about: names that it must not consist of (username, name, e-mail).

    Raises:
        InputError: too short, too long, common, or made of the person's own name.
    """
    if len(password) < MIN_LENGTH:
        raise InputError("acesso.senha_curta", minimo=MIN_LENGTH)
    if len(password) > MAX_LENGTH:
        raise InputError("acesso.senha_longa", maximo=MAX_LENGTH)
    plain = _plain(password)
    if _is_pattern(plain) or _is_words(plain, _WORDS):
        raise InputError("acesso.senha_comum")
    names = [_plain(part) for text in about for part in re.split(r"[\s@._-]+", text)]
    own = tuple(name for name in names if len(name) >= 3)
    if own and _is_words(plain, (*own, *_WORDS)):
        raise InputError("acesso.senha_do_nome")


def _plain(text: str) -> str:
    bare = unicodedata.normalize("NFKD", folded(text))
    return "".join(sign for sign in bare if not unicodedata.combining(sign))


def _is_pattern(plain: str) -> bool:
    half = len(plain) // 2
    repeated = any(
        plain == (plain[:size] * len(plain))[: len(plain)] for size in range(1, half + 1)
    )
    rows = (*_ROWS, *(row[::-1] for row in _ROWS))
    return repeated or len(set(plain)) < 5 or any(plain in row for row in rows)


def _is_words(plain: str, words: tuple[str, ...]) -> bool:
    """Whether nothing is left but digits and signs when the words are taken away."""
    for text in (plain, plain.translate(_LEET)):
        rest = text
        for word in sorted(words, key=len, reverse=True):
            rest = rest.replace(word, "")
        if rest != text and not _DIGITS_AND_SIGNS.sub("", rest):
            return True
    return not _DIGITS_AND_SIGNS.sub("", plain)
