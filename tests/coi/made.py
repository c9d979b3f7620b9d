"""Files made for tests: PDF, scans, Word documents, and what hostile people send."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import docx
import pikepdf
from PIL import Image, ImageDraw, ImageFont


def pdf(pages: Sequence[str], outline: Sequence[tuple[str, int]] = (), password: str = "", title: str = "") -> bytes:
    """A PDF with lines of text (Latin letters) on each page; `outline`: titles and the page from 0 they lead to."""
    made = pikepdf.new()
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )  # fmt: skip
    for text in pages:
        page = made.add_blank_page(page_size=(595, 842))
        page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        lines = [line.encode("cp1252").replace(b"(", b"\\(").replace(b")", b"\\)") for line in text.split("\n")]
        shown = b"".join(b"(" + line + b") Tj T*\n" for line in lines)
        page.obj.Contents = made.make_stream(b"BT /F1 11 Tf 14 TL 60 780 Td\n" + shown + b"ET")
    with made.open_outline() as tree:
        tree.root.extend(pikepdf.OutlineItem(named, page) for named, page in outline)
    if title:
        made.docinfo["/Title"] = title
    out = io.BytesIO()
    locked = pikepdf.Encryption(owner=password, user=password) if password else False
    made.save(out, encryption=locked)
    return out.getvalue()


def scan(lines: Sequence[str]) -> bytes:
    """A PDF of one page that is a picture of text."""
    picture = Image.new("L", (1240, 600), 255)
    draw = ImageDraw.Draw(picture)
    for n, line in enumerate(lines):
        draw.text((80, 80 + 60 * n), line, font=ImageFont.load_default(34), fill=0)
    out = io.BytesIO()
    picture.save(out, "PDF", resolution=150)
    return out.getvalue()


def word(*blocks: tuple[str, str] | list[list[str]]) -> bytes:
    """A Word document: (style, text) or the rows of a table."""
    made = docx.Document()
    for block in blocks:
        if isinstance(block, tuple):
            made.add_paragraph(block[1], style=block[0] or None)
        else:
            table = made.add_table(rows=len(block), cols=len(block[0]))
            for row, cells in zip(table.rows, block, strict=True):
                for cell, text in zip(row.cells, cells, strict=True):
                    cell.text = text
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def zip_bomb(megabytes: int) -> bytes:
    """A Word document by its names that unpacks to so much."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        with packed.open("word/document.xml", "w", force_zip64=True) as part:
            for _n in range(megabytes):
                part.write(b" " * 1_000_000)
    return out.getvalue()
