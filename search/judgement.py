"""What golden questions say of an index, and when one is clearly worse than the one before it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from corpus.message import Message, message
from search.evaluation import interval

_LEAST_DROP = 0.03
"""Of mean nDCG@10: about one first card in twelve that becomes a second one (1 - 1 / log2(3) = 0.37). What is less may
be sure with many questions, and still nothing that a reader notices."""

_LEAST_ARTICLES = 5
"""Of right articles: if fewer get worse, and no other better, that is chance in more than one of twenty cases
(0.5 ** 4 = 0.06), whatever resampling so few says."""


@dataclass(frozen=True, slots=True)
class GoldenFigures:
    """How well an index finds what the golden questions ask for, over all and (nDCG@10) by a question's id."""

    questions: int
    ndcg_at_10: float
    success_at_3: float
    ndcg_by_question: dict[str, float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """An index and the one before it, on the questions that both can answer.

    `before` and `after` are mean nDCG@10 over the articles asked for, `worse` counts questions.
    """

    questions: int
    worse: int
    before: float
    after: float
    is_clearly_worse: bool


@dataclass(frozen=True, slots=True)
class Judgement:
    """The figures of an index, and its comparison where there was one before it that can be compared."""

    figures: GoldenFigures
    comparison: Comparison | None = None

    @property
    def is_clearly_worse(self) -> bool:
        """Whether the index is clearly worse than the one before it."""
        return self.comparison is not None and self.comparison.is_clearly_worse

    @classmethod
    def from_json(cls, row: Any) -> Judgement:
        """What `asdict` has made of a judgement. Raises TypeError or KeyError when it is something else."""
        comparison = row["comparison"]
        return cls(GoldenFigures(**row["figures"]), Comparison(**comparison) if comparison is not None else None)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A generation of the index that readers do not get, since it is clearly worse.

    `has_older` says whether an older one of the same encoder goes on serving.
    """

    number: int
    comparison: Comparison
    has_older: bool

    def __str__(self) -> str:
        """What happened and what can be done, for whoever has the command line."""
        return str(self.told())

    def told(self) -> Message:
        """The same, for readers of the app too."""
        told = self.comparison
        return message(
            "The new search index finds the answers to the golden questions clearly less well than the one before it, "
            "so it is held back. Ask whoever looks after Mentorbase.",
            console="The new search index finds the answers to the golden questions clearly less well than the one "
            f"before it: nDCG@10 is {told.after:.2f} instead of {told.before:.2f}, and {told.worse} of "
            f"{told.questions} questions got worse. It is held back. {_OLDER if self.has_older else _NO_OLDER} "
            "`mentorbase reindex --accept` puts the new index live all the same.",
        )


_OLDER = (
    "The older index goes on serving: articles that were added or changed since are not found yet; what was deleted or "
    "unpublished is not shown."
)
_NO_OLDER = (
    "The index before it belongs to another model, and whoever runs with that goes on being served; with this model "
    "nothing can be found. Go back to the other model (MENTORBASE_MODEL), or accept this one."
)


def compare(
    before: Mapping[str, float], after: Mapping[str, float], asked_for: Mapping[str, Hashable]
) -> Comparison | None:
    """Compare nDCG@10 by question, over the questions that both have figures of; None when there are none.

    Questions in `asked_for` with the same right articles are no independent witnesses: their differences are averaged,
    and the articles are resampled. Clearly worse means that the 95 % interval of the mean difference lies below 0 and
    the drop is one that readers notice.
    """
    shared = sorted(before.keys() & after.keys() & asked_for.keys())
    if not shared:
        return None
    groups: dict[Hashable, list[str]] = {}
    for each in shared:
        groups.setdefault(asked_for[each], []).append(each)
    means = [[sum(figures[each] for each in ids) / len(ids) for figures in (before, after)] for ids in groups.values()]
    mean_before, mean_after = (sum(column) / len(means) for column in zip(*means, strict=True))
    _, high = interval([new - old for old, new in means]) or (0.0, 0.0)
    return Comparison(
        questions=len(shared),
        worse=sum(after[each] < before[each] for each in shared),
        before=mean_before,
        after=mean_after,
        is_clearly_worse=len(means) >= _LEAST_ARTICLES and high < 0 and mean_before - mean_after >= _LEAST_DROP,
    )
