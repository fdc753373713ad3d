"""PDFs written by hand, as no program would write them."""

from __future__ import annotations

import zlib

SHOW = b"BT /F 12 Tf 50 700 Td (silence is worth a question) Tj ET\n"


def write_pdf(content: bytes, resources: bytes = b"", more: list[bytes] | None = None) -> bytes:
    """A page with this content, packed; further objects begin with number 6."""
    packed = zlib.compress(content, 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 5 0 R/Resources<</Font<</F 4 0 R>>%s>>>>"
        % resources,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed),
        *(more or []),
    ]
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return written + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def write_endless_pdf() -> bytes:
    """59 kB that hold one line of 60 MB: pypdf 7.1 takes minutes over it, as it copies the line while it grows."""
    return write_pdf(b"BT /F 12 Tf 50 700 Td (" + b"a " * 30_000_000 + b") Tj ET")


def write_pdf_bomb() -> bytes:
    """69 kB that hold 70 MB of content, which is within the bounds of pypdf."""
    return write_pdf(b" " * 70_000_000 + SHOW)


def write_nested_forms(depth: int = 8) -> bytes:
    """3 kB in which each form shows the next one ten times: ten to the power of `depth` lines."""
    forms = []
    for level in range(depth):
        inner = b"".join(b"/X Do " for _ in range(10)) if level < depth - 1 else SHOW
        names = b"/XObject<</X %d 0 R>>/Font<</F 4 0 R>>" % (7 + level)
        forms.append(
            b"<</Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<<%s>>/Length %d>>stream\n%s\nendstream"
            % (names, len(inner), inner)
        )
    return write_pdf(b"/X Do", b"/XObject<</X 6 0 R>>", forms)


def write_page_loop() -> bytes:
    """A tree of pages in which the root is its own child."""
    return write_pdf(SHOW).replace(b"/Kids[3 0 R]", b"/Kids[2 0 R]")


def write_table_loop() -> bytes:
    """A table of objects that says it continues one that is itself."""
    written = write_pdf(SHOW)
    place = written.rindex(b"xref\n0 ")
    return written.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % place)
