"""Promob production orders (docs/formats/promob.md): every `ITEM` at any depth."""

from __future__ import annotations

from collections.abc import Iterator

from core.formats.limits import ROWS
from core.formats.rows import (
    Assumption,
    HardwareRow,
    LeftRow,
    ListContent,
    ListRow,
    PanelRow,
    encoding_assumed,
)
from core.formats.values import (
    Decimals,
    RowError,
    check_rows,
    copies,
    hardware_quantity,
    material_name,
    part_name,
    plain,
    size,
)
from core.formats.xml import Document, Element, attribute, children, line_of, local
from core.parts import Origin

NO_CLIENT = "SemCliente"
NO_ROOM = "Projeto"
NO_MATERIAL = "Desconhecido"
NO_REFERENCE = "S/REF"

_HARDWARE_WORDS = ("parafuso", "dobradiça", "suporte", "bucha", "cavilha", "prego", "puxador")
_SIZES = ("LARGURA", "PROFUNDIDADE", "ALTURA")


def is_production(root: Element) -> bool:
    """Whether this document holds an order's items."""
    return any(
        local(element) in ("ITENS_PEDIDO", "CLIENTE_LOJA")
        or (local(element) == "ITEM" and element.get("DESCRICAO") is not None)
        for element in root.iter()
    )


def read_production(document: Document, file: str) -> ListContent:
    """All items of an order.

    Raises:
        InputError: more items than anybody cuts at once.
    """
    items = [element for element in document.root.iter() if local(element) == "ITEM"]
    check_rows(len(items), file, ROWS)
    order = _Order(document.root, file)
    rows = tuple(order.row(item) for item in items)
    return ListContent(
        kind="promob",
        file=file,
        text=document.text,
        rows=rows,
        elements=len(items),
        decimal=order.decimals.name,
        assumptions=tuple(order.assumptions(document)),
    )


class _Order:
    """One order: its client, its first room, and what was assumed on the way."""

    def __init__(self, root: Element, file: str) -> None:
        self.file = file
        self.decimals = Decimals()
        self.client = _client(root)
        self.room = _first_room(root)
        self.taken_as_panel: list[str] = []

    def row(self, item: Element) -> ListRow:
        """What an item is."""
        origin = Origin(self.file, line_of(item))
        label = plain(attribute(item, "DESCRICAO")) or attribute(item, "ID")
        try:
            return self._classified(item, origin, label)
        except RowError as error:
            return LeftRow.wrong(origin, label, error)

    def _classified(self, item: Element, origin: Origin, label: str) -> ListRow:
        path = attribute(item, "CAMINHOITEMCATALOG").casefold()
        if "montagem" in path:
            return self._panel(item, origin)
        if "ferragens" in path or attribute(item, "TIPO_PRODUTO").upper() == "C":
            return self._hardware(item, origin, label)
        reason = _none_of_ours(item, path, label.casefold())
        if reason:
            return LeftRow(origin=origin, label=label, code=reason, skipped=False)
        if any(word in label.casefold() for word in _HARDWARE_WORDS):
            return self._hardware(item, origin, label)
        if attribute(item, "DESENHO") and self._has_sizes(item):
            self.taken_as_panel.append(label)
            return self._panel(item, origin)
        raise RowError("importacao.nao_classificado")

    def _has_sizes(self, item: Element) -> bool:
        try:
            return all(size(attribute(item, name), name, self.decimals) > 0 for name in _SIZES)
        except RowError:
            return False

    def _panel(self, item: Element, origin: Origin) -> PanelRow:
        drawing = attribute(item, "DESENHO").replace("\\", "/")
        code = plain(drawing.rpartition("/")[2])
        code = code[:-4] if code.lower().endswith(".dxf") else code
        length, width, thickness = (
            size(attribute(item, name), name, self.decimals) for name in _SIZES
        )
        return PanelRow(
            origin=origin,
            name=part_name(attribute(item, "DESCRICAO")),
            length=length,
            width=width,
            thickness=thickness,
            material=material_name(_material(item)),
            quantity=copies(attribute(item, "QUANTIDADE"), self.decimals),
            client=self.client,
            room=_room(item) or self.room,
            code=code,
            notes=plain(attribute(item, "OBSERVACAO") or attribute(item, "OBSERVACOES")),
            drawing=(drawing,) if drawing else (),
            boring=(code,) if code else (),
        )

    def _hardware(self, item: Element, origin: Origin, label: str) -> HardwareRow:
        reference = plain(attribute(item, "REFERENCIA"))
        return HardwareRow(
            origin=origin,
            name=label,
            quantity=hardware_quantity(attribute(item, "QUANTIDADE"), self.decimals),
            client=self.client,
            room=_room(item) or self.room,
            code=reference or NO_REFERENCE,
            # things without a reference are only the same when they are called the same
            merge=reference or f"{NO_REFERENCE}\n{label}",
        )

    def assumptions(self, document: Document) -> Iterator[Assumption]:
        """What was taken for granted."""
        yield from encoding_assumed(self.file, document.text)
        if self.client == NO_CLIENT:
            yield Assumption(self.file, "importacao.sem_cliente", (("client", NO_CLIENT),))
        for label in dict.fromkeys(self.taken_as_panel):
            yield Assumption(self.file, "importacao.promob_painel_suposto", (("label", label),))


def _none_of_ours(item: Element, path: str, description: str) -> str:
    """Why an item is rightly no panel and no hardware, empty when it may be one."""
    if attribute(item, "ID").upper() == "CHAPA":
        return "importacao.promob_chapa"
    if "fita de borda" in description:
        return "importacao.fita_de_borda"
    return "importacao.promob_modulo" if "cozinhas" in path else ""


def _client(root: Element) -> str:
    for element in root.iter():
        if local(element) == "CLIENTE_LOJA" and attribute(element, "NOME"):
            return plain(attribute(element, "NOME"))
    return NO_CLIENT


def _first_room(root: Element) -> str:
    for element in root.iter():
        if local(element) == "UNIQUE_ID" and attribute(element, "AMBIENTNAME"):
            return plain(attribute(element, "AMBIENTNAME"))
    return NO_ROOM


def _room(item: Element) -> str:
    """The room of the item itself, else of the items it is part of."""
    here: Element | None = item
    while here is not None:
        if local(here) == "ITEM":
            for mark in children(here, "UNIQUE_ID"):
                if attribute(mark, "AMBIENTNAME"):
                    return plain(attribute(mark, "AMBIENTNAME"))
        here = here.getparent()
    return ""


def _material(item: Element) -> str:
    """The answer of the item's own column `Material`, not of items inside it."""
    for column in _own(item, "COLUNA"):
        if attribute(column, "CODIGO").casefold() == "material" and attribute(column, "RESPOSTA"):
            return attribute(column, "RESPOSTA")
    return NO_MATERIAL


def _own(item: Element, name: str) -> Iterator[Element]:
    """Descendants of this name that belong to no item inside the item."""
    open_ones = list(reversed(list(item)))
    while open_ones:
        element = open_ones.pop()
        if local(element) == "ITEM":
            continue
        if local(element) == name:
            yield element
        open_ones.extend(reversed(list(element)))
