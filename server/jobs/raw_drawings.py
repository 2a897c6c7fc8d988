"""The drawings that the parts of a batch were read from, for the proof that counts them again."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from sqlalchemy import select

from core.db.base import living
from core.formats import read_batch
from core.formats.preset import DEFAULT, load
from core.parts.codes import SERVER_STATION, MemoryRegister
from core.producao.models.lote import Importacao
from core.producao.models.peca import Peca
from server.jobs.work import Work


def raw_drawings(work: Work, lote_id: UUID) -> dict[str, bytes]:
    """The raw drawing of every part that is still as its source has it, by the part's key.

    A part that people changed has no drawing to be compared with: what it shall be is in the rows.
    """
    statement = (
        select(Importacao.arquivo_sha256, Peca.chave, Peca.chave_origem)
        .join(Importacao, Importacao.id == Peca.importacao_id)
        .where(
            Peca.lote_id == lote_id,
            living(Peca),
            Peca.desenhada,
            Peca.revisao == Peca.revisao_origem,
            Importacao.arquivo_sha256.is_not(None),
        )
    )
    wanted: dict[str, dict[str, str]] = defaultdict(dict)
    with work.session() as session:
        for archive, chave, origem in session.execute(statement):
            wanted[str(archive)][origem] = chave
    return {
        named[part]: data
        for archive, named in sorted(wanted.items())
        for part, data in _drawings(work, archive).items()
        if part in named
    }


def _drawings(work: Work, archive: str) -> Mapping[str, bytes]:
    with TemporaryDirectory(prefix="radha-") as folder, work.files.path(archive) as stored:
        source = Path(folder) / "envio.zip"
        shutil.copyfile(stored, source)
        found = read_batch(
            [source],
            preset=load(DEFAULT),
            codes=MemoryRegister(SERVER_STATION),
            cancelled=work.cancelled,
        )
    return found.drawings
