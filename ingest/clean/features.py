"""What the decision about a block looks at, as numbers: its words, its make, its meaning, its place, its neighbours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from ingest.blocks import BlockKind
from ingest.clean.lines import is_byline
from ingest.clean.removal import Reason
from ingest.clean.sight import Sight

_BY_WORDS = (
    Reason.COOKIES,
    Reason.NEWSLETTER,
    Reason.PROMO,
    Reason.TEASER,
    Reason.RELATED,
    Reason.AUTHOR_BOX,
    Reason.LOG_IN,
    Reason.COMMENTS,
    Reason.COPYRIGHT,
    Reason.TAGS,
    Reason.CAPTION,
    Reason.ADVERT,
)
_BY_MAKE = (Reason.DATE, Reason.SHARE, Reason.TAGS, Reason.COPYRIGHT, Reason.MENU, Reason.SITE)
_KINDS = (BlockKind.HEADING, BlockKind.LIST, BlockKind.QUOTE, BlockKind.TABLE)
_STRONG = -1.5  # the score from which on a paragraph is the article's beyond doubt
_EDGE = 6  # blocks from the page's beginning or end
_MOST, _MOST_SCORE, _MILD = 4.0, 4.0, 3.0
_FULL = 40  # words; longer blocks weigh no more
_AT_THE_EDGE = 2.0  # the score of what stands before the first block and behind the last: nothing of an article
_SAID, _ENOUGH, _NOISY = 2.5, 60, 1.0
_LISTS = (Reason.TEASER, Reason.RELATED)
_ADDRESS = re.compile(r"https?:|www\.|@\w|\w\.(it|nl|se|com|org|be|ie|eu|net|co\.uk)\b")
_PARTS = re.compile(r"[|·•›»>/→▸]|  ")
_ODD = re.compile(r"[^\w\s.,;:!?'\"’‘“”«»()\-–—…&/%€£$*#|·•+]")

Features = npt.NDArray[np.float64]


def features(page: Sequence[Sight]) -> dict[str, Features]:
    """Numbers of shape (blocks,) by the name of each feature."""
    rows = [_of_itself(sight) for sight in page]
    own = {name: np.array([row[name] for row in rows], float) for name in (rows[0] if rows else ())}
    return own | _of_place(page) | _of_neighbours(page) | _of_parts(page)


def _of_itself(sight: Sight) -> dict[str, float]:
    text = sight.bare
    letters = max(sum(character.isalpha() for character in text), 1)
    tokens = text.split()
    return {
        "words of boilerplate": min(sight.lexical, 5.0),
        **{f"words of {reason}": min(sight.found.get(reason, 0.0), _MOST) for reason in _BY_WORDS},
        **{f"made as {reason}": float(sight.made is reason) for reason in _BY_MAKE},
        "opens a list": float(sight.opener is not None),
        "byline": float(is_byline(sight.bare)),
        "noisiness": sight.noisiness,
        "nearness": sight.nearness if sight.words >= 5 else 0.2,
        "nearness of a paragraph": sight.nearness if sight.words >= 20 else 0.4,
        "length": float(np.log1p(sight.words)),
        "prose": float(sight.prose),
        **{f"a {kind.name.lower()}": float(sight.block.kind is kind) for kind in _KINDS},
        "ends a sentence": float(text.endswith((".", "!", "?", "”", '"', "»"))),
        "ends with a colon": float(text.endswith(":")),
        "asks": float(text.endswith("?")),
        "upper case": sum(character.isupper() for character in text) / letters,
        "digits": sum(character.isdigit() for character in text) / max(len(text), 1),
        "address": float(bool(_ADDRESS.search(text))),
        "separators": len(_PARTS.findall(text)) / max(sight.words, 1) ** 0.5,
        "odd signs": float(bool(_ODD.search(text))),
        "begins small": float(text[:1].islower()),
        "capitals": sum(token[0].isupper() for token in tokens) / max(len(tokens), 1),
        "score": _bounded(sight.score),
    }


def _of_place(page: Sequence[Sight]) -> dict[str, Features]:
    words = np.array([sight.words for sight in page], float)
    strong = np.array([sight.words if _is_strong(sight) else 0.0 for sight in page])
    all_words, all_strong = max(words.sum(), 1), max(strong.sum(), 1)
    number = np.arange(len(page))
    return {
        "words before": _before(words) / all_words,
        "words after": _after(words) / all_words,
        "blocks before": np.minimum(number, _EDGE) / _EDGE,
        "blocks after": np.minimum(number[::-1], _EDGE) / _EDGE,
        "article before": _before(strong) / all_strong,
        "article after": _after(strong) / all_strong,
        "nothing before": (_before(strong) == 0).astype(float),
        "nothing after": (_after(strong) == 0).astype(float),
    }


def _of_neighbours(page: Sequence[Sight]) -> dict[str, Features]:
    scores = np.array([_bounded(sight.score) for sight in page])
    noisy = np.array([sight.noisiness for sight in page])
    weights = np.array([min(sight.words, _FULL) + 0.1 for sight in page])
    weighed = np.clip(scores, -_MILD, _MILD) * weights
    told = Counter(sight.bare for sight in page)
    alike = [_cosine(one, other) for one, other in pairwise(page)]
    return {
        "score before": _shifted(scores, 1, _AT_THE_EDGE),
        "score after": _shifted(scores, -1, _AT_THE_EDGE),
        "score two before": _shifted(scores, 2, _AT_THE_EDGE),
        "score two after": _shifted(scores, -2, _AT_THE_EDGE),
        "noisiness before": _shifted(noisy, 1, 0.5),
        "noisiness after": _shifted(noisy, -1, 0.5),
        "mean score before": _ratio(_before(weighed), _before(weights)),
        "mean score after": _ratio(_after(weighed), _after(weights)),
        "like the one before": np.array([0.0, *alike]),
        "like the one after": np.array([*alike, 0.0]),
        "said again": np.array([told[sight.bare] - 1.0 for sight in page]),
    }


def _of_parts(page: Sequence[Sight]) -> dict[str, Features]:
    """Where a block stands towards the article's body, the comments and the lists of other articles."""
    first, last = _body(page)
    number = np.arange(len(page))
    comments, lists, said = False, 0.0, 0
    under_comments, under_lists = [], []
    for sight in page:
        under_comments.append(float(comments))
        under_lists.append(lists)
        told = sight.opener is Reason.COMMENTS or (sight.found.get(Reason.COMMENTS, 0) >= _SAID and not sight.prose)
        comments = comments or (told and said >= _ENOUGH)
        lists = 1.0 if sight.opener in _LISTS else lists * (0.0 if sight.prose else 0.7)
        said += sight.words if _is_strong(sight) else 0
    noise_since = _noise_since(page)
    return {
        "before the body": (number < first).astype(float),
        "behind the body": (number >= last).astype(float),
        "under comments": np.array(under_comments),
        "under a list's opener": np.array(under_lists),
        "noise since the article": noise_since,
        "noise around": (noise_since + _noise_since(page[::-1])[::-1]) / 2,
    }


