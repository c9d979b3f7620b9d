"""XML from anywhere, read as a stream with everything dangerous switched off. Pure.

Nothing is fetched, no entity is expanded: a file that declares any is refused whole (a few lines of them can stand for gigabytes).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Unreadable(Exception):
    """The file is not what it should be: `why` is one of the codes below, `line` where."""

    def __init__(self, why: str, line: int = 0) -> None:
        super().__init__(why)
        self.why, self.line = why, line


ENTITIES, NOT_XML, OTHER_FORMAT, NOT_TEXT = "entities", "not_xml", "other_format", "not_text"


def events(file: IO[bytes], *roots: str) -> Iterator[tuple[str, Any]]:
    """("start" or "end", element) of a file whose root is one of `roots`. Raises Unreadable, possibly after some."""
    first = True
    try:
        for event, element in etree.iterparse(
            file, events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
        ):
            if first:
                declared = element.getroottree().docinfo.internalDTD
                if declared is not None and any(True for _one in declared.iterentities()):
                    raise Unreadable(ENTITIES)
                if name(element) not in roots:
                    raise Unreadable(OTHER_FORMAT)
                first = False
            yield event, element
    except etree.XMLSyntaxError as problem:
        raise Unreadable(NOT_XML, problem.lineno or 0) from None


def name(element: Any) -> str:
    """Its tag without namespace; "" for comments, instructions and entities."""
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def drop(element: Any) -> None:
    """Forget what was read: a memory of a million units is a file of a gigabyte."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def tidy(code: str) -> str:
    """A language tag as BCP 47 writes it: EN_us → en-US."""
    parts = code.strip().replace("_", "-").split("-")
    return "-".join([parts[0].lower(), *(part.upper() if len(part) == 2 else part for part in parts[1:])])[:16]


def clean(text: str) -> str:
    """Without the control characters that XML 1.0 has no way to write."""
    return "".join(char for char in text if char in "\t\n\r" or (ord(char) >= 32 and char not in "\ufffe\uffff"))
