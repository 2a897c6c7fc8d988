"""The rows of one import: packages, parts with their copies, and hardware."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from core.command import Context
from core.db.base import living
from core.db.counters import next_number
from core.parts import Batch, Hardware, Package, Part, Piece
from core.producao.commands.copias import (
    add_copies,
    cancel_copies,
    refuse_taken,
    server_codes,
)
from core.producao.commands.retirada import put_away
from core.producao.commands.revisao import open_revision
from core.producao.models.lote import Ferragem, Importacao, Lote, Pacote
from core.producao.models.peca import Peca, PecaCopia, SituacaoCopia
from core.producao.rules.forma import hardware_values, part_values
from core.producao.rules.importacao import Decisao, Diferenca, Mudanca
from core.producao.rules.lote import released

type Place = tuple[str, str]
"""Client and room."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A part, and the pieces of it that are new."""

    peca: Peca
    pieces: Sequence[Piece]


class Chegada:
    """One import into one batch that is held.

    Attributes:
        hardware_changed: an item came, went, or has another quantity.
    """

    def __init__(
        self, ctx: Context, lote: Lote, importacao: Importacao, *, server_codes: bool
    ) -> None:
        self.ctx, self.lote, self.importacao = ctx, lote, importacao
        self.hardware_changed = False
        self._server_codes = server_codes
        self._packages: dict[Place, Pacote] = {}
        self._next: Counter[UUID] = Counter()
        self._keys: set[str] = set()

    def take(
        self,
        batch: Batch,
        found: list[Diferenca],
        known: list[Peca],
        copies: Mapping[UUID, Sequence[PecaCopia]],
    ) -> None:
        """Change the rows as the differences say, and the hardware as the source has it.

        Args:
            batch: what the source has.
            found: what is to be done.
            known: what the batch has of this source.
            copies: the active copies of these parts.

        Raises:
            Refused: a piece code is taken, or a piece that the source has no more was cut or lies
                in a confirmed plan.
        """
        self._prepare(batch)
        own = {peca.chave_origem: peca for peca in known}
        coming = [self._new(one.part) for one in found if one.mudanca is Mudanca.NOVA and one.part]
        for one in found:
            if one.mudanca is not Mudanca.NOVA and one.decisao is not Decisao.MANTER:
                peca = own[one.chave]
                coming.append(self._follow(peca, one, copies.get(peca.id, ())))
        for peca in known:
            peca.importacao_id = self.importacao.id
        # a copy number is active once only: old copies leave before new ones come
        self.ctx.session.flush()
        self._add_copies([arrival for arrival in coming if arrival.pieces])
        self._hardware(batch)

    def _prepare(self, batch: Batch) -> None:
        session, lote = self.ctx.session, self.lote
        rows = session.scalars(
            select(Pacote)
            .where(Pacote.lote_id == lote.id, living(Pacote))
            .order_by(Pacote.ordem.desc())
        ).all()
        self._packages = {(row.cliente, row.ambiente): row for row in rows}
        after = max((row.ordem + 1 for row in rows), default=0)
        missing = [one for one in batch.packages if self._place(one) not in self._packages]
        for at, package in enumerate({self._place(one): one for one in missing}.values()):
            pacote = Pacote(
                id=self.ctx.new_id(f"pacote/{package.client}\n{package.room}"),
                lote_id=lote.id,
                nome_pacote=package.name,
                cliente=package.client,
                ambiente=package.room,
                ordem=after + at,
            )
            session.add(pacote)
            self._packages[self._place(package)] = pacote
        session.flush()
        keys = select(Peca.chave, Peca.pacote_id, Peca.ordem, Peca.archived_at)
        for key, pacote_id, place, archived in session.execute(keys.where(Peca.lote_id == lote.id)):
            self._next[pacote_id] = max(self._next[pacote_id], place + 1)
            if archived is None:
                self._keys.add(key)

    @staticmethod
    def _place(package: Package) -> Place:
        return (package.client, package.room)

    def _new(self, part: Part) -> Arrival:
        pacote = self._packages[part.client, part.room]
        key = part.id
        while key in self._keys:
            # two sources may call different parts the same
            key += "x"
        self._keys.add(key)
        peca = Peca(
            id=self.ctx.new_id(f"peca/{key}"),
            lote_id=self.lote.id,
            pacote_id=pacote.id,
            importacao_id=self.importacao.id,
            ordem=self._place_in(pacote),
            chave=key,
            chave_origem=part.id,
            revisao=1,
            revisao_origem=1,
            em_revisao=False,
            **part_values(part),
        )
        self.ctx.session.add(peca)
        return Arrival(peca, part.pieces)

    def _follow(self, peca: Peca, change: Diferenca, copies: Sequence[PecaCopia]) -> Arrival:
        """Do to a known part what the source did."""
        if released(self.lote.estado) and not peca.em_revisao:
            why = f"Nova leitura de {self.importacao.fonte}"[:300]
            open_revision(self.ctx, peca, why).encerrada_em = self.ctx.now
        part = change.part
        if part is None:
            put_away(self.ctx, [peca], copies)
            return Arrival(peca, ())
        for name, value in part_values(part).items():
            if getattr(peca, name) != value:
                setattr(peca, name, value)
        pacote = self._packages[part.client, part.room]
        if pacote.id != peca.pacote_id:
            peca.pacote_id, peca.ordem = pacote.id, self._place_in(pacote)
        peca.revisao += 1
        peca.revisao_origem = peca.revisao
        again = change.decisao is Decisao.REFAZER
        return Arrival(peca, self._missing(copies, part, again=again))

    def _missing(self, copies: Sequence[PecaCopia], part: Part, *, again: bool) -> list[Piece]:
        """Take leave of copies that are not wanted any more; the pieces to come instead."""
        wanted = {piece.copy for piece in part.pieces}
        cancel_copies(self.ctx, [copy for copy in copies if copy.copia not in wanted])
        staying = [copy for copy in copies if copy.copia in wanted]
        if again:
            for copy in staying:
                copy.situacao = SituacaoCopia.SUBSTITUIDA
            return list(part.pieces)
        here = {copy.copia for copy in staying}
        return [piece for piece in part.pieces if piece.copy not in here]

    def _place_in(self, pacote: Pacote) -> int:
        place = self._next[pacote.id]
        self._next[pacote.id] += 1
        return place

    def _add_copies(self, coming: list[Arrival]) -> None:
        if self._server_codes:
            codes = server_codes(self.ctx, sum(len(one.pieces) for one in coming))
        else:
            codes = [piece.code for one in coming for piece in one.pieces]
            refuse_taken(self.ctx, codes)
        given = iter(codes)
        for one in coming:
            numbers = [piece.copy for piece in one.pieces]
            add_copies(self.ctx, one.peca, numbers, [next(given) for _ in numbers])
        self.ctx.session.flush()

    def _hardware(self, batch: Batch) -> None:
        """Items are told apart by package, code and name; equal ones by their order."""
        statement = (
            select(Ferragem)
            .join(Importacao, Importacao.id == Ferragem.importacao_id)
            .where(
                Ferragem.lote_id == self.lote.id,
                living(Ferragem),
                Importacao.fonte == self.importacao.fonte,
            )
            .order_by(Ferragem.ordem, Ferragem.id)
        )
        known: dict[tuple[UUID, str, str], list[Ferragem]] = defaultdict(list)
        for row in self.ctx.session.scalars(statement):
            known[row.pacote_id, row.codigo_ferragem, row.nome].append(row)
        new: list[tuple[Pacote, int, Hardware]] = []
        for package in batch.packages:
            pacote = self._packages[self._place(package)]
            for at, item in enumerate(package.hardware):
                rows = known[pacote.id, item.code, item.name]
                if rows:
                    self._keep(rows.pop(0), item)
                else:
                    new.append((pacote, at, item))
        for gone in [row for rows in known.values() for row in rows]:
            gone.archived_at = self.ctx.now
            self.hardware_changed = True
        self._add_hardware(new)

    def _keep(self, row: Ferragem, item: Hardware) -> None:
        row.importacao_id = self.importacao.id
        if row.quantidade != item.quantity:
            row.quantidade = item.quantity
            self.hardware_changed = True

    def _add_hardware(self, new: list[tuple[Pacote, int, Hardware]]) -> None:
        rows = [
            Ferragem(
                id=self.ctx.new_id(f"ferragem/{at}/{number}"),
                lote_id=self.lote.id,
                pacote_id=pacote.id,
                importacao_id=self.importacao.id,
                ordem=at,
                **hardware_values(item),
            )
            for number, (pacote, at, item) in enumerate(new)
        ]
        add_hardware(self.ctx, rows)
        self.hardware_changed = self.hardware_changed or bool(rows)


def add_hardware(ctx: Context, rows: Sequence[Ferragem]) -> None:
    """Put hardware into the session, numbered in the series of the parts."""
    # what comes before takes its own numbers first, so that all take the series in one order
    ctx.session.flush()
    if ctx.authority and rows:
        first = next_number(ctx.session.connection(), Peca.__tablename__, len(rows))
        for number, row in enumerate(rows, start=first):
            row.number = number
    ctx.session.add_all(rows)
