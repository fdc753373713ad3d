from __future__ import annotations

import threading
from pathlib import Path

from corpus.glossary import Concept
from corpus.language import Language
from search.live_words import LiveWords
from search.spelling import OFTEN
from tests.fakes import FakeEncoder
from tests.search.shelf import Shelf

EN = Language.ENGLISH


def suggested(words: LiveWords, beginning: str) -> list[str]:
    return [each.text for each in words.suggester().suggest(beginning, EN, 8)]


def test_both_stay_the_same_while_nothing_changes(tmp_path: Path) -> None:
    words = LiveWords(Shelf(tmp_path, FakeEncoder()).library)
    assert words.suggester() is words.suggester()
    assert words.speller() is words.speller()


def test_an_article_is_suggested_as_soon_as_it_is_live_and_no_longer_than_that(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, FakeEncoder())
    words = LiveWords(shelf.library)
    assert suggested(words, "zeppel") == []
    article = shelf.add("text", title="Zeppelins at work")
    assert suggested(words, "zeppel") == ["Zeppelins at work"]
    shelf.library.articles.delete(article)
    assert suggested(words, "zeppel") == []


def test_the_questions_of_a_live_article_are_suggested(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, FakeEncoder())
    words = LiveWords(shelf.library)
    shelf.add("text", title="One", questions=["Zeppelins, are they safe?"])
    shelf.add("text", title="Two", questions=["Zeppelins for drafts?"], live=False)
    assert suggested(words, "zepp") == ["Zeppelins, are they safe?"]


def test_what_is_at_hand_is_given_while_the_newest_is_made_beside(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, FakeEncoder())
    words = LiveWords(shelf.library)
    assert words.suggester_at_hand() is None
    first = words.suggester()
    assert words.suggester_at_hand() is first
    shelf.add("text", title="Zeppelins at work")
    assert words.suggester_at_hand() is first
    newest = words.suggester()
    while newest is first:  # the thread beside is making it
        newest = words.suggester()
    assert words.suggester_at_hand() is newest


def test_another_glossary_gives_other_suggestions_and_spellings(tmp_path: Path) -> None:
    library = Shelf(tmp_path, FakeEncoder()).library
    words = LiveWords(library)
    assert words.speller().correct("zeppeiln", EN) is None
    library.glossary.replace([Concept("airship", {EN: ("zeppelin",)})])
    assert suggested(words, "zepp") == ["zeppelin"]
    assert words.speller().correct("zeppeiln", EN) == "zeppelin"


def test_what_articles_say_often_is_known_and_proposed(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, FakeEncoder())
    words = LiveWords(shelf.library)
    shelf.add("hovercraft " * OFTEN)
    assert words.speller().correct("hovercarft", EN) == "hovercraft"
    shelf.add("hovercarft", live=False)  # a draft is no proof of a word
    assert words.speller().correct("hovercarft", EN) == "hovercraft"
    shelf.add("hovercarft")
    assert words.speller().correct("hovercarft", EN) is None


def test_many_threads_get_one_suggester(tmp_path: Path) -> None:
    words = LiveWords(Shelf(tmp_path, FakeEncoder()).library)
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(words.suggester())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each is found[0] for each in found] == [True] * 4
