"""Commands: the only way to change a business record, on the workstation and on the server."""

from core.command.command import OWN, Command, Policy, Result, decode, kinds
from core.command.context import SYSTEM, Actor, Context
from core.command.execute import execute
from core.command.fields import AlterarCampos, Change, Editable, Form, changes, judge

__all__ = [
    "OWN",
    "SYSTEM",
    "Actor",
    "AlterarCampos",
    "Change",
    "Command",
    "Context",
    "Editable",
    "Form",
    "Policy",
    "Result",
    "changes",
    "decode",
    "execute",
    "judge",
    "kinds",
]
