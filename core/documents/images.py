"""Pictures of sheets for the machine's screen: BMP of fixed sizes beside the program."""

from __future__ import annotations

from PIL import Image

from core.documents.names import stem
from core.drawing.png import encoded, render
from core.drawing.sheet import SheetStyle, sheet_drawing
from core.layout.model import Layout, Sheet
from core.machine.profile import Labels, MachineProfile

PIXELS_PER_MM = 4.0
"""Of the drawing that is rendered; it fixes how large texts are in the picture."""

TEXT_FROM = 400
"""Pictures with a shorter longer side carry no texts, they would not be legible (pixels)."""


def sheet_images(layout: Layout, profile: MachineProfile) -> dict[str, bytes]:
    """`<stem>_LargeImage.bmp` and `<stem>_SmallImage.bmp` of every sheet with a program."""
    found = {}
    for sheet in layout.sheets:
        if sheet.program:
            found[large_name(sheet)] = picture(sheet, profile.labels, profile.labels.large_image)
            found[small_name(sheet)] = picture(sheet, profile.labels, profile.labels.small_image)
    return found


def large_name(sheet: Sheet) -> str:
    """File name of the large picture."""
    return f"{stem(sheet)}_LargeImage.bmp"


def small_name(sheet: Sheet) -> str:
    """File name of the small picture."""
    return f"{stem(sheet)}_SmallImage.bmp"


def picture(sheet: Sheet, labels: Labels, size: tuple[int, int]) -> bytes:
    """A 24-bit BMP of exactly this size; the sheet keeps its shape, centred on white.

    The sheet (X to the right, Y up) is mirrored as the profile says and then turned
    counter-clockwise, so that the default quarter turn shows the factory's router as one
    stands before it: machine X to the right, machine Y away.
    """
    large = max(size) >= TEXT_FROM
    style = SheetStyle(
        turn=labels.sheet_image_turn,
        mirror_x=labels.sheet_image_mirror_x,
        mirror_y=labels.sheet_image_mirror_y,
        texts=large,
        rulers=False,
        operations=large,
        outline=0.3 if large else 0.25,
    )
    drawing = sheet_drawing(sheet, size[0] / PIXELS_PER_MM, size[1] / PIXELS_PER_MM, style)
    return encoded(_exactly(render(drawing, PIXELS_PER_MM, smooth=2), size), "BMP")


def _exactly(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Guards against a pixel lost in rounding."""
    if image.size == size:
        return image
    whole = Image.new(image.mode, size, "white")
    whole.paste(image, (0, 0))
    return whole
