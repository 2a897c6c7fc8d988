"""The first start of an installation: its roles and its first administrator, once for ever."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from core.acesso.commands.usuarios import CriarUsuario, Hash, Named
from core.acesso.models import Papel
from core.acesso.rules import nomes
from core.acesso.rules.catalogo import CATALOGUE, known
from core.acesso.rules.papeis import ADMIN, SEEDS
from core.command import Actor, Command, Context, Policy, Result

FIRST_START = UUID("01890000-0000-7000-8000-52414448a001")
"""The operation's key, the same everywhere: whoever comes second finds it done."""

INSTALLER = Actor(None, "sistema", CATALOGUE)
"""Who does it."""


class Iniciar(
    Command, kind="acesso.iniciar", permission="acesso/papeis", policy=Policy.SERVER_ONLY,
    audited=True,
):  # fmt: skip
    """Make the roles of `SEEDS` and the first administrator.

    Attributes:
        hash: Argon2id hash of his password.
        trocar: whether he must choose another one at once.
    """

    username: Named
    hash: Hash
    trocar: bool = True

    def run(self, ctx: Context) -> Result:
        """Roles that are there already stay as they are."""
        present = set(ctx.session.scalars(select(Papel.chave)))
        for seed in SEEDS:
            if nomes.folded(seed.nome) in present:
                continue
            ctx.session.add(
                Papel(
                    id=ctx.new_id(f"papel/{seed.nome}"),
                    nome=seed.nome,
                    chave=nomes.folded(seed.nome),
                    descricao=seed.descricao,
                    permissoes=known(seed.permissoes),
                    tudo=seed.tudo,
                )
            )
        ctx.session.flush()
        first = CriarUsuario(
            username=self.username, nome="", cargo=ADMIN, hash=self.hash, trocar=self.trocar
        )
        return first.run(ctx)
