from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from corpus.article import ArticleStatus
from corpus.language import Language
from corpus.message import NOTHING, Message
from corpus.relation import Relation, RelationKind, RelationState
from corpus.revision import ListedArticle
from ui.desk_list import DeskView, Task, desk_entries, seen_in

NOW = datetime(2026, 11, 1, tzinfo=UTC)
LIVE = ListedArticle(
    1, "Första mötet", Language.SWEDISH, ArticleStatus.LIVE, "mote.md", "key", 1, True, NOTHING, 0, 2, 100, NOW, None
)
DRAFT = replace(LIVE, id=2, title="A draft", source="draft.md", status=ArticleStatus.DRAFT, is_newest_live=False)
ASKING = replace(DRAFT, id=3, title="Which language?", language=None, question=Message("Which?"))
CHANGED = replace(LIVE, id=4, title="Changed", is_newest_live=False)
DOUBTED = replace(LIVE, id=5, title="Doubted", doubtful=3)
GONE = replace(ASKING, id=6, title="Gone", status=ArticleStatus.DELETED, doubtful=1)
RELATION = Relation(7, 1, 5, RelationKind.TRANSLATION, 0.7, RelationState.PROPOSED, None, NOW)
ENTRIES = desk_entries([LIVE, DRAFT, ASKING, CHANGED, DOUBTED, GONE], [RELATION])


def test_what_there_is_to_do_about_an_article_is_told_most_pressing_first() -> None:
    assert {each.article.id: each.tasks for each in ENTRIES} == {
        1: (Task.RELATION,),  # it came later than the other one
        2: (Task.DRAFT,),
        3: (Task.QUESTION, Task.DRAFT),
        4: (Task.CHANGES,),
        5: (Task.DOUBT,),
        6: (),
    }
    assert ENTRIES[0].relations == (RELATION,)


@pytest.mark.parametrize(
    ("view", "articles"),
    [
        (DeskView.WAITING, [3, 1, 5, 4, 2]),
        (DeskView.LIVE, [1, 4, 5]),
        (DeskView.DRAFTS, [2, 3]),
        (DeskView.BIN, [6]),
        (DeskView.ALL, [1, 2, 3, 4, 5]),
    ],
)
def test_every_view_has_its_articles(view: DeskView, articles: list[int]) -> None:
    assert [each.article.id for each in seen_in(view, ENTRIES)] == articles


@pytest.mark.parametrize(
    ("words", "articles"), [("FÖRSTA", [1]), ("draft.md", [2, 3]), ("draft which", [3]), ("x", [])]
)
def test_titles_and_sources_are_searched_for_all_words(words: str, articles: list[int]) -> None:
    assert [each.article.id for each in seen_in(DeskView.ALL, ENTRIES, words)] == articles
