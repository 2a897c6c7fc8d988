from hypothesis import given
from hypothesis import strategies as st

from core.drawing.fonts import BOLD, REGULAR, clean, elide, fit, pixel_font, text_width

TEXTS = st.text(min_size=1, max_size=60).map(clean).filter(bool)


def test_width_grows_with_size() -> None:
    assert text_width("PORTA", 4.0) == 2 * text_width("PORTA", 2.0)


def test_accents_have_glyphs_of_their_own() -> None:
    font = pixel_font(REGULAR, 40)
    missing = font.getmask("\ufffe").getbbox()
    for letter in "áàâãçéêíóôõúüÁÀÂÃÇÉÊÍÓÔÕÚÜØ×ªº²·…":
        assert font.getmask(letter).getbbox() != missing, letter


def test_metrics_agree_with_the_pixels() -> None:
    text = "Prateleira Ação 18"
    for name, bold in ((REGULAR, False), (BOLD, True)):
        drawn = pixel_font(name, 200).getlength(text)

        # every advance is rounded to a whole pixel there
        assert abs(drawn - text_width(text, 200, bold=bold)) <= len(text) / 2


@given(TEXTS, st.floats(3.0, 60.0))
def test_a_fitted_text_never_spills(text: str, width: float) -> None:
    shown, size = fit(text, width, 4.0, 2.5)

    assert 2.5 <= size <= 4.0
    assert text_width(shown, size) <= width + 1e-6


def test_what_fits_is_left_as_it_is() -> None:
    assert fit("PORTA", 100.0, 4.0, 2.0) == ("PORTA", 4.0)


def test_a_text_shrinks_before_it_is_cut() -> None:
    wide = text_width("LATERAL DIREITA", 4.0)

    shown, size = fit("LATERAL DIREITA", wide * 0.8, 4.0, 2.0)

    assert shown == "LATERAL DIREITA"
    assert abs(size - 3.2) < 1e-9


def test_the_middle_is_what_goes() -> None:
    shown = elide("LATERAL DIREITA DO ARMARIO 12", 30.0, 3.0)

    assert shown.startswith("LATE")
    assert shown.endswith("12")
    assert shown.count("…") == 1


def test_line_breaks_and_control_signs_become_blanks() -> None:
    assert clean(" a\r\nb\x00\tc ") == "a b c"
