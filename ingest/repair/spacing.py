"""Takes blanks away where none belong: around apostrophes, inside quotes, before punctuation, doubled ones.

The rules know no language, since a page has several; each is so narrow that it is right in all four.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_APOSTROPHE = "['’‘´ʼ]"
_SUSPECT = re.compile(r" ['’‘´ʼ.,;:?!)\"“”„]|['’‘´ʼ(\"“”„] |\S  |\bn['’]t\b")

# Dutch: 's avonds, 's werelds; what is not one of these gets its 's back: foto's, Anna's.
_TIMES = (
    r"(?:(?:voor|na)?(?:morgen|ochtend|middag|avond|nacht)s|(?:maan|dins|woens|donder|vrij|zater|zon)dags|zomers|winters"
    r"|lands|werelds|konings|keizers|levens|heren|mensen|mans|anderendaags|gravenhage|hertogenbosch)\b"
)
_ELIDED = (
    r"(?:[ldcsmtv]|un|[dsn]?ell|all|dall|coll|sull|quell|quest|bell|sant|nessun|ciascun|qualcun|qualcos|buon|grand|com"
    r"|dov|cos|anch|tutt|mezz|senz|altr|quand|vent|trent|quarant|cinquant)"
)
_NEGATED = r"(?:do|does|did|is|are|was|were|have|has|had|would|could|should|must|might|need|wo|ca|ai)"


def _mark(found: str) -> str:
    """The apostrophe that was meant by one that may stand the wrong way round."""
    return "’" if found in "’ʼ" else "'"


def _joined(match: re.Match[str]) -> str:
    return f"{match[1]}{_mark(match[2])}{match[3]}"


def _elided(match: re.Match[str]) -> str:
    opened = re.search(r"(?:^|[\s(])['‘](?=\w)[^'’]*$", match.string[max(0, match.start() - 200) : match.start()])
    return match[0] if opened else _joined(match)


_Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]


def _rule(pattern: str, replacement: str | Callable[[re.Match[str]], str]) -> _Rule:
    return re.compile(pattern.replace("APOSTROPHE", _APOSTROPHE), re.IGNORECASE), replacement


_APOSTROPHES: tuple[_Rule, ...] = (
    # Dutch: ' s avonds → 's avonds, zo ' n → zo'n, in ' t kort → in 't kort
    _rule(rf"(?<!\S)(APOSTROPHE) s(?=[ -]{_TIMES})", lambda match: f"{_mark(match[1])}s"),
    _rule(r"\b(zo|m|z) ?(APOSTROPHE) ?(n)(?=\s)(?<=[ nN])", _joined),
    _rule(
        r"\b(in|van|op|aan|voor|met|uit|om|over|bij|is|dat|als|naar) (APOSTROPHE) t(?=\s)",
        lambda match: f"{match[1]} {_mark(match[2])}t",
    ),
    # English: don ' t, do n't, I ' m, you 're
    _rule(rf"\b({_NEGATED}n) ?(APOSTROPHE) ?(t)\b(?![’'])", _joined),
    _rule(rf"\b({_NEGATED}) n(APOSTROPHE)(t)\b", lambda match: f"{match[1]}n{_mark(match[2])}{match[3]}"),
    _rule(r"\b(I) ?(APOSTROPHE) ?(m|ve|ll|d)\b(?![’'])", _joined),
    _rule(r"\b(you|we|they) ?(APOSTROPHE) ?(re|ve|ll|d)\b(?![’'])", _joined),
    _rule(r"\b(he|she|it|that|there|who|what) ?(APOSTROPHE) ?(ll|d)\b(?![’'])", _joined),
    # Dutch and English: foto ' s, foto 's, foto' s
    _rule(rf"(?<=\w)() (APOSTROPHE) ?(s)\b(?![’']|[ -]{_TIMES}|-)", _joined),
    _rule(r"(?<=\w)()(APOSTROPHE) (s)\b(?![’'.-])", _joined),
    # Italian: l ' idea, un' altra, un po ' di, anni ' 90
    _rule(rf"(?<![\w'’‘])({_ELIDED}) ?(APOSTROPHE) ?((?=[aeiouhàèéìòù])[^\W\d_]|8\b|11\b)", _elided),
    _rule(r"\b(un po) (APOSTROPHE)()(?=\s)", _joined),
    _rule(
        r"\b(anni|jaren|the|years|dal|nel|del|class of) (APOSTROPHE) (\d0)\b",
        lambda match: f"{match[1]} {_mark(match[2])}{match[3]}",
    ),
)
_IN_SINGLE = re.compile(r"(?<!\S)(['‘]) ([^‘’'\n]{1,300}) (['’])(?=[\s.,;:!?)]|$)")
_IN_PARENTHESES = re.compile(r"(?<!\S)\( ?([^()\n]*?\S) ?\)(?=[\s.,;:!?]|$)")
_QUOTES = re.compile('["“”„]')
_CLOSERS = {'"': '"', "“": "”", "„": "“”", "”": "”"}
_BEFORE_QUOTE, _AFTER_QUOTE = " ([{—–-/'’*_>|", " .,;:?!)]}—–-/*_…|'’"
_BEFORE_MARK = re.compile(
    r"(?<=[^\W_])(?<!\.)( ,| ;(?=\s)| [?!]+(?=[\s\"“”’)»]|$)|(?<=\w) :$)(?!\S*\w\))|(?<=[”\")’»€%]) ,(?=\s)"
)
_BEFORE_STOP = re.compile(r"(?<=[^\W_\"“]) \.(?=[\s\"”’]|$)|(?<=[”\")]) \.(?=\s|$)")
_LEAST_SENTENCE = 15  # characters; shorter stretches between single dots are a menu: Home . About . Contact
_FRENCH = re.compile(r"\b(?:les|vous|nous|pas|est|et|dans|sur|avec|pour|une|qui|pourquoi|comment|mais|ce|en|on)\b")
_BLANKS = re.compile(r"(?<=[^ ]) {2,}(?=[^ ])")
_MARKER = re.compile(r" *(?:(?:[-*+•]|\d{1,2}[.)]) +)?")
_LEAST_WORDS = 3  # between wide gaps of a sentence; columns and menus have fewer


def mend_spacing(line: str) -> str:
    """A line without blanks where none belong; one that gives no reason to suspect it comes back at once."""
    if not _SUSPECT.search(line):
        return line
    for pattern, replacement in _APOSTROPHES:
        line = pattern.sub(replacement, line)
    line = _IN_SINGLE.sub(r"\1\2\3", line)
    line = _single_blanks(_close_punctuation(_close_quotes(line)))
    return _IN_PARENTHESES.sub(r"(\1)", line)


def _close_quotes(line: str) -> str:
    """Without the blanks inside quotes, if each quote has its partner and stands where one can stand."""
    opened: list[str] = []
    parts: list[str] = []
    at = 0
    for match in _QUOTES.finditer(line):
        mark, start, end = match[0], match.start(), match.end()
        if opened and mark in _CLOSERS[opened[-1]]:
            opened.pop()
            if line[end : end + 1] not in _AFTER_QUOTE:
                return line
            parts += [line[at:start].rstrip(" "), mark]
            at = end
        else:
            opened.append(mark)
            if start and line[start - 1] not in _BEFORE_QUOTE:
                return line
            parts += [line[at:start], mark]
            at = end + len(line[end:]) - len(line[end:].lstrip(" "))
    return line if opened else "".join([*parts, line[at:]])


def _close_punctuation(line: str) -> str:
    """Without blanks before commas, full stops and question marks; French keeps those before its own marks."""
    if " " not in line or line.lstrip().startswith("|"):
        return line
    french = len(set(_FRENCH.findall(line.lower()))) >= 2
    line = _BEFORE_MARK.sub(lambda each: each[0] if french and "," not in each[0] else each[0].lstrip(" "), line)
    last = 0

    def stop(match: re.Match[str]) -> str:
        nonlocal last
        length, last = match.start() - last, match.end()
        return match[0].lstrip(" ") if length >= _LEAST_SENTENCE else match[0]

    return _BEFORE_STOP.sub(stop, line)


def _single_blanks(line: str) -> str:
    """With one blank for several, unless they part the columns of a menu or stand behind a list's marker."""
    gaps = len(_BLANKS.findall(line))
    words = len(line.split())
    wide = "   " in line.strip(" ")
    columns = words < _LEAST_WORDS * (gaps + 1) and (wide or words != gaps + 1)
    if not gaps or line.lstrip().startswith("|") or ((wide or gaps > 1) and columns):
        return line
    marker = _MARKER.match(line)
    start = marker.end() if marker else 0
    return line[:start] + _BLANKS.sub(" ", line[start:])
