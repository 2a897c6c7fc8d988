"""Cycle files as the label applicator reads them: `.cyc` positions and the list of sheets."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from core.units import parse_decimal


@dataclass(frozen=True, slots=True)
class Cycle:
    """One `Cycle` element: its name and its fields, each given once or not at all."""

    name: str
    fields: dict[str, str]
    repeated: bool = False

    def number(self, field: str) -> float | None:
        """A field as a finite number; None where it is not one."""
        try:
            return parse_decimal(self.fields.get(field, ""))
        except ValueError:
            return None


def read_cycles(data: bytes) -> tuple[Cycle, ...] | None:
    """The cycles of a file, None where it is not a well-formed `CycleFile`."""
    if b"<!DOCTYPE" in data:
        return None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        return None
    if root.tag != "CycleFile":
        return None
    return tuple(_cycle(element) for element in root.iter("Cycle"))


def _cycle(element: etree._Element) -> Cycle:
    fields: dict[str, str] = {}
    repeated = False
    for field in element.iter("Field"):
        name = field.get("Name", "")
        repeated = repeated or name in fields
        fields[name] = field.get("Value", "")
    return Cycle(element.get("Name", ""), fields, repeated)
