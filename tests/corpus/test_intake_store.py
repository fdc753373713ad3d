from __future__ import annotations

from corpus.article_store import Splitting
from corpus.intake_store import HandedIn
from corpus.language import Language
from corpus.library import Library
from tests.corpus.conftest import AddArticle, content_of


def hand_in(library: Library, text: str, given: HandedIn, origin: str | None = None) -> int:
    content, splitting = content_of(text), Splitting("1", [])
    return library.articles.add("a.md", origin, content, Language.ENGLISH, None, splitting, live=True, handed_in=given)


def test_articles_are_found_by_the_bytes_that_they_came_from(library: Library) -> None:
    one = hand_in(library, "one", HandedIn("document", "bytes"))
    two = hand_in(library, "two", HandedIn("document", "bytes"))
    hand_in(library, "three", HandedIn("document", "others"))
    assert library.intake.find_by_file("bytes") == [one, two]
    library.articles.delete(one)
    assert library.intake.find_by_file("bytes") == [two]


def test_an_article_of_a_file_that_holds_several_is_not_found_by_its_bytes(library: Library) -> None:
    hand_in(library, "one", HandedIn("document"))
    assert library.intake.find_by_file("") == []


def test_what_was_handed_in_is_known_by_its_origin(library: Library) -> None:
    article = hand_in(library, "one", HandedIn("document", "bytes"), "/in/a.md")
    library.intake.note(article, HandedIn("newer document", "newer bytes"))
    known = library.articles.find_by_origin("/in/a.md")
    assert known is not None
    assert (known.document_hash, known.file_hash) == ("newer document", "newer bytes")


def test_blocks_are_counted_in_the_other_articles(library: Library) -> None:
    one = hand_in(library, "one", HandedIn("1", blocks=["cookies", "share"]))
    hand_in(library, "two", HandedIn("2", blocks=["cookies", "own"]))
    hand_in(library, "three", HandedIn("3", blocks=["cookies"]))
    assert library.intake.others_with({"cookies", "share", "new"}) == {"cookies": 3, "share": 1}
    assert library.intake.others_with({"cookies", "share", "new"}, but=one) == {"cookies": 2}


def test_a_changed_file_counts_with_its_newest_blocks_only(library: Library) -> None:
    article = hand_in(library, "one", HandedIn("1", blocks=["old", "both"]))
    library.intake.note(article, HandedIn("2", blocks=["new", "both"]))
    assert library.intake.others_with({"old", "new", "both"}) == {"new": 1, "both": 1}


def test_more_blocks_can_be_asked_for_than_a_statement_takes_values(library: Library) -> None:
    hand_in(library, "one", HandedIn("1", blocks=[f"block {number}" for number in range(2000)]))
    asked = {f"block {number}" for number in range(1000, 3000)}
    assert len(library.intake.others_with(asked)) == 1000


def test_a_block_that_was_put_back_is_remembered_until_it_is_dropped(library: Library, add: AddArticle) -> None:
    article = add("words")
    library.intake.keep_block(article, "block")
    library.intake.keep_block(article, "block")
    assert library.intake.kept_blocks(article) == {"block"}
    library.intake.drop_block(article, "block")
    assert library.intake.kept_blocks(article) == frozenset()
