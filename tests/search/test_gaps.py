"""What the library lacks, on an encoder of words."""

from __future__ import annotations

from corpus.article_store import EncodedPassages
from corpus.language import Language
from search.gaps import GapFinder, GapKind
from tests.search.shelf import Shelf

QUESTION = "goals trust"


def gap_finder(shelf: Shelf) -> GapFinder:
    return GapFinder(shelf.library, shelf.encoder, shelf.index)


def encode_draft(shelf: Shelf, article: int) -> None:
    """Gives a draft its vectors, as taking it in does."""
    passages = shelf.library.passages
    waiting = passages.unencoded_of(article, shelf.encoder.fingerprint)
    vectors = shelf.encoder.encode_passages([each.text for each in waiting])
    passages.save_encoded([each.id for each in waiting], EncodedPassages(shelf.encoder.fingerprint, vectors))


def test_a_draft_is_found_where_no_article_answers(shelf: Shelf) -> None:
    # The question's cosine is 0.5 with each live article, 0.58 with their middle, and 1 with the draft.
    shelf.add("goals plans")
    shelf.add("plans trust")
    shelf.catch_up()
    (vector,) = shelf.encoder.encode_queries([QUESTION])
    asked = [(QUESTION, vector, {Language.ENGLISH})]
    assert [each.kind for each in gap_finder(shelf).find(asked)] == [GapKind.NOTHING]
    draft = shelf.add("goals trust", Language.DUTCH, "trust", live=False)
    encode_draft(shelf, draft)
    (gap,) = gap_finder(shelf).find(asked)
    assert gap.article is not None
    assert (gap.kind, gap.article.id, gap.drafted_in) == (GapKind.DRAFT, draft, (Language.DUTCH,))


def test_a_draft_of_something_else_fills_no_gap(shelf: Shelf) -> None:
    shelf.add("goals plans")
    shelf.add("plans trust")
    shelf.catch_up()
    encode_draft(shelf, shelf.add("plans", live=False))
    (vector,) = shelf.encoder.encode_queries([QUESTION])
    (gap,) = gap_finder(shelf).find([(QUESTION, vector, {Language.ENGLISH})])
    assert (gap.kind, gap.article) == (GapKind.NOTHING, None)


def test_an_empty_library_lacks_everything(shelf: Shelf) -> None:
    (vector,) = shelf.encoder.encode_queries([QUESTION])
    (gap,) = gap_finder(shelf).find([(QUESTION, vector, {Language.ENGLISH})])
    assert gap.kind is GapKind.NOTHING
