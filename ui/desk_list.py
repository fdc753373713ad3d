"""What an editor has before them: every article with what there is to do about it, and the views of that list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corpus.article import ArticleStatus
from corpus.relation import Relation
from corpus.revision import ListedArticle


class Task(StrEnum):
    """Something to do about an article, most pressing first."""

    QUESTION = "question"
    RELATION = "relation"
    DOUBT = "doubt"
    CHANGES = "changes"
    """Readers see an earlier text than the newest one."""

    DRAFT = "draft"


class DeskView(StrEnum):
    """Which articles an editor looks at."""

    WAITING = "waiting"
    LIVE = "live"
    DRAFTS = "drafts"
    BIN = "bin"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """An article with what there is to do about it, and the proposed relations that wait with it."""

    article: ListedArticle
    tasks: tuple[Task, ...]
    relations: tuple[Relation, ...] = ()


def desk_entries(articles: Iterable[ListedArticle], proposed: Iterable[Relation]) -> list[DeskEntry]:
    """An entry for each article, in their order. A relation waits with the article that came later."""
    relations: dict[int, list[Relation]] = defaultdict(list)
    for relation in proposed:
        relations[relation.article].append(relation)
    return [DeskEntry(each, _tasks(each, relations[each.id]), tuple(relations[each.id])) for each in articles]


def seen_in(view: DeskView, entries: Sequence[DeskEntry], words: str = "") -> list[DeskEntry]:
    """The entries of a view whose titles or sources have all of these words in them.

    What waits comes with the most pressing first; everything else, and what is equally pressing, stays in its order.
    """
    wanted = words.casefold().split()
    chosen = [each for each in entries if _is_in(view, each) and _has(each.article, wanted)]
    if view is DeskView.WAITING:
        urgency = list(Task)
        chosen.sort(key=lambda each: urgency.index(each.tasks[0]))
    return chosen


def _tasks(article: ListedArticle, relations: Sequence[Relation]) -> tuple[Task, ...]:
    if article.status is ArticleStatus.DELETED:
        return ()
    is_draft = article.status is ArticleStatus.DRAFT
    found = {
        Task.QUESTION: not article.is_newest_live and bool(article.question or article.language is None),
        Task.RELATION: bool(relations),
        Task.DOUBT: article.doubtful > 0,
        Task.CHANGES: not is_draft and not article.is_newest_live,
        Task.DRAFT: is_draft,
    }
    return tuple(task for task in Task if found[task])


def _is_in(view: DeskView, entry: DeskEntry) -> bool:
    wanted = {DeskView.LIVE: ArticleStatus.LIVE, DeskView.DRAFTS: ArticleStatus.DRAFT}
    if view is DeskView.WAITING:
        return bool(entry.tasks)
    if view is DeskView.BIN:
        return entry.article.status is ArticleStatus.DELETED
    if view is DeskView.ALL:
        return entry.article.status is not ArticleStatus.DELETED
    return entry.article.status is wanted[view]


def _has(article: ListedArticle, words: Sequence[str]) -> bool:
    text = f"{article.title} {article.source}".casefold()
    return all(word in text for word in words)
