"""Promob budgets (docs/formats/promob.md): panels without drawings, a package for each room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from core.formats.limits import ROWS
from core.formats.preset import ImportPreset
from core.formats.promob import NO_CLIENT, NO_ROOM
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
    part_name,
    plain,
    size,
)
from core.formats.xml import Document, Element, attribute, line_of, local
from core.parts import Origin

_CLIENT_ID = "nomecliente"
_HARDWARE_WORDS = ("parafuso", "dobradiça", "puxador")
_HARDWARE_FAMILIES = frozenset({"acessórios", "ferragem", "ferragens", "puxadores"})
_NO_UNIQUE = frozenset({"", "0", "-1", "-2"})
"""What Promob writes where an element has no id of its own."""


def is_budget(root: Element) -> bool:
    """Whether this document names the client as budgets do."""
    return any(_is_client(element) for element in root.iter())


def read_budget(document: Document, file: str, preset: ImportPreset) -> ListContent:
    """All items of a budget.

    Raises:
        InputError: more items than anybody cuts at once.
    """
    items = [element for element in document.root.iter() if local(element) == "ITEM"]
    check_rows(len(items), file, ROWS)
    budget = _Budget(document.root, file, preset)
    rows = tuple(budget.row(item) for item in items)
    return ListContent(
        kind="promob_budget",
        file=file,
        text=document.text,
        rows=rows,
        elements=len(items),
        decimal=budget.decimals.name,
        assumptions=tuple(budget.assumptions(document)),
    )


def _is_client(element: Element) -> bool:
    return local(element) == "DATA" and attribute(element, "ID").casefold() == _CLIENT_ID


class _Budget:
    """One budget: its client, and the elements seen so far."""

    def __init__(self, root: Element, file: str, preset: ImportPreset) -> None:
        self.file = file
        self.decimals = Decimals()
        self.boards = {
            (board.thickness, board.colour): board.name for board in preset.budget_materials
        }
        found = (attribute(element, "VALUE") for element in root.iter() if _is_client(element))
        self.client = plain(next((value for value in found if value), "")) or NO_CLIENT
        self.seen: set[tuple[object, ...]] = set()
        self.multiplied: Counter[str] = Counter()

    def row(self, item: Element) -> ListRow:
        """What an item is."""
        origin = Origin(self.file, line_of(item))
        label = plain(attribute(item, "DESCRIPTION")) or attribute(item, "REFERENCE")
        room = _room(item)
        try:
            if self._is_double(item, room):
                return LeftRow(
                    origin=origin, label=label, code="importacao.elemento_repetido", skipped=False
                )
            return self._classified(item, origin, label, room)
        except RowError as error:
            return LeftRow.wrong(origin, label, error)

    def _is_double(self, item: Element, room: str) -> bool:
        """The same element written twice: same unique id, and nothing about it differs.

        Equal items with ids of their own, or with none, are genuine repeats.
        """
        unique = attribute(item, "UNIQUEID")
        if unique in _NO_UNIQUE:
            return False
        # lxml hands attributes out as str or bytes; sorted pairs make the order meaningless
        key = (unique, room, tuple(sorted((str(k), str(v)) for k, v in item.attrib.items())))
        double = key in self.seen
        self.seen.add(key)
        return double

    def _classified(self, item: Element, origin: Origin, label: str, room: str) -> ListRow:
        description = label.casefold()
        if _is_hardware(item, description):
            return self._hardware(item, origin, label, room)
        if "fita" in description or attribute(item, "PRODUCTTYPE").casefold() == "edgebanding":
            return LeftRow(
                origin=origin, label=label, code="importacao.fita_de_borda", skipped=False
            )
        component = attribute(item, "COMPONENT").upper() == "Y"
        structure = attribute(item, "STRUCTURE").upper() == "N"
        if component and structure and attribute(item, "REFERENCE"):
            return self._panel(item, origin, room)
        return LeftRow(origin=origin, label=label, code="importacao.promob_modulo", skipped=False)

    def _panel(self, item: Element, origin: Origin, room: str) -> PanelRow:
        name = part_name(attribute(item, "DESCRIPTION"))
        sizes = {
            field: size(attribute(item, field), field, self.decimals)
            for field in ("WIDTH", "DEPTH", "HEIGHT")
        }
        upright = ("PORTA" in name or "FRENTE DE" in name) and "BASCULANTE" not in name
        reference = attribute(item, "REFERENCE")
        thickness, colour = self._board(reference)
        if any(self._amount(module) > 1 for module in _modules(item)):
            self.multiplied[room] += 1
        return PanelRow(
            origin=origin,
            name=name,
            length=sizes["WIDTH"],
            width=sizes["HEIGHT"] if upright else sizes["DEPTH"],
            thickness=thickness,
            material=self._material(thickness, colour),
            quantity=copies(attribute(item, "AMOUNT"), self.decimals),
            client=self.client,
            room=room,
            code=plain(reference),
            notes=plain(attribute(item, "OBSERVATIONS")),
        )

    def _board(self, reference: str) -> tuple[float, str]:
        """Thickness and colour in a reference: third token, and last of more than four."""
        tokens = reference.split(".")
        thickness = size(tokens[2] if len(tokens) > 2 else "", "REFERENCE", self.decimals)
        return thickness, plain(tokens[-1]) if len(tokens) > 4 else ""

    def _material(self, thickness: float, colour: str) -> str:
        known = self.boards.get((thickness, colour))
        return known or f"Desconhecido ({thickness:g}/{colour or '?'})"

    def _hardware(self, item: Element, origin: Origin, label: str, room: str) -> HardwareRow:
        return HardwareRow(
            origin=origin,
            name=label,
            quantity=hardware_quantity(attribute(item, "AMOUNT"), self.decimals),
            client=self.client,
            room=room,
            code=plain(attribute(item, "REFERENCE")),
            merge=label.casefold(),
        )

    def _amount(self, module: Element) -> float:
        try:
            return self.decimals.number(attribute(module, "AMOUNT"))
        except ValueError:
            return 1.0

    def assumptions(self, document: Document) -> Iterator[Assumption]:
        """What was taken for granted."""
        yield from encoding_assumed(self.file, document.text)
        if self.client == NO_CLIENT:
            yield Assumption(self.file, "importacao.sem_cliente", (("client", NO_CLIENT),))
        for room, count in self.multiplied.items():
            values_of = (("room", room), ("count", count))
            yield Assumption(self.file, "importacao.quantidade_do_modulo", values_of)


def _is_hardware(item: Element, description: str) -> bool:
    return (
        attribute(item, "TYPE").casefold() == "accessory"
        or any(word in description for word in _HARDWARE_WORDS)
        or bool(attribute(item, "SUPPLIER"))
        or attribute(item, "FAMILY").casefold() in _HARDWARE_FAMILIES
    )


def _room(item: Element) -> str:
    here = item.getparent()
    while here is not None:
        if local(here) == "AMBIENT" and attribute(here, "DESCRIPTION"):
            return plain(attribute(here, "DESCRIPTION"))
        here = here.getparent()
    return NO_ROOM


def _modules(item: Element) -> Iterator[Element]:
    """The items that the item is part of."""
    here = item.getparent()
    while here is not None:
        if local(here) == "ITEM":
            yield here
        here = here.getparent()
