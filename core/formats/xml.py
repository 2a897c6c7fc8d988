"""XML with everything dangerous off: no DTD, no entities, no network, bounded depth and size."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from core.errors import InputError
from core.formats.limits import XML_MARKS
from core.formats.text import Text, decode

type Element = etree._Element  # noqa: SLF001 - lxml has no public name for the type

_DECLARATION = re.compile(rb"\s*<\?xml[^>]{0,200}\?>")
_DECLARED = re.compile(rb"""encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']""")
_DECLARATION_TEXT = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_FAULTS = {
    etree.ErrorTypes.ERR_DOCUMENT_EMPTY: "formatos.xml_truncado",
    etree.ErrorTypes.ERR_TAG_NOT_FINISHED: "formatos.xml_truncado",
    etree.ErrorTypes.ERR_GT_REQUIRED: "formatos.xml_truncado",
    etree.ErrorTypes.ERR_LTSLASH_REQUIRED: "formatos.xml_truncado",
    etree.ErrorTypes.ERR_DOCUMENT_END: "formatos.xml_sobra",
    etree.ErrorTypes.ERR_TAG_NAME_MISMATCH: "formatos.xml_marcas",
    etree.ErrorTypes.ERR_INVALID_CHAR: "formatos.xml_caractere",
    etree.ErrorTypes.ERR_UNDECLARED_ENTITY: "formatos.xml_entidade",
    etree.ErrorTypes.ERR_ATTRIBUTE_REDEFINED: "formatos.xml_atributo",
    etree.ErrorTypes.ERR_ATTRIBUTE_NOT_STARTED: "formatos.xml_atributo",
    etree.ErrorTypes.ERR_LT_IN_ATTRIBUTE: "formatos.xml_atributo",
    etree.ErrorTypes.ERR_RESOURCE_LIMIT: "formatos.xml_limite",
    etree.ErrorTypes.ERR_NAME_TOO_LONG: "formatos.xml_limite",
}
"""What libxml2 finds, in codes of our own; anything else is `formatos.xml_invalido`."""


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed list: its root, how it was decoded."""

    root: Element
    text: Text


def parse(data: bytes, name: str) -> Document:
    """The document in these bytes.

    Raises:
        InputError: a DOCTYPE, or not well-formed; names file, line and column.
    """
    text = decode(data, _declared(data))
    if _has_doctype(text.text):
        raise InputError("formatos.xml_doctype", file=name)
    if text.text.count("<") > XML_MARKS:
        raise InputError("formatos.xml_grande", file=name)
    return Document(_root(text.text, name), text)


def looks_like_xml(head: bytes) -> bool:
    """Whether the first bytes are those of an XML document."""
    return decode(head[:2000]).text.lstrip("\ufeff \t\r\n").startswith("<")


def local(element: Element) -> str:
    """The element's name without a namespace."""
    return etree.QName(element).localname


def attribute(element: Element, name: str) -> str:
    """An attribute's text without outer blanks, empty where there is none."""
    return (element.get(name) or "").strip()


def children(element: Element, name: str) -> Iterator[Element]:
    """The element's own children of this name."""
    return (child for child in element if local(child) == name)


def text_of(element: Element | None) -> str:
    """The text in an element without outer blanks; empty where there is none."""
    return "" if element is None else (element.text or "").strip()


def line_of(element: Element) -> int | None:
    """Where the element stands in its file."""
    line = element.sourceline
    return int(str(line)) if line else None  # the stubs do not know its type


def _declared(data: bytes) -> str | None:
    declaration = _DECLARATION.match(data[:400])
    found = _DECLARED.search(declaration.group()) if declaration else None
    return found.group(1).decode("ascii") if found else None


def _root(text: str, name: str) -> Element:
    # the text is decoded, so the declaration has no say any more; its lines stay counted
    declaration = _DECLARATION_TEXT.match(text)
    if declaration:
        text = "\n" * declaration.group().count("\n") + text[declaration.end() :]
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(text.encode("utf-8", errors="replace"), parser)
    except etree.XMLSyntaxError as error:
        line, column = error.position
        # the stubs do not know the attribute
        code = _FAULTS.get(getattr(error, "code", 0), "formatos.xml_invalido")
        raise InputError(code, file=name, line=line, column=column) from error
    if getattr(root.getroottree().docinfo, "doctype", ""):
        raise InputError("formatos.xml_doctype", file=name)
    return root


def _has_doctype(text: str) -> bool:
    """Whether the prolog carries a DOCTYPE; comments and instructions are stepped over."""
    at = 0
    while True:
        while at < len(text) and text[at] in " \t\r\n\ufeff":
            at += 1
        if text.startswith("<!--", at):
            end = text.find("-->", at + 4)
        elif text.startswith("<?", at):
            end = text.find("?>", at + 2)
        else:
            return text[at : at + 9].upper() == "<!DOCTYPE"
        if end < 0:
            return False
        at = end + 2
        at += text.startswith(">", at)
