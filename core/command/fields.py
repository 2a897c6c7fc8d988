"""The generic field edit: its rules stand on the model, column by column."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import to_jsonable_python
from sqlalchemy import inspect

from core.command.command import Command, Policy, Result
from core.command.context import Context
from core.command.log import Conflict
from core.db.base import MERGE, Base, Merge, Tracked
from core.db.types import JsonValue
from core.errors import InputError
from core.faults import first_fault


class Form(BaseModel):
    """The fields of a record as people give them, each with its rule; used to make and to edit."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Editable(Tracked):
    """A record whose plain fields are changed by `AlterarCampos`, judged by its form."""

    __abstract__ = True
    __edit_permission__: ClassVar[str]
    __form__: ClassVar[type[Form]]


class Change(BaseModel):
    """One field: what the person saw, and what he wants."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    was: JsonValue = None
    to: JsonValue = None


class AlterarCampos(
    Command, kind="registro.alterar", permission="", policy=Policy.RECORD, audited=False
):
    """Change plain fields of one record; a field that moved meanwhile is merged by its policy.

    Attributes:
        base: `ver` of the record that the person saw.
    """

    collection: str
    id: UUID
    base: int
    set: dict[str, Change]

    def needs(self, ctx: Context) -> str:  # noqa: ARG002 - the collection alone decides
        """The permission of the collection."""
        return editable_model(self.collection).__edit_permission__

    def run(self, ctx: Context) -> Result:
        """Merge, judge the whole record by its form, write; losers are kept as conflicts."""
        model = editable_model(self.collection)
        record = ctx.locked(model, self.id)
        policies = _policies(model)
        present = _form_values(record)
        wanted = dict(present)
        lost: list[str] = []
        for field, change in sorted(self.set.items()):
            if field not in policies:
                raise InputError("registro.campo_desconhecido", campo=field, tipo=self.collection)
            later = int((record.field_seq or {}).get(field, 0)) > self.base
            # a value that is what the person saw did not move: the later change was his own
            moved = later and present.get(field) != change.was
            if not moved or present.get(field) == change.to:
                wanted[field] = change.to
                continue
            wanted[field] = merge(policies[field], present.get(field), change.to)
            if wanted[field] != change.to or policies[field] is Merge.LAST:
                self._keep_loser(ctx, field, wanted[field], change, present.get(field))
                lost.append(field)
        judged = judge(model.__form__, wanted)
        for field in self.set:
            value = getattr(judged, field)
            if getattr(record, field) != value:
                setattr(record, field, value)
        return {"id": str(record.id), "conflitos": [*lost]}

    def _keep_loser(
        self, ctx: Context, field: str, kept: JsonValue, change: Change, present: JsonValue
    ) -> None:
        ctx.session.add(
            Conflict(
                id=ctx.new_id(f"conflict/{field}"),
                op_id=ctx.op_id,
                collection=self.collection,
                row_id=self.id,
                field=field,
                kept=kept,
                lost=present if kept == change.to else change.to,
                by=ctx.actor.id,
                at=ctx.now,
            )
        )


def editable_model(collection: str) -> type[Editable]:
    """The model of a collection.

    Raises:
        InputError: there is none whose fields may be edited.
    """
    for mapper in Base.registry.mappers:
        if mapper.class_.__tablename__ == collection and issubclass(mapper.class_, Editable):
            return mapper.class_
    raise InputError("registro.campo_desconhecido", campo="", tipo=collection)


def judge[F: Form](form: type[F], values: dict[str, Any]) -> F:
    """The form with these values.

    Raises:
        InputError: a value does not fit; the first one is named.
    """
    try:
        return form.model_validate(values)
    except ValidationError as error:
        place, why = first_fault(error)
        raise InputError("registro.campo_invalido", campo=place, motivo=why) from error


def changes(record: Editable, form: Form) -> AlterarCampos:
    """The edit that makes the record's fields those of the form."""
    before = _form_values(record)
    after = to_jsonable_python(form)
    return AlterarCampos(
        collection=record.__tablename__,
        id=record.id,
        base=record.ver,
        set={
            field: Change(was=before[field], to=after[field])
            for field in before
            if before[field] != after[field]
        },
    )


def merge(policy: Merge, present: Any, wanted: Any) -> Any:
    """What becomes of a field that two people changed without knowing of each other."""
    if policy is Merge.LAST:
        return wanted
    if policy is Merge.ASK:
        return present
    if policy is Merge.UNION:
        return sorted({*(present or []), *(wanted or [])})
    given = [value for value in (present, wanted) if value is not None]
    if not given:
        return None
    return max(given) if policy is Merge.MAX else min(given)


def _policies(model: type[Editable]) -> dict[str, Merge]:
    columns = inspect(model).columns
    return {column.key: column.info[MERGE] for column in columns if MERGE in column.info}


def _form_values(record: Editable) -> dict[str, Any]:
    values = {field: getattr(record, field) for field in record.__form__.model_fields}
    return dict(to_jsonable_python(values))
