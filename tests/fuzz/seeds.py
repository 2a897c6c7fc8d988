"""Small valid inputs of every reader."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import xlsxwriter

from core.formats.preset import BandRule, ImportPreset, dump
from tests.fuzz import fuzz_dxf
from tests.support.lists import drawing, dxt, dxt_part, zipped

_SAMPLES = Path(__file__).parents[2] / "resources" / "samples"

_PROMOB = """<?xml version="1.0" encoding="ISO-8859-1"?>
<PEDIDO><CLIENTE_LOJA NOME="Fictício"/><ITENS_PEDIDO>
<ITEM ID="1" DESCRICAO="Lateral" DESENHO="A1" LARGURA="700,00" PROFUNDIDADE="550,00"
 ALTURA="18,00" QUANTIDADE="2" CAMINHOITEMCATALOG="Biblioteca\\Montagem">
<UNIQUE_ID AMBIENTNAME="Sala"/><COLUNAS><COLUNA CODIGO="Material" RESPOSTA="MDF 18,0mm"/></COLUNAS>
</ITEM><ITEM DESCRICAO="Cavilha" REFERENCIA="C" QUANTIDADE="8" CAMINHOITEMCATALOG="Ferragens"/>
</ITENS_PEDIDO></PEDIDO>"""

_BUDGET = """<ORCAMENTO><DATA ID="nomecliente" VALUE="X"/><AMBIENT DESCRIPTION="Sala">
<ITEM DESCRIPTION="Porta" REFERENCE="9.1.18.A.700" COMPONENT="Y" STRUCTURE="N" WIDTH="700"
 DEPTH="500" HEIGHT="720" AMOUNT="2" UNIQUEID="u-1"><ITEM DESCRIPTION="Parafuso" AMOUNT="4"/>
</ITEM></AMBIENT></ORCAMENTO>"""

_GABSTER = """PCA001,702,551.5,18,MDF Exemplo 18,,00000101 - Lateral,obs,,55-Cliente
"PCA002","702,5",551.5,18,MDF,,102 - Porta,,,56-Outro
"""

_TABLE = """Código;Descrição;Comprimento;Largura;Espessura;Material;Qtd;Veio
P1;Lateral;702,0;551,5;18;MDF 18mm;2;sim
;Total;;;;;2;
"""

_BPP = """[HEADER]
TYPE=BPP
[PROGRAM]
@ BH, "", "", 1001, "", 0 : 1, "2", 37, 9, 0, 24, 8, NO
@ BG, "", "", 1002, "", 0 : 0, "1", 100, 50, 0, 12, 5, NO
"""


def workbook() -> bytes:
    """A small XLSX."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Nome", "Comprimento", "Largura", "Espessura", "Qtd"])
    sheet.write_row(1, 0, ["Lateral", 700, 300.5, 18, 2])
    book.close()
    return stream.getvalue()


def _member(name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        return archive.read(name)


SEEDS: dict[str, tuple[bytes, ...]] = {
    "dxt": (
        dxt(dxt_part(), dxt_part(Length="702,5", Comment="ação")).encode(),
        dxt(dxt_part(PartName="Móvel")).encode("cp1252"),
        dxt(dxt_part()).encode("utf-16"),
    ),
    "promob": (_PROMOB.encode("latin-1"), _PROMOB.encode()),
    "promob_budget": (_BUDGET.encode(),),
    "gabster": (_GABSTER.encode("latin-1"), _GABSTER.replace(",", ";").encode()),
    "table": (_TABLE.encode(), _TABLE.replace(";", "\t").encode("utf-16")),
    "xlsx": (workbook(),),
    "xlsx_member": (_member("xl/worksheets/sheet1.xml"),),
    "bpp": (_BPP.encode(),),
    "dxf": (
        *fuzz_dxf.SEEDS,
        drawing(holes=[(37, 100, 35, 11.5), (50, -22, 5, 12)]),
        (_SAMPLES / "cozinha_dxt" / "103.DXF").read_bytes(),
        (_SAMPLES / "curvos" / "710.dxf").read_bytes(),
    ),
    "preset": (dump(ImportPreset(bands={"PVC": BandRule(thickness=1)})),),
    "text": (b"utf-8   " + "ação".encode(), b"latin-1 " + "ação".encode("cp1252")),
    "zip": (zipped({"a/l.dxt": dxt(dxt_part()), "a/101.dxf": drawing()}),),
}
