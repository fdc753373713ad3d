"""Gives words the letters back that a lost accent has torn from them, where the word that was meant is known."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

_WORDS = Path(__file__).parent / "accented.txt"
_ACCENTED = "àáâäåæçèéêëìíîïñòóôöøùúûüÀÁÂÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖØÙÚÛÜ"
_SUSPECT = re.compile(
    rf"\ufffd|[àÃãâ] ?[\u00a1-\u00bf]|[{_ACCENTED}ã] [^\W\d_]| [{_ACCENTED}](?![\w'’])|\w[`´¨˚]| [\u0300-\u036f]"
)
_LETTER = r"[^\W\d_]"

# "perchà ©", "Fà ¶rsta", "mã¥ste": the first byte of the letter in UTF-8 was taken for a letter, the second for a sign
_SECOND_BYTE = re.compile(rf"({_LETTER}*)[àÃãâ] ?([\u00a1-\u00bf])({_LETTER}*)")
# "carrià re": the second byte was a sign too, and got lost
_LOST_BYTE = re.compile(rf"\b({_LETTER}{{2,}})([àÃã]) ({_LETTER}{{2,}})")
# "universit à", "Perch é", "F ö rsta", "Fö rsta"
_TORN_OUT = re.compile(rf"\b({_LETTER}+) ([{_ACCENTED}]) ({_LETTER}+)")
_TORN_END = re.compile(rf"\b({_LETTER}{{2,}}) ([{_ACCENTED}])(?![\w'’])")
_TORN_BEHIND = re.compile(rf"\b({_LETTER}*[{_ACCENTED}]) ({_LETTER}+)")
# "co ̈ordinator", "fo ̈r": a mark that stands alone; "fo¨rst", "qualita`": one that is a sign of its own
_LONE_MARK = re.compile(rf"({_LETTER}*) ([\u0300-\u036f])({_LETTER}*)")
_SIGNS = str.maketrans({"`": "\u0300", "´": "\u0301", "¨": "\u0308", "˚": "\u030a"})
_SPACING_MARK = re.compile(r"\b\w*[^\W\d_][`´¨˚][\w`´¨˚]*")
_FIRST_BYTE = bytes([0xC3])
_LOST_LETTER = re.compile("\\b[\\w\ufffd]*\ufffd[\\w\ufffd]*")
_LOST_APOSTROPHE = re.compile("(?<=\\w)\ufffd(?=(?:s|t|re|ve|ll|m|d)\\b)")


def mend_letters(line: str) -> str:
    """A line whose torn words are whole again, if the list of words with accents knows what was meant."""
    if not _SUSPECT.search(line):
        return line
    line = _SECOND_BYTE.sub(_with_two_bytes, line)
    line = _LOST_BYTE.sub(_with_lost_byte, line)
    line = _TORN_OUT.sub(lambda found: _known("".join(found.groups())) or found[0], line)
    line = _TORN_END.sub(lambda found: _known(found[1] + found[2]) or found[0], line)
    line = _TORN_BEHIND.sub(_with_rest, line)
    line = _LONE_MARK.sub(_with_mark, line)
    line = _SPACING_MARK.sub(_with_spacing_mark, line)
    if "\ufffd" in line:
        line = _LOST_LETTER.sub(_with_lost_letter, line)
        line = _LOST_APOSTROPHE.sub("’", line)
    return line


def _with_two_bytes(found: re.Match[str]) -> str:
    """The letter whose bytes in UTF-8 are C3 and the sign's own in Latin-1: those from À to ÿ."""
    before, sign, behind = found.groups()
    word = f"{before}{(_FIRST_BYTE + sign.encode('latin-1')).decode('utf-8')}{behind}"
    torn = " " in found[0] and before and not behind
    return word if torn or _known(word) else found[0]


def _with_lost_byte(found: re.Match[str]) -> str:
    before, letter, behind = found.groups()
    if _known(before + letter):  # "città che" is whole
        return found[0]
    candidates = {before + accented + behind for accented in _ACCENTED.lower()}
    known = {word for word in candidates if _known(word) or _begins_with_known(word, len(before) + 1)}
    return known.pop() if len(known) == 1 else found[0]


def _with_rest(found: re.Match[str]) -> str:
    """A word's beginning and its rest, unless the beginning is a word by itself: "Fö rsta", but "på jobbet"."""
    return found[0] if _known(found[1]) else _known(found[1] + found[2]) or found[0]


def _with_spacing_mark(found: re.Match[str]) -> str:
    return _known(unicodedata.normalize("NFC", found[0].translate(_SIGNS))) or found[0]


def _with_mark(found: re.Match[str]) -> str:
    before, mark, behind = found.groups()
    candidates = []
    if behind:
        candidates.append(unicodedata.normalize("NFC", f"{before}{behind[0]}{mark}{behind[1:]}"))
    if before:
        candidates.append(unicodedata.normalize("NFC", f"{before}{mark}{behind}"))
    return next((word for word in candidates if _known(word)), candidates[-1] if before and not behind else found[0])


def _with_lost_letter(found: re.Match[str]) -> str:
    word = found[0]
    if word.count("\ufffd") != 1:
        return word
    known = {whole for letter in _ACCENTED.lower() if _known(whole := word.replace("\ufffd", letter))}
    return known.pop() if len(known) == 1 else word


def _known(word: str) -> str:
    return word if word.lower() in _words() else ""


def _begins_with_known(word: str, at_least: int) -> bool:
    """Whether a compound begins with a known word that reaches past the letter in question."""
    lower = word.lower()
    return any(lower[:length] in _words() for length in range(max(at_least + 1, 6), len(lower)))


@cache
def _words() -> frozenset[str]:
    return frozenset(_WORDS.read_text("utf-8").split())
