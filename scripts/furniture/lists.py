"""Panels as the cut lists that factories receive."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from scripts.furniture.panels import Panel

CLIENT = "Cliente Fictício"
HARDWARE = (
    ("Dobradiça 35 mm com amortecedor", "DOB35", 24),
    ("Cavilha 8x30", "CAV8", 120),
    ("Parafuso 4x40 & bucha", "PAR440", 96),
    ("Puxador Perfil 1,2 m", "PUXP", 6),
)


def dxt(panels: Iterable[Panel], *, encoding: str, comma: bool, folder: str = "") -> bytes:
    """A DXT list: one `Part` a physical panel, as its program writes it."""
    lines = [
        '<?xml version="1.0"?>',
        "<ListInformation>",
        "<ApplicationData><Name/><Version>1.0</Version>",
        "<Date>05/02/2031 09:10:11</Date></ApplicationData>",
        "<PartData>",
    ]
    for panel in panels:
        for _ in range(panel.quantity):
            lines += _dxt_part(panel, folder, comma=comma)
    lines += ["</PartData>", "</ListInformation>", ""]
    return "\r\n".join(lines).encode(encoding)


def _dxt_part(panel: Panel, folder: str, *, comma: bool) -> list[str]:
    fields = [
        ("Filename", "Text", f"{folder}{panel.number}.dxf"),
        ("PartName", "Text", panel.name),
        ("Length", "Real", _real(panel.length, comma=comma)),
        ("Width", "Real", _real(panel.width, comma=comma)),
        ("Thickness", "Real", _real(panel.thickness, comma=comma)),
        ("Material", "Text", panel.material),
        ("Client", "Text", CLIENT),
        ("Project", "Text", panel.room),
        ("Program1", "Text", f"{panel.number:08d}"),
        ("Comment", "Text", panel.notes),
    ]
    inner = "".join(
        f"<Field><Name>{name}</Name><Type>{kind}</Type><Value>{escape(value)}</Value></Field>"
        for name, kind, value in fields
    )
    return ["<Part>", inner, "</Part>"]


def promob(panels: Sequence[Panel]) -> bytes:
    """A Promob production order: quantities, several rooms, hardware, banding to be ignored."""
    lines = [
        '<?xml version="1.0" encoding="ISO-8859-1"?>',
        "<PEDIDO>",
        f"<CLIENTE_LOJA NOME={quoteattr(CLIENT)}/>",
        "<ITENS_PEDIDO>",
    ]
    for index, panel in enumerate(panels, start=1):
        sizes = (
            f"LARGURA={quoteattr(_real(panel.length, comma=True))} "
            f"PROFUNDIDADE={quoteattr(_real(panel.width, comma=True))} "
            f"ALTURA={quoteattr(_real(panel.thickness, comma=True))}"
        )
        lines.append(
            f'<ITEM ID="{index}" DESCRICAO={quoteattr(panel.name)} DESENHO="{panel.code}" '
            f'{sizes} QUANTIDADE="{panel.quantity}" '
            r'CAMINHOITEMCATALOG="Biblioteca\Montagem\Paineis">'
        )
        lines.append(f"<UNIQUE_ID AMBIENTNAME={quoteattr(panel.room)}/>")
        lines.append(
            f'<COLUNAS><COLUNA CODIGO="Material" RESPOSTA={quoteattr(panel.material)}/></COLUNAS>'
        )
        lines.append("</ITEM>")
    for name, reference, quantity in HARDWARE:
        lines.append(
            f'<ITEM DESCRICAO={quoteattr(name)} REFERENCIA="{reference}" '
            f'QUANTIDADE="{quantity}" CAMINHOITEMCATALOG="Biblioteca\\Ferragens"/>'
        )
    lines.append('<ITEM DESCRICAO="Fita de borda 22 mm" REFERENCIA="FIT22" QUANTIDADE="85"/>')
    lines += ["</ITENS_PEDIDO>", "</PEDIDO>", ""]
    return "\r\n".join(lines).encode("latin-1")


def gabster(panels: Iterable[Panel]) -> bytes:
    """A Gabster list: comma separated, no header, one row a physical panel."""
    rows = []
    for panel in panels:
        row = [
            panel.code,
            f"{panel.length:g}",
            f"{panel.width:g}",
            f"{panel.thickness:g}",
            panel.material.removesuffix("mm").strip(),
            "",
            f"{panel.number:08d} - {panel.name}",
            panel.notes,
            "",
            f"55-{CLIENT}",
        ]
        rows += [",".join(_quoted(cell) for cell in row)] * panel.quantity
    return "\r\n".join([*rows, ""]).encode("latin-1")


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if "," in cell or '"' in cell else cell


def _real(value: float, *, comma: bool) -> str:
    text = f"{value:.2f}" if value % 1 else f"{value:.1f}"
    return text.replace(".", ",") if comma else text
