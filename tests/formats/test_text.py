import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.formats.text import decode


@pytest.mark.parametrize(
    ("data", "declared", "encoding", "assumption"),
    [
        (b"plain", None, "ASCII", ""),
        ("ação".encode(), None, "UTF-8", ""),
        ("ação".encode("utf-8-sig"), None, "UTF-8 com BOM", ""),
        ("ação".encode("utf-16"), None, "UTF-16", ""),
        ("ação de corte".encode("utf-16-le"), None, "UTF-16", "formatos.encoding_assumida"),
        ("ação".encode("cp1252"), None, "Windows-1252", "formatos.encoding_assumida"),
        ("ação".encode("cp1252"), "ISO-8859-1", "Windows-1252", ""),
        ("ação".encode("cp1252"), "utf-8", "Windows-1252", "formatos.encoding_declarada_errada"),
        ("ação".encode(), "ISO-8859-1", "UTF-8", "formatos.encoding_declarada_errada"),
        ("ação".encode("cp850"), "cp850", "cp850", ""),
    ],
)
def test_decodes_and_says_what_it_assumed(
    data: bytes, declared: str | None, encoding: str, assumption: str
) -> None:
    found = decode(data, declared)

    assert "ação".startswith(found.text[:4]) or found.text == "plain" or "ação" in found.text
    assert (found.encoding, found.assumption) == (encoding, assumption)


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "latin-1", "rot13", "no such"]))
def test_every_byte_sequence_has_a_text(data: bytes, declared: str | None) -> None:
    assert isinstance(decode(data, declared).text, str)
