"""Mends text that was decoded in the wrong encoding, and what is left of HTML in it."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ftfy

_LAST_LATIN = "\u024f"
_C1 = re.compile("[\x80-\x84\x86-\x9f]")  # without U+0085, which ends lines
_LIGATURE = re.compile("[\u0132\u0133\u0149\u01f1-\u01f3\u01c4-\u01cc\ufb00-\ufb06]")
_QUOTE_WITHOUT_END = re.compile("â€(?![\x80-\x9f€-™œžŸ])")  # ”, whose third byte has no sign in Windows-1252
_ENTITY = re.compile(
    r"&(?:nbsp|quot|apos|amp|[lr][sd]quo|[lr]aquo|[sb]dquo|hellip|[nm]dash|bull|euro|shy"
    r"|[aeiouAEIOU](?:grave|acute|circ|uml|tilde)|[aA]ring|[cC]cedil|[nN]tilde|#(?:39|x27|160|8\d{3}|2[0-4]\d|25[0-5]));"
)


def mend_encoding(text: str) -> str:
    """The text with mojibake undone by ftfy, ligatures as letters, and entities of letters and marks as these.

    `&lt;` and `&gt;` stay: in Markdown they are text, their characters would be tags.
    """
    if text.isascii() and "&" not in text:
        return text
    from ftfy.badness import is_bad
    from ftfy.fixes import fix_c1_controls, fix_latin_ligatures

    text = "\n".join(_mend_line(line) if is_bad(line) else line for line in text.split("\n"))
    if _C1.search(text):
        text = _C1.sub(lambda each: fix_c1_controls(each[0]), text)
    if _LIGATURE.search(text):
        text = fix_latin_ligatures(text)
    return _ENTITY.sub(lambda each: html.unescape(each[0]), text) if "&" in text else text


def _mend_line(line: str) -> str:
    import ftfy

    mended = ftfy.fix_text(line, _encoding_only())
    # What becomes letters of another script was no mojibake of our languages: "qualità²" is no Thai.
    strange = {letter for letter in mended if letter.isalpha() and letter > _LAST_LATIN} - set(line)
    return line if strange else _QUOTE_WITHOUT_END.sub("”", mended)


@cache
def _encoding_only() -> ftfy.TextFixerConfig:
    """Widths, quotes and entities are not ftfy's business here: quotes stay curled, `&lt;` in Markdown is no tag."""
    import ftfy

    return ftfy.TextFixerConfig(
        unescape_html=False,
        remove_terminal_escapes=False,
        fix_latin_ligatures=False,
        fix_c1_controls=False,
        fix_character_width=False,
        uncurl_quotes=False,
        fix_line_breaks=False,
        fix_surrogates=False,
        remove_control_chars=False,
        explain=False,
    )
