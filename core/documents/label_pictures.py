"""Label pictures for the applicator: 8-bit grey BMP, every barcode read back before delivery."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.documents import barcodes
from core.documents.label_design import Designed, design
from core.documents.label_model import Label
from core.documents.machine_xml import image_name
from core.drawing.png import encoded, render
from core.machine.profile import Labels


@dataclass(frozen=True, slots=True)
class LabelSet:
    """All labels of a layout, drawn and proved.

    Args:
        designed: by code.
        pictures: the BMP files by name.
    """

    designed: Mapping[str, Designed]
    pictures: Mapping[str, bytes]


def draw_labels(all_labels: Iterable[Label], labels: Labels) -> LabelSet:
    """Draw every label, render it at the applicator's resolution and read its barcodes.

    Raises:
        InputError: the layout of the labels cannot be used.
        ProofError: a barcode of a finished picture does not read back.
    """
    designed: dict[str, Designed] = {}
    pictures: dict[str, bytes] = {}
    for label in all_labels:
        made = design(label, labels)
        picture = render(made.drawing, labels.pixels_per_mm, grey=True)
        barcodes.prove(picture, list(made.codes), label.code)
        designed[label.code] = made
        pictures[image_name(label.code)] = encoded(picture, "BMP")
    return LabelSet(designed, pictures)
