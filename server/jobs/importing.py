"""From uploaded files to a batch, and from a batch to its list with drawings."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from core.arquivos.kinds import JSON, ZIP
from core.command.files import lend_files
from core.db.unit import Unit
from core.errors import InputError, Value
from core.formats import ImportResult, batch_form, read_batch, report_form
from core.formats.preset import DEFAULT, load
from core.machine.profile import LayerOverride
from core.parts.codes import SERVER_STATION, MemoryRegister
from core.pipeline.json_bytes import json_bytes
from core.producao.commands.importacao import ImportarLote
from core.producao.commands.lote import RegistrarArquivoFinal
from core.producao.old.archive import batch_archive
from core.producao.queries.lote import conteudo, lote_por_chave
from core.producao.queries.maquina import padrao, perfil
from server.jobs.work import Work

_SOURCE = "envio.zip"
"""Name of the archive while it is read."""

READ = 0.8
"""Share of the progress that the reading takes."""


def read_source(work: Work) -> ImportarLote:
    """The source read by the strict readers, its batch and its report kept as files.

    Raises:
        InputError: the source cannot be used, or nothing of it is a list.
        Cancelled: somebody wants it stopped.
    """
    asked = work.arguments
    try:
        result = _read(work, str(asked["arquivo"]))
    except InputError as error:
        raise as_sent(error, str(asked["fonte"])) from error
    report = report_form(result.report)
    with Unit(work.database) as unit:
        kept = work.files.put_all(
            unit.session,
            {
                "lote": (json_bytes(batch_form(result.batch)), JSON),
                "relatorio": (json_bytes(report), JSON),
            },
        )
        unit.commit()
    # the command reads the batch's file again: what it says is what the rows become
    lend_files(work.database, work.files.read)
    return ImportarLote.model_validate(
        {
            "lote": kept["lote"],
            "relatorio": kept["relatorio"],
            "arquivo": asked["arquivo"],
            "fonte": asked["fonte"],
            "lote_id": asked.get("lote"),
            "nome": asked.get("nome"),
            "contagens": report["counts"],
            "decisoes": asked.get("decisoes") or {},
            "codigos_do_servidor": True,
            "so_comparar": bool(asked.get("comparar")),
        }
    )


def write_files(work: Work) -> RegistrarArquivoFinal:
    """List and drawings of a batch as it is now, kept as one archive.

    Raises:
        NotFound: there is no such batch.
        InputError: an operation cannot be drawn.
    """
    with work.session() as session:
        lote = lote_por_chave(session, UUID(str(work.arguments["lote"])))
        revisao, batch = lote.revisao, conteudo(session, lote).batch()
    data = batch_archive(batch)
    work.progress(READ, "lote.gravando")
    with Unit(work.database) as unit:
        sha256 = work.files.put(unit.session, data, ZIP)
        unit.commit()
    return RegistrarArquivoFinal(id=lote.id, arquivo=sha256, revisao=revisao)


def as_sent(error: InputError, fonte: str) -> InputError:
    """The error with the names that the person gave to the files, not with that of our archive."""
    values = {name: _sent(value, fonte) for name, value in error.values.items()}
    return type(error)(error.code, **values)


def _sent(value: Value, fonte: str) -> Value:
    if value in (_SOURCE, Path(_SOURCE).stem):
        return fonte
    return value.removeprefix(f"{_SOURCE}/") if isinstance(value, str) else value


def _read(work: Work, sha256: str) -> ImportResult:
    with TemporaryDirectory(prefix="radha-") as folder, work.files.path(sha256) as stored:
        # under a plain name: it stands before the names of the files in the report
        source = Path(folder) / _SOURCE
        shutil.copyfile(stored, source)
        return read_batch(
            [source],
            preset=load(DEFAULT),
            # placeholders; the command takes the server's own codes
            codes=MemoryRegister(SERVER_STATION),
            layers=_layers(work),
            listener=lambda done, total, what: _heard(work, done, total, what),
            cancelled=work.cancelled,
        )


def _layers(work: Work) -> tuple[LayerOverride, ...]:
    """What the standard machine registers of layers; nothing where there is no machine yet."""
    with work.session() as session:
        machine = padrao(session)
        if machine is None or machine.perfil is None:
            return ()
        return tuple(perfil(session, machine.id).layers)


def _heard(work: Work, done: int, total: int, what: str) -> None:
    work.progress(READ * done / max(total, 1), "lote.lendo", feito=done, total=total, nome=what)
