"""All documents of a layout in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.documents.images import sheet_images
from core.documents.label_design import Designed, design
from core.documents.label_model import Label, labels_of
from core.documents.label_pictures import LabelSet, draw_labels
from core.documents.label_point import ByHand, LabelPlan, LabelPoint, plan_labels
from core.documents.label_sheets import DEFAULT_GRID, LabelGrid, labels_pdf
from core.documents.machine_xml import batch_list, cycles
from core.documents.plan import plan_pdf
from core.documents.plan_part import second_face_pdf
from core.documents.tables import tables_xlsx
from core.documents.work import Work, marked_codes, work_list
from core.documents.zpl import labels_zpl
from core.file_names import safe_name
from core.layout.model import Layout
from core.machine.profile import MachineProfile
from core.messages import say
from core.parts import Batch

LABELS_PDF, LABELS_ZPL = "labels.pdf", "labels.zpl"
PLAN_PDF, TABLES_XLSX = "plan.pdf", "pecas.xlsx"
SECOND_FACE_PDF = "segunda_face.pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortened:
    """A text that did not fit on its label and lost its middle."""

    code: str
    field: str

    def form(self) -> dict[str, str]:
        """As `report.json` has it."""
        key = "documentos.etiqueta_cortada"
        text = say(key, code=self.code, field=self.field)
        return {"code": key, "piece": self.code, "field": self.field, "text": text}


@dataclass(frozen=True, kw_only=True)
class Documents:
    """Everything for people and for the applicator.

    Args:
        files: by name: `.cyc`, list XML and pictures beside the programs, label pictures,
            `labels.pdf`, `labels.zpl`, `plan.pdf`, `pecas.xlsx`, and `segunda_face.pdf` where
            something is left for other machines.
        by_hand: pieces whose labels a person sticks on, with the reason.
        label_points: places of the labels the applicator lays, by code.
        second_face: the list "2ª face" as it stands in the plan.
        shortened: texts that were cut to fit a label.
    """

    files: Mapping[str, bytes]
    by_hand: tuple[ByHand, ...]
    label_points: Mapping[str, LabelPoint]
    second_face: tuple[Work, ...]
    shortened: tuple[Shortened, ...]


def make_documents(
    layout: Layout,
    batch: Batch,
    profile: MachineProfile,
    *,
    version: str,
    created: datetime,
    second_face: Sequence[Work] = (),
    base_name: str = "",
    grid: LabelGrid = DEFAULT_GRID,
) -> Documents:
    """Labels, plan, tables, and what the machine needs besides its programs.

    Pure: the same arguments give the same bytes. Files for the machine are made for sheets
    that have a program.

    Args:
        layout: with `Sheet.program` filled in where there are programs.
        batch: what the layout was made of.
        profile: the machine; its labels, frame and file order.
        version: hash of the layout, on plan and labels.
        created: the only date in the files.
        second_face: what is left for other machines; taken from the layout when empty.
        base_name: name of the list XML, underscores become blanks; the batch's when empty.
        grid: of `labels.pdf`.

    Raises:
        InputError: the profile's label cannot be made.
        ProofError: a barcode does not read back.
    """
    left = tuple(second_face) or work_list(layout)
    all_labels = labels_of(layout, batch, version, marked_codes(left))
    drawn = draw_labels(all_labels, profile.labels)
    points = plan_labels(layout, profile)
    printed = [_printed(label, drawn, profile) for label in all_labels]
    title = safe_name(base_name or layout.batch)
    files = {
        LABELS_PDF: labels_pdf(printed, grid, title=title, created=created),
        LABELS_ZPL: labels_zpl(printed),
        PLAN_PDF: plan_pdf(layout, batch, version=version, created=created, second_face=left),
        TABLES_XLSX: tables_xlsx(layout, batch, created=created),
        **machine_files(layout, profile, points, drawn, title),
    }
    if left:
        files[SECOND_FACE_PDF] = second_face_pdf(
            layout, batch, left, version=version, created=created
        )
    return Documents(
        files=files,
        by_hand=points.by_hand,
        label_points={point.code: point for found in points.points.values() for point in found},
        second_face=left,
        shortened=_shortened(drawn),
    )


def machine_files(
    layout: Layout, profile: MachineProfile, points: LabelPlan, drawn: LabelSet, title: str
) -> dict[str, bytes]:
    """What stands beside the programs; nothing where there are none."""
    if not any(sheet.program for sheet in layout.sheets):
        return {}
    files = {
        f"{title.replace('_', ' ')}.xml": batch_list(layout, profile),
        **sheet_images(layout, profile),
    }
    if profile.labels.applicator:
        files |= cycles(layout, points) | dict(drawn.pictures)
    return files


def _printed(label: Label, drawn: LabelSet, profile: MachineProfile) -> Designed:
    """For paper: an offcut's name is unique in its batch only, so it gets no barcode there."""
    if label.offcut:
        return design(label, profile.labels, coded=False)
    return drawn.designed[label.code]


def _shortened(drawn: LabelSet) -> tuple[Shortened, ...]:
    return tuple(
        Shortened(code=code, field=field)
        for code, made in drawn.designed.items()
        for field in made.shortened
    )
