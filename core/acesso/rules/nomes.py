"""Names that must differ to a person's eye, not only to a database."""

from __future__ import annotations

import re
import unicodedata

from core.errors import InputError

NAME_LENGTH = 80
_USERNAME = re.compile(r"[^\s\x00-\x1f\x7f/\\:]{1,80}")


def folded(name: str) -> str:
    """The key under which a name is unique: width, case and outer spaces do not tell it apart."""
    # PostgreSQL stores no NUL, and no name has one
    plain = unicodedata.normalize("NFKC", name).replace("\0", "\ufffd")
    return " ".join(plain.casefold().split())


def username(given: str) -> str:
    r"""A user's name as it is kept.

    Raises:
        InputError: it is empty, too long, or has spaces, control characters, or `/ \ :`.
    """
    name = unicodedata.normalize("NFKC", given.strip())
    if not _USERNAME.fullmatch(name) or len(folded(name)) > NAME_LENGTH:
        raise InputError("acesso.username_invalido")
    return name


def role_name(given: str) -> str:
    """A role's name as it is kept.

    Raises:
        InputError: it is empty or too long.
    """
    name = " ".join(given.split())
    if not name or len(name) > NAME_LENGTH or len(folded(name)) > NAME_LENGTH:
        raise InputError("acesso.papel_nome")
    return name
