"""Bytes to characters: byte order marks, UTF-16, UTF-8 with faults, legacy encodings, and what is no text."""

from __future__ import annotations

import codecs

import pytest

from kg.errors import ReadError
from kg.reading.decoding import decode

WESTERN = "Le tribunal a ordonné l’accès au site. Élu député, il s’est dit « déçu »."
RUSSIAN = (
    "Роскомнадзор начал замедлять работу Твиттера на мобильных устройствах, сообщила пресс-служба ведомства."
)
GREEK = "Η αρχή προστασίας δεδομένων επέβαλε πρόστιμο στην εταιρεία για παραβίαση του κανονισμού."
TURKISH = "Bilgi Teknolojileri ve İletişim Kurumu, sosyal ağ siteye erişimi kısıtladı; şirket açıklama yapmadı, ağır yavaşladı."
POLISH = "Urząd Ochrony Danych Osobowych nałożył karę na spółkę, która nie usunęła treści; sąd okręgowy żąda wyjaśnień."
JAPANESE = "総務省は、SNS事業者に対して投稿の削除を求める方針を明らかにした。"

CASES = [
    ("plain", b"Plain ASCII text.", "Plain ASCII text."),
    ("utf-8", WESTERN.encode(), WESTERN),
    ("utf-8 with mark", codecs.BOM_UTF8 + WESTERN.encode(), WESTERN),
    ("utf-16 le with mark", codecs.BOM_UTF16_LE + RUSSIAN.encode("utf-16-le"), RUSSIAN),
    ("utf-16 be with mark", codecs.BOM_UTF16_BE + RUSSIAN.encode("utf-16-be"), RUSSIAN),
    ("utf-32 with mark", codecs.BOM_UTF32_LE + WESTERN.encode("utf-32-le"), WESTERN),
    ("utf-16 le without mark", WESTERN.encode("utf-16-le"), WESTERN),
    ("utf-16 be without mark", WESTERN.encode("utf-16-be"), WESTERN),
    ("windows-1252", WESTERN.encode("cp1252"), WESTERN),
    ("windows-1252 quotes only", "The “ban” – it’s over.".encode("cp1252"), "The “ban” – it’s over."),
    ("windows-1251", RUSSIAN.encode("cp1251"), RUSSIAN),
    ("koi8-r", RUSSIAN.encode("koi8-r"), RUSSIAN),
    ("windows-1253", GREEK.encode("cp1253"), GREEK),
    ("windows-1254", TURKISH.encode("cp1254"), TURKISH),
    ("windows-1250", POLISH.encode("cp1250"), POLISH),
    ("shift-jis", (JAPANESE * 3).encode("cp932"), JAPANESE * 3),
]


@pytest.mark.parametrize(("body", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_decode_finds_the_encoding(body: bytes, expected: str) -> None:
    """Every encoding that news sites used is told apart, and no mark is left in the content."""
    assert decode(body) == expected


def test_decode_keeps_line_ends_and_composition() -> None:
    """Line ends, no-break spaces and combining accents stay as they are: offsets are those of the raw text."""
    content = "One\r\ntwo\rthree\u00a0e\u0301\n"
    assert decode(content.encode()) == content


def test_decode_heeds_what_the_document_declares() -> None:
    """A declared encoding decides where the bytes alone can't, and ISO-8859-1 means windows-1252."""
    assert decode("Дума".encode("iso8859-5"), "iso-8859-5") == "Дума"
    assert decode("it’s".encode("cp1252"), "ISO-8859-1") == "it’s"


def test_decode_survives_a_few_broken_bytes_in_utf8() -> None:
    """A cut last character does not turn a UTF-8 text into something else."""
    assert decode((WESTERN * 3).encode() + b"\xc3") == WESTERN * 3 + "\ufffd"


REFUSED = [
    (b"", "empty"),
    (b" \r\n\t ", "empty"),
    ("\ufeff\u00a0\u200b\n".encode(), "empty"),
    (b"\x89PNG\r\n\x1a\n" + bytes(200), "binary: a PNG"),
    (b"PK\x03\x04" + bytes(100), "binary: a ZIP"),
    (b"text with \0 in it", "binary: NUL"),
    (bytes(range(256)) * 20, "binary"),
    (b"\x01\x02\x03\x04 text", "binary"),
    (codecs.BOM_UTF16_LE + b"\x00\xd8x", "broken utf-16-le"),
]


@pytest.mark.parametrize(("body", "reason"), REFUSED, ids=[r[1] + str(i) for i, r in enumerate(REFUSED)])
def test_decode_refuses_what_is_no_text(body: bytes, reason: str) -> None:
    """Empty and binary files are refused with the reason."""
    with pytest.raises(ReadError, match=reason):
        decode(body)
