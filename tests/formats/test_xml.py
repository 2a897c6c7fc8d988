import pytest

from core.errors import InputError
from core.formats.xml import line_of, parse
from core.messages import slots

BOMB = """<?xml version="1.0"?>
<!-- a comment -->
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;">]>
<ListInformation>&lol2;</ListInformation>"""


@pytest.mark.parametrize(
    "text",
    [
        BOMB,
        '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>',
        "\n<?pi?><!-- x --><!doctype a><a/>",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "http://localhost/x">]><a>&x;</a>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_doctype_is_refused(text: str, encoding: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text.encode(encoding), "lista.xml")

    assert caught.value.code == "formatos.xml_doctype"
    assert caught.value.values["file"] == "lista.xml"


def test_a_doctype_in_text_is_text() -> None:
    assert parse(b"<a><!-- <!DOCTYPE x> --><![CDATA[<!DOCTYPE y>]]></a>", "a").root.tag == "a"


@pytest.mark.parametrize("text", ["", "   ", "<a><b>", "<a><b></b", "<a b='1", '<?xml version="1'])
def test_a_truncated_document_says_where(text: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text.encode(), "lista.xml")

    assert caught.value.code in ("formatos.xml_truncado", "formatos.xml_invalido")
    assert "line" in caught.value.values
    assert "column" in caught.value.values


def test_a_missing_end_is_called_truncated() -> None:
    with pytest.raises(InputError) as caught:
        parse(b"<a>\n<b/>\n", "lista.xml")

    assert caught.value.code == "formatos.xml_truncado"
    assert caught.value.values["line"] == 3


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<a>" * 5000 + "</a>" * 5000, "formatos.xml_limite"),
        (f"<{'a' * 60_000}/>", "formatos.xml_limite"),
        ("<a>&naoexiste;</a>", "formatos.xml_entidade"),
        ("<a><b></a>", "formatos.xml_marcas"),
        ("<a>\x01</a>", "formatos.xml_caractere"),
        ("<a b='1' b='2'/>", "formatos.xml_atributo"),
        ("<a b=1/>", "formatos.xml_atributo"),
        ("<a/><b/>", "formatos.xml_sobra"),
        ("<a><?xml?></a>", "formatos.xml_invalido"),
    ],
)
def test_what_is_wrong_is_said_in_our_words(text: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(text.encode(), "a.xml")

    assert caught.value.code == code
    assert set(slots(code)) == set(caught.value.values)


@pytest.mark.parametrize(
    ("declared", "actual"),
    [("ISO-8859-1", "latin-1"), ("utf-8", "cp1252"), ("ISO-8859-1", "utf-8"), ("UTF-16", "utf-16")],
)
def test_wrong_and_right_declarations_keep_the_accents(declared: str, actual: str) -> None:
    text = f'<?xml version="1.0" encoding="{declared}"?>\n<a>\n<b n="Aço não"/></a>'

    document = parse(text.encode(actual), "a.xml")

    assert document.root[0].get("n") == "Aço não"
    assert line_of(document.root[0]) == 3
