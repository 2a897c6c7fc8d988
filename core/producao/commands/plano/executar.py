"""The old system's one step from a batch to final files; and the wish to stop a search early."""

from __future__ import annotations

from typing import Any, Self
from uuid import UUID

from pydantic import model_validator

from core.command import OWN, Command, Context, Policy, Result
from core.errors import NotFound, Refused
from core.jobs.models import OPEN, Job
from core.jobs.queries import visible
from core.producao.commands.plano.comum import PERMISSOES
from core.producao.commands.plano.exportar import Arquivo, ExportarPlano
from core.producao.commands.plano.registrar import RegistrarPlano
from core.producao.commands.plano.vida import ConfirmarPlano
from core.producao.models.plano import ParadaBusca, Plano
from core.producao.rules.plano import EstadoPlano, TipoPlano
from core.producao.rules.valores_plano import Sha


class ExecutarPlano(Command, kind="plano.executar", policy=Policy.SERVER_ONLY):
    """Register (or take) a plan, confirm it and keep its proved files: all or nothing."""

    registrar: RegistrarPlano | None = None
    id: UUID | None = None
    arquivo_sha256: Sha
    arquivos: tuple[Arquivo, ...]
    achados: tuple[dict[str, Any], ...] = ()

    @model_validator(mode="after")
    def _one_plan(self) -> Self:
        if (self.registrar is None) == (self.id is None) or self.achados:
            raise ValueError("one plan, proved")
        return self

    def needs(self, ctx: Context) -> str:
        """The permission of the plan's kind."""
        if self.registrar is not None:
            return self.registrar.needs(ctx)
        plano = ctx.session.get(Plano, self.id)
        return PERMISSOES[plano.tipo if plano else TipoPlano.NESTING]

    def run(self, ctx: Context) -> Result:
        """Do the three steps; one that was done already is passed over.

        Raises:
            Refused: as each step does.
        """
        key = self.id
        if self.registrar is not None:
            key = UUID(str(self.registrar.run(ctx)["id"]))
        assert key is not None  # noqa: S101 - narrows the type, the validator saw to it
        plano = ctx.locked(Plano, key)
        faltam: Any = 0
        if plano.estado is not EstadoPlano.CONFIRMADO:
            faltam = ConfirmarPlano(id=key).run(ctx)["faltam"]
        done = ExportarPlano(
            id=key, arquivo_sha256=self.arquivo_sha256, arquivos=self.arquivos
        ).run(ctx)
        return {**done, "faltam": faltam, "obj_key": plano.arquivo_nome}


class PararBusca(
    Command, kind="plano.parar_busca", permission=OWN, policy=Policy.SERVER_ONLY, audited=True
):
    """Stop a search and keep the best layout that it has so far; `id` is the job's key."""

    id: UUID

    def privileged(self, ctx: Context) -> bool:
        """Only where the search is another person's."""
        return ctx.session.get_one(Job, self.id).requested_by != ctx.actor.id

    def run(self, ctx: Context) -> Result:
        """Leave the wish where the search looks for it.

        Raises:
            NotFound: there is no such job, or it is another person's.
            Refused: it has ended, or it is no search.
        """
        job = ctx.session.get(Job, self.id)
        seen = (
            job is not None
            and ctx.session.query(Job.id).filter(Job.id == self.id, visible(ctx.actor)).first()
        )
        if job is None or not seen:
            raise NotFound("registro.ausente", tipo="job", id=str(self.id))
        if job.kind not in ("plano.nesting", "plano.seccionadora") or job.state not in OPEN:
            raise Refused("plano.sem_busca")
        if ctx.session.get(ParadaBusca, self.id) is None:
            ctx.session.add(ParadaBusca(job_id=self.id))
        return {"id": str(self.id)}
