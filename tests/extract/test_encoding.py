"""Two policies: refuse what is not as it claims, or repair it with a note."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.encoding import decode_or_refuse, decode_or_repair, to_utf8, without_mark
from warehouse.errors import FormatError


@pytest.mark.parametrize(
    ("content", "declared", "text"),
    [
        ("blå".encode(), None, "blå"),
        ("blå".encode("latin-1"), "ISO-8859-1", "blå"),
        ("blå – ø".encode("cp1252"), "latin1", "blå – ø"),
        ("\ufeffblå".encode(), "iso-8859-1", "blå"),
        ("<meta charset=cp1252>blå".encode("cp1252"), None, "<meta charset=cp1252>blå"),
        (
            '<?xml version="1.0" encoding="ISO-8859-1"?>ø'.encode("latin-1"),
            None,
            '<?xml version="1.0" encoding="ISO-8859-1"?>ø',
        ),
        ("blå".encode("utf-16"), None, "blå"),
        ("blå".encode("utf-32"), None, "blå"),
        (b"", "utf-8", ""),
    ],
)
def test_a_page_is_decoded_as_declared(content: bytes, declared: str | None, text: str) -> None:
    assert decode_or_refuse(content, declared, in_markup=True) == text


@pytest.mark.parametrize(
    ("content", "declared", "in_markup", "code", "place"),
    [
        ("blå".encode("latin-1"), "utf-8", True, "ENCODING_MISMATCH", "byte 2"),
        ("blå".encode("latin-1"), None, True, "ENCODING_MISMATCH", "byte 2"),
        ("blå".encode("latin-1"), "utf-8", False, "ENCODING_MISMATCH", "byte 2"),
        (b"x", "klingon", True, "ENCODING_UNKNOWN", "declaration"),
        (b"x", "hex", False, "ENCODING_UNKNOWN", "declaration"),
        (b"\xff\xfe\x00", None, False, "ENCODING_MISMATCH", "byte 0"),
        ("Borås ".encode() + "Luleå".encode("cp1252"), None, False, "ENCODING_MISMATCH", "byte 3"),
        ("Tromsø".encode(), "iso-8859-1", False, "ENCODING_MISMATCH", "byte 5"),
        ("Tromsø".encode(), "iso-8859-1", True, "ENCODING_MISMATCH", "byte 5"),
    ],
)
def test_what_is_not_as_it_claims_is_refused(
    content: bytes, declared: str | None, in_markup: bool, code: str, place: str
) -> None:
    with pytest.raises(FormatError) as caught:
        decode_or_refuse(content, declared, in_markup=in_markup)
    assert (caught.value.code, caught.value.place) == (code, place)


def test_a_table_that_declares_nothing_is_utf8_or_what_agencies_use_besides() -> None:
    assert decode_or_refuse("Ærø".encode()) == "Ærø"
    assert decode_or_refuse("Ærø – 1".encode("cp1252")) == "Ærø – 1"
    assert decode_or_refuse(b"\x81\xe5") == "\x81å"


@given(st.text())
def test_utf8_survives_every_policy(text: str) -> None:
    content = text.encode()
    bare = text.removeprefix("\ufeff")
    assert decode_or_refuse(content, "utf-8") == bare
    assert to_utf8(content) == bare.encode()
    assert without_mark(content) == bare.encode()


def test_bytes_that_need_no_work_are_not_copied() -> None:
    content = b"plain"
    assert to_utf8(content) is content
    assert without_mark(content) is content


def test_repair_says_what_it_did() -> None:
    page = "<p>Vækst på Ærø</p>"
    assert decode_or_repair(page.encode("cp1252")) == (
        page,
        ("not the UTF-8 it should be (byte 4); read as cp1252",),
    )
    assert decode_or_repair(page.encode(), "latin-1") == (
        page,
        ("declared iso8859-1, but the bytes are valid UTF-8; read as UTF-8",),
    )
    with pytest.raises(FormatError, match="encoding-unknown"):
        decode_or_repair(b"x", "klingon")
