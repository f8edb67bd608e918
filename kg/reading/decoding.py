"""Bytes to characters: byte order marks, UTF-16 without one, UTF-8, and the legacy encodings of the web.

Labels of encodings are read as the WHATWG Encoding Standard does (https://encoding.spec.whatwg.org/#names-and-labels):
what calls itself ISO-8859-1 or ASCII is windows-1252.
"""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from kg.errors import ReadError
from kg.reading.language import language_of

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with theirs
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = {
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"PK\x03\x04": "a ZIP or Office file",
    b"\x1f\x8b": "gzip data",
    b"\xd0\xcf\x11\xe0": "an old Office file",
    b"%PDF-": "a PDF file",
    b"\x7fELF": "a program",
    b"{\\rtf": "an RTF file",
}
_SHOWN = re.compile(r"[^\s\u200b-\u200d\u2060\ufeff]")
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r\x0b\x0c\x1b") + b"\x7f"
#: Share of control characters above which bytes are no text; logs with stray escapes stay under it.
_MOST_CONTROLS = 0.02
#: The encodings that the news sites of the world used before UTF-8, as charset-normalizer names them.
_LEGACY = [
    "cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874",
    "iso8859_2", "iso8859_5", "cp932", "euc_jp", "gb18030", "big5", "euc_kr",
]  # fmt: skip
_AS_WINDOWS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
#: Letters and signs that western text in windows-1252 has: quotes, dashes, accents between letters.
_WESTERN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŠšŽžŒœŸ0-9\s!-/:-@\[-`{-~‘’“”–—…•€£©®°§«»¿¡ºª·´\u00a0\u00ad™‚„‹›]*")


def decode(body: bytes, declared: str | None = None) -> str:
    """The characters of a text file.

    Args:
        body: The file's bytes; a byte order mark is not part of the content.
        declared: The encoding that the document itself or its carrier names, heeded after UTF-8 and byte order marks.

    Raises:
        ReadError: the bytes are empty, binary, or not what their byte order mark says.
    """
    if not body:
        raise ReadError("empty: no bytes")
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            try:
                return _not_empty(body[len(mark) :].decode(encoding))
            except UnicodeDecodeError as error:
                raise ReadError(
                    f"broken {encoding}: {error.reason} at byte {error.start + len(mark)}"
                ) from error
    for magic, what in _MAGIC.items():
        if body.startswith(magic):
            raise ReadError(f"binary: {what}")
    if b"\0" in body:
        return _not_empty(_wide(body))
    controls = len(body) - len(body.translate(None, _CONTROLS))
    if controls > _MOST_CONTROLS * len(body):
        raise ReadError(f"binary: {controls} of {len(body)} bytes are control characters")
    try:
        return _not_empty(body.decode("utf-8"))
    except UnicodeDecodeError:
        return _not_empty(_declared(body, declared) or _nearly_utf8(body) or _legacy(body))


def _not_empty(content: str) -> str:
    """Refuses content that shows nothing: white space, byte order marks and zero-width characters."""
    if not _SHOWN.search(content):
        raise ReadError("empty: white space only")
    return content


def _wide(body: bytes) -> str:
    """UTF-16 without a mark: where every other byte of the ASCII part is zero."""
    even, odd = body[0::2].count(0), body[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    try:
        content = body.decode(encoding)
    except UnicodeDecodeError:
        content = "\0"
    # Whatever the script, text has spaces or line ends in this byte order, and no controls.
    sample = content[:20_000]
    printable = sum(c.isprintable() or c.isspace() for c in sample)
    if "\0" in content or printable < 0.98 * len(sample) or not any(c in " \n" for c in sample):
        raise ReadError("binary: NUL bytes")
    return content


def _declared(body: bytes, declared: str | None) -> str | None:
    """Decodes as declared, or None where that is unknown, wrong or UTF-8 (which has failed already)."""
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip()).name
        name = _AS_WINDOWS.get(name, name)
        return (
            None
            if name.startswith(("utf", "idna", "punycode", "unicode", "raw", "undefined"))
            else body.decode(name)
        )
    except (LookupError, UnicodeError, ValueError):
        return None


_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _nearly_utf8(body: bytes) -> str | None:
    """UTF-8 with a few broken bytes (a cut end, a pasted legacy character), each read as U+FFFD; else None."""
    whole = len(_MULTIBYTE.findall(body))
    content = body.decode("utf-8", errors="replace")
    broken = content.count("\ufffd")
    # Four or more well-formed sequences a broken byte hardly ever occur by chance in legacy text.
    return content if whole >= 4 * broken else None


def _legacy(body: bytes) -> str:
    """One-byte and East Asian encodings: windows-1252 where that reads as a western language, else what fits best."""
    sample = body[:200_000]
    western = _decoded(body, "cp1252")
    letters = [c for c in sample.decode("cp1252", errors="replace") if c.isalpha()]
    # Accented letters are under a fifth of all in any western language; of Cyrillic or Greek so read, nearly all.
    if (
        western is not None
        and sum(c > "\x7f" for c in letters) <= 0.2 * len(letters)
        and _WESTERN.fullmatch(western)
    ):
        return _decoded(body, _sibling(sample)) or western
    guess = _guessed(sample)
    content = _decoded(body, guess) if guess else None
    content = content if content is not None else western
    if content is None:
        content = body.decode("cp1252", errors="replace")
    if content.count("\ufffd") > 0.05 * len(content) or not _is_text(content):
        raise ReadError("binary: no known text encoding fits")
    return content


def _sibling(sample: bytes) -> str:
    """windows-1252, or one of the encodings that differ from it in a few letters: Turkish, central European, Baltic."""
    western = sample.decode("cp1252", errors="replace")
    language = language_of(western)
    if language == "tr" or (_TURKISH.search(western) and not _ICELANDIC.search(western)):
        return "cp1254"
    if _SIGN_IN_WORD.search(western) or language == "und":
        guess = _guessed(sample)
        if guess in ("cp1250", "iso8859_2", "cp1257") and _reads_better(sample, guess):
            return guess
    return "cp1252"


def _decoded(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding)
    except UnicodeDecodeError:
        return None


def _guessed(sample: bytes) -> str | None:
    best = from_bytes(sample, cp_isolation=list(_LEGACY), enable_fallback=False).best()
    return best.encoding if best else None


#: Turkish letters as windows-1252 shows them, and letters that Icelandic, which has them too, does without in no text.
_TURKISH = re.compile(r"(?<=[^\W\d_])[ðþý](?=[^\W\d_])")
_ICELANDIC = re.compile(r"[æáéóúÆÁÉÓÚ]")
#: Signs and Icelandic letters where windows-1252 is not what was meant: "ur¹d", "yavaþ".
_SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[¡-¿÷×ÐÞðþ](?=[^\W\d_])|\b[¡-¹»-¾](?=[a-z])")


def _reads_better(sample: bytes, encoding: str) -> bool:
    """Whether fewer signs stand inside words than when read as windows-1252."""
    other = _decoded(sample, encoding)
    western = sample.decode("cp1252", errors="replace")
    return other is not None and len(_SIGN_IN_WORD.findall(other)) < len(_SIGN_IN_WORD.findall(western))


def _is_text(content: str) -> bool:
    sample = content[:20_000]
    return sum(c.isalnum() or c.isspace() or c.isprintable() for c in sample) >= 0.95 * len(sample)