def _noise_since(page: Sequence[Sight]) -> Features:
    """How many noisy blocks stand between each block and the last of the article's paragraphs before it, up to four."""
    noise, since = 0, []
    for sight in page:
        since.append(min(noise, 4) / 4)
        noise = 0 if _is_strong(sight) else noise + (sight.score > _NOISY)
    return np.array(since)


def _is_strong(sight: Sight) -> bool:
    """Whether a block is the article's beyond doubt."""
    return sight.prose and sight.score < _STRONG


def _body(page: Sequence[Sight]) -> tuple[int, int]:
    """The run of blocks with the greatest sum of worth (maximum subsequence segmentation, Pasternack and Roth 2009)."""
    best, span, total, start = 0.0, (0, len(page)), 0.0, 0
    for number, sight in enumerate(page):
        if total <= 0:
            total, start = 0.0, number
        total -= max(-_MILD, min(_MILD, sight.score)) * sight.words**0.5
        if total > best:
            best, span = total, (start, number + 1)
    return span


def _cosine(one: Sight, other: Sight) -> float:
    return 0.0 if one.vector is None or other.vector is None else float(one.vector @ other.vector)


def _bounded(score: float) -> float:
    return max(-_MOST_SCORE, min(_MOST_SCORE, score))


def _shifted(values: Features, by: int, edge: float) -> Features:
    moved = np.full(len(values), edge)
    if by > 0:
        moved[by:] = values[:-by]
    else:
        moved[:by] = values[-by:]
    return moved


def _before(values: Features) -> Features:
    return np.concatenate([[0.0], np.cumsum(values)[:-1]])


def _after(values: Features) -> Features:
    return _before(values[::-1])[::-1]


def _ratio(sums: Features, weights: Features) -> Features:
    """The mean of what stands on one side; 1 where nothing stands there."""
    some = weights > 0
    return np.where(some, sums / np.where(some, weights, 1), 1.0)
