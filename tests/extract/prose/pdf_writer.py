"""A PDF writer of a page of code, for documents that tests make themselves."""

from __future__ import annotations

from collections.abc import Sequence

PAGE_HEIGHT = 842


def write_pdf(
    pages: Sequence[Sequence[str]],
    *,
    rules: Sequence[tuple[float, float, float, float]] = (),
    cells: Sequence[tuple[float, float, str]] = (),
    small: Sequence[tuple[float, float, str]] = (),
    info: str = "",
) -> bytes:
    """A PDF with one line of text under the other on each page.

    Args:
        pages: Lines of each page; an empty page has no text at all.
        rules: Straight lines (x0, y0, x1, y1) drawn on every page.
        cells: Texts (x, y, text) put on every page besides its lines.
        small: The same in a smaller size, as footnotes and their marks are set.
        info: Entries of the information dictionary, in PDF syntax.
    """
    objects: list[bytes] = [b"<< /Type /Catalog /Pages 2 0 R >>", b""]
    objects.append(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    kids = []
    for lines in pages:
        content = _content(lines, rules, cells, small)
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    objects.append(f"<< {info} >>".encode("cp1252"))
    return _assemble(objects)


def _content(
    lines: Sequence[str],
    rules: Sequence[tuple[float, float, float, float]],
    cells: Sequence[tuple[float, float, str]],
    small: Sequence[tuple[float, float, str]],
) -> bytes:
    parts = [f"{x0} {y0} m {x1} {y1} l S" for x0, y0, x1, y1 in rules]
    placed = [(50.0, PAGE_HEIGHT - 60 - 16.0 * n, line) for n, line in enumerate(lines)]
    texts = [(11, item) for item in (*placed, *cells)] + [(6.5, item) for item in small]
    for size, (x, y, text) in texts:
        escaped = text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
        parts.append(f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET")
    return "\n".join(parts).encode("cp1252")


def _assemble(objects: Sequence[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for offset in offsets:
        out += b"%010d 00000 n \n" % offset
    out += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1, len(objects), start,
    )  # fmt: skip
    return bytes(out)
