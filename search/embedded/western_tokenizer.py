"""The embedded encoder's tokenizer, in a form that loads in a fraction of its time and memory.

A unigram tokenizer only ever uses pieces that stand in the text. More than half of the vocabulary are pieces with
letters that none of our languages has (Greek, Cyrillic, Chinese…): a tokenizer without these cuts every text that has
no such letter exactly as the whole one does. The whole one is loaded when a text needs it.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from search.embedded.checkpoint import build_fast_tokenizer
from search.embedded.weight_file import Vocabulary
from search.errors import loading_model

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

_WESTERN = re.compile("[\0-\u036f▁\u2000-\u2bff\ufe00-\ufe0f\U0001f000-\U0001faff]*")
"""Latin letters and their accents, punctuation, currencies, signs, emoji."""

_SPECIAL = 4
"""The first pieces: a text's beginning, filling, its end, what is unknown."""

_WHOLE, _PART, _NUMBERS = "tokenizer.json", "western.json", "western.npy"


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text: their numbers in the vocabulary, and where each begins and ends in the text."""

    ids: npt.NDArray[np.int64]
    offsets: Sequence[tuple[int, int]]

    def __len__(self) -> int:
        return len(self.ids)


class WesternTokenizer:
    """Cuts texts as the whole tokenizer does. Safe for threads."""

    def __init__(self, part: Tokenizer, numbers: npt.NDArray[np.int32], load_whole: Callable[[], Tokenizer]) -> None:
        """`part` has the pieces of Western texts, whose numbers in the whole vocabulary are `numbers`."""
        self._part = part
        self._numbers = numbers.astype(np.int64)
        self._load_whole = load_whole
        self._whole: Tokenizer | None = None
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of each text, with those of its beginning and end."""
        is_western = [self._is_western(text) for text in texts]
        part = iter(self._part.encode_batch([text for text, own in zip(texts, is_western, strict=True) if own]))
        rest = [text for text, own in zip(texts, is_western, strict=True) if not own]
        whole = iter(self._whole_tokenizer().encode_batch(rest) if rest else [])
        return [_tokens(next(part), self._numbers) if own else _tokens(next(whole)) for own in is_western]

    def _is_western(self, text: str) -> bool:
        return _WESTERN.fullmatch(self._part.normalizer.normalize_str(text)) is not None

    def _whole_tokenizer(self) -> Tokenizer:
        with self._lock:
            if self._whole is None:
                self._whole = self._load_whole()
            return self._whole


def _tokens(encoding: Encoding, numbers: npt.NDArray[np.int64] | None = None) -> Tokens:
    ids = np.array(encoding.ids, np.int64)
    return Tokens(ids if numbers is None else numbers[ids], encoding.offsets)


def write_tokenizer(vocabulary: Vocabulary, folder: Path) -> None:
    """Write both forms of the tokenizer."""
    build_fast_tokenizer(vocabulary).save(str(folder / _WHOLE), pretty=False)
    numbers = western_pieces(vocabulary)
    part = Vocabulary(
        [vocabulary.pieces[each] for each in numbers],
        [vocabulary.scores[each] for each in numbers],
        vocabulary.bos,
        vocabulary.eos,
        vocabulary.pad,
        vocabulary.unk,
    )
    build_fast_tokenizer(part).save(str(folder / _PART), pretty=False)
    np.save(folder / _NUMBERS, np.array(numbers, np.int32))


def western_pieces(vocabulary: Vocabulary) -> list[int]:
    """The numbers of the pieces that can stand in a Western text, in their order.

    The rarest of all pieces is among them: what an unknown letter costs is reckoned from it.
    """
    rarest = min(range(len(vocabulary.scores)), key=vocabulary.scores.__getitem__)
    return [
        number
        for number, piece in enumerate(vocabulary.pieces)
        if number < _SPECIAL or number == rarest or _WESTERN.fullmatch(piece)
    ]


def open_tokenizer(folder: Path, longest: int, mending: str) -> WesternTokenizer:
    """Read what `write_tokenizer` has written; a text is cut off after `longest` tokens.

    `mending` says what to do when it cannot be read: ModelUnavailableError.
    """

    def load(name: str) -> Tokenizer:
        from tokenizers import Tokenizer

        with loading_model("The embedded model", mending):
            tokenizer = Tokenizer.from_file(str(folder / name))
        tokenizer.enable_truncation(longest)
        return tokenizer

    with loading_model("The embedded model", mending):
        numbers = np.load(folder / _NUMBERS, allow_pickle=False)
    return WesternTokenizer(load(_PART), numbers, lambda: load(_WHOLE))
