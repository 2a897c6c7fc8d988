"""What a command is, and the register of all of them by their kind."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from core.command.context import Context
from core.db.types import JsonValue
from core.errors import InputError

type Result = dict[str, JsonValue]

OWN = "*"
"""Permission of what everybody who is signed in may do."""


class Policy(StrEnum):
    """How a command that was run without the server meets what happened meanwhile."""

    FACT = "fact"
    """Something that happened: never refused, only added."""
    RECORD = "record"
    """A new record, or fields of one: merged field by field."""
    TRANSITION = "transition"
    """A step of a life cycle: refused where the present state does not allow it."""
    ARBITRATED = "arbitrated"
    """Something scarce: the server's answer decides."""
    SERVER_ONLY = "server_only"
    """Never run on a workstation."""


class Command(BaseModel):
    """One thing a person does, with its arguments; the only way to change a record.

    A subclass says, as class keywords, its `kind` (its name for ever), the `permission` it needs,
    its `policy`, and whether it is written to the audit. The arguments are kept in the record of
    operations: what must not be kept (a password's hash) is a field with ``exclude=True``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClassVar[str]
    permission: ClassVar[str]
    policy: ClassVar[Policy]
    audited: ClassVar[bool] = False
    version: ClassVar[int] = 1

    def __init_subclass__(
        cls,
        *,
        kind: str | None = None,
        permission: str = "",
        policy: Policy = Policy.RECORD,
        audited: bool = False,
        **more: Any,
    ) -> None:
        super().__init_subclass__(**more)
        if kind is None:
            return
        cls.kind, cls.permission, cls.policy, cls.audited = kind, permission, policy, audited
        if kind in _KINDS and _KINDS[kind].__qualname__ != cls.__qualname__:
            raise TypeError(kind)
        _KINDS[kind] = cls

    def needs(self, ctx: Context) -> str:  # noqa: ARG002 - subclasses look at the records
        """The permission for these arguments."""
        return self.permission

    def subject(self) -> str | None:
        """Key of the record that the audit names."""
        key = getattr(self, "id", None)
        return None if key is None else str(key)

    def privileged(self, ctx: Context) -> bool:  # noqa: ARG002 - subclasses look at the records
        """Whether this run of an audited command is written down; asked when it has run.

        For acts that are a privilege only towards what belongs to somebody else.
        """
        return True

    def run(self, ctx: Context) -> Result:
        """Read and write through the session; the same arguments give the same effect.

        Raises:
            Refused: a rule or the present state says no.
            InputError: an argument cannot be used.
        """
        raise NotImplementedError


_KINDS: dict[str, type[Command]] = {}


def kinds() -> dict[str, type[Command]]:
    """Every command by its kind."""
    return dict(_KINDS)


def decode(kind: str, arguments: dict[str, JsonValue]) -> Command:
    """The command from its stored form.

    Raises:
        InputError: the kind is unknown.
        pydantic.ValidationError: the arguments do not fit.
    """
    found = _KINDS.get(kind)
    if found is None:
        raise InputError("comando.desconhecido", kind=kind)
    return found.model_validate(arguments)
