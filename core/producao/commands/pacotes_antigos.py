"""Takes the whole content of a batch as clients of the old public API post it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from core.command import Command, Context, Policy, Result
from core.command.files import file_bytes
from core.parts import Hardware
from core.producao.commands.chegada import add_hardware
from core.producao.commands.copias import add_copies, server_codes, set_quantity
from core.producao.commands.importacao import Sha, named_or_new
from core.producao.commands.lote import PERMISSION, Nome
from core.producao.commands.pacote import new_package
from core.producao.commands.peca import refuse_closed, refuse_done, touched
from core.producao.commands.retirada import put_away
from core.producao.models.lote import Ferragem, Lote, Pacote
from core.producao.models.peca import Peca
from core.producao.old.matching import Pair, SentPart, paired_hardware, paired_parts
from core.producao.old.reading import change_of, new_part
from core.producao.old.sent import (
    FerragemAntiga,
    PacoteAntigo,
    PecaAntiga,
    package_name,
    sent_packages,
)
from core.producao.queries.lote import Conteudo, conteudo
from core.producao.rules.forma import hardware_values, part_values
from core.producao.rules.peca import apply_change


class GravarPacotes(
    Command,
    kind="lote.gravar_pacotes",
    permission=PERMISSION,
    policy=Policy.SERVER_ONLY,
    audited=True,
):
    """Make the content of a batch what was posted: what is not in it is put away.

    What is sent back as it was told stays exactly as it is.

    Attributes:
        pacotes: hash of `{"pacotes": [...]}` in the old form.
        lote_id: the batch; None for the living one called `nome`, made where there is none.
        so_pecas: the post says nothing about hardware and empty packages.
    """

    pacotes: Sha
    lote_id: UUID | None = None
    nome: Nome | None = None
    so_pecas: bool = False

    def run(self, ctx: Context) -> Result:
        """Change the rows.

        Raises:
            InputError: the post cannot be read, or a part could not be made so.
            Refused: the batch is done, a released part would change outside a revision, or a piece
                that would go was cut or lies in a confirmed plan.
            NotFound: there is no such batch.
        """
        sent = sent_packages(file_bytes(ctx.session, self.pacotes))
        if self.lote_id is not None:
            lote = ctx.locked(Lote, self.lote_id)
        else:
            lote = named_or_new(ctx, self.nome or "")
        refuse_done(lote)
        post = _Post(ctx, lote, conteudo(ctx.session, lote))
        before = lote.revisao
        post.take(sent, only_parts=self.so_pecas)
        # one post is one revision, however many parts it changes
        lote.revisao = min(lote.revisao, before + 1)
        ctx.session.flush()
        return {"id": str(lote.id), "number": lote.number, "revisao": lote.revisao}


class _Post:
    """One post into one batch that is held."""

    def __init__(self, ctx: Context, lote: Lote, content: Conteudo) -> None:
        self.ctx, self.lote, self.content = ctx, lote, content
        self.packages = {one.id: one for one in content.pacotes}
        self._serial = 0

    def take(self, sent: Sequence[PacoteAntigo], *, only_parts: bool) -> None:
        """Change the rows; with `only_parts`, known parts stay in their packages."""
        named = self._names(by_room=only_parts)
        places = [(package, named.get(package.nome_pacote)) for package in sent]
        pairs = paired_parts(list(_parts(places)), self.content.pecas, self.packages)
        known = [(pair, pair.known) for pair in pairs if pair.known is not None]
        new = [pair for pair in pairs if pair.known is None]
        spared = {pacote.id for package, pacote in places if pacote and package.pecas is None}
        self._remove({peca.id for _, peca in known}, spared)
        needed = {pair.place for pair in new} if only_parts else set(range(len(sent)))
        targets = {at: self._target(sent[at], named) for at in sorted(needed)}
        homes = [
            self.packages[peca.pacote_id] if only_parts else targets[pair.place]
            for pair, peca in known
        ]
        for (pair, peca), home in zip(known, homes, strict=True):
            self._change(pair, peca, home)
        self._add([(pair, targets[pair.place]) for pair in new])
        if not only_parts:
            self._hardware(places, [targets[at] for at in range(len(sent))])
        used = {one.id for one in (*homes, *targets.values())}
        self._drop_packages(used, only_parts=only_parts)

    def _names(self, *, by_room: bool) -> dict[str, Pacote]:
        """The packages by their name; of several with one name the first counts."""
        packages = list(reversed(self.content.pacotes))
        rooms = {package_name(one.cliente, one.ambiente): one for one in packages}
        return (rooms if by_room else {}) | {one.nome_pacote: one for one in packages}

    def _target(self, package: PacoteAntigo, named: dict[str, Pacote]) -> Pacote:
        if package.nome_pacote not in named:
            named[package.nome_pacote] = self._package(package)
        return named[package.nome_pacote]

    def _package(self, package: PacoteAntigo) -> Pacote:
        first = next(iter(package.pecas or ()), PecaAntiga())
        client, mark, room = package.nome_pacote.partition(" - ")
        if first.cliente:
            client, room = first.cliente, first.ambiente or ""
        pacote = new_package(
            self.ctx, self.lote, client, room if mark or first.cliente else "", package.nome_pacote
        )
        self.packages[pacote.id] = pacote
        self.lote.revisao += 1
        return pacote

    def _remove(self, kept: set[UUID], spared: set[UUID]) -> None:
        gone = [
            peca
            for peca in self.content.pecas
            if peca.id not in kept and peca.pacote_id not in spared
        ]
        for peca in gone:
            refuse_closed(self.lote, peca)
        copies = [copy for peca in gone for copy in self.content.copias.get(peca.id, ())]
        put_away(self.ctx, gone, copies)
        self.lote.revisao += len(gone)

    def _change(self, pair: Pair, peca: Peca, pacote: Pacote) -> None:
        sent = pair.sent
        change = change_of(peca, self.packages[peca.pacote_id], sent)
        moved = peca.pacote_id != pacote.id
        more = sent.quantidade not in (None, peca.quantidade)
        if not change.given() and not moved and not more:
            return
        refuse_closed(self.lote, peca)
        changed = apply_change(peca, change)
        if more and sent.quantidade is not None:
            fewer = sent.quantidade < peca.quantidade
            set_quantity(self.ctx, peca, sent.quantidade, () if fewer else None)
        if moved:
            peca.pacote_id, peca.ordem = pacote.id, pair.order
        if changed or moved or more:
            touched(self.lote, peca)

    def _add(self, new: Sequence[tuple[Pair, Pacote]]) -> None:
        rows = [self._row(pair, pacote) for pair, pacote in new]
        self.ctx.session.add_all(rows)
        self.ctx.session.flush()
        codes = iter(server_codes(self.ctx, sum(row.quantidade for row in rows)))
        for row in rows:
            numbers = range(1, row.quantidade + 1)
            add_copies(self.ctx, row, numbers, [next(codes) for _ in numbers])
        self.lote.revisao += bool(rows)

    def _row(self, pair: Pair, pacote: Pacote) -> Peca:
        self._serial += 1
        key = f"r-{self.ctx.new_id(f'chave/{self._serial}').hex[-12:]}"
        part = new_part(pair.sent, key, pacote)
        return Peca(
            id=self.ctx.new_id(f"peca/{self._serial}"),
            lote_id=self.lote.id,
            pacote_id=pacote.id,
            ordem=pair.order,
            chave=key,
            chave_origem="",
            revisao=1,
            em_revisao=False,
            **part_values(part) | {"quantidade": pair.sent.quantidade or 1},
        )

    def _hardware(
        self,
        places: Sequence[tuple[PacoteAntigo, Pacote | None]],
        targets: Sequence[Pacote],
    ) -> None:
        known = _by_package(self.content.ferragens)
        new: list[Ferragem] = []
        for (package, _), pacote in zip(places, targets, strict=True):
            rows = known.pop(pacote.id, [])
            if package.ferragens is not None:
                new.extend(self._items(package.ferragens, rows, pacote))
        for rows in known.values():
            self._drop_items(rows)
        add_hardware(self.ctx, new)

    def _items(
        self, sent: Sequence[FerragemAntiga], rows: Sequence[Ferragem], pacote: Pacote
    ) -> Iterator[Ferragem]:
        pairs = paired_hardware(sent, rows)
        kept = {row.id for _, row in pairs if row is not None}
        self._drop_items([row for row in rows if row.id not in kept])
        for at, (item, row) in enumerate(pairs):
            values = Hardware(item.nome, item.quantidade, item.codigo_ferragem or "")
            if row is None:
                self._serial += 1
                self.lote.revisao += 1
                yield Ferragem(
                    id=self.ctx.new_id(f"ferragem/{self._serial}"),
                    lote_id=self.lote.id,
                    pacote_id=pacote.id,
                    ordem=at,
                    **hardware_values(values),
                )
            elif (row.nome, row.codigo_ferragem, row.quantidade) != (
                values.name,
                values.code,
                values.quantity,
            ):
                row.nome, row.codigo_ferragem = values.name, values.code
                row.quantidade = values.quantity
                self.lote.revisao += 1

    def _drop_items(self, rows: Sequence[Ferragem]) -> None:
        for row in rows:
            row.archived_at = self.ctx.now
            self.lote.revisao += 1

    def _drop_packages(self, kept: set[UUID], *, only_parts: bool) -> None:
        full = {one.pacote_id for one in self.content.ferragens if one.archived_at is None}
        for pacote in self.content.pacotes:
            if pacote.id not in kept and not (only_parts and pacote.id in full):
                pacote.archived_at = self.ctx.now
                self.lote.revisao += 1


def _parts(
    places: Sequence[tuple[PacoteAntigo, Pacote | None]],
) -> Iterator[SentPart]:
    for place, (package, _) in enumerate(places):
        for order, part in enumerate(package.pecas or ()):
            named = package_name(part.cliente, part.ambiente or "") if part.cliente else ""
            yield SentPart(place, order, part, named or package.nome_pacote)


def _by_package(rows: Sequence[Ferragem]) -> dict[UUID, list[Ferragem]]:
    found: dict[UUID, list[Ferragem]] = {}
    for row in rows:
        found.setdefault(row.pacote_id, []).append(row)
    return found
