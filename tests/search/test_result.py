"""What a search returns."""

from datetime import UTC, datetime

from corpus.article import ArticleStatus, ArticleSummary
from corpus.language import Language
from search.result import Hit


def test_the_answer_of_a_hit_is_cut_out_of_its_passage() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    article = ArticleSummary(1, "a.md", Language.ENGLISH, "key", ArticleStatus.LIVE, moment, "Goals", {}, 4)
    hit = Hit(1, 0.9, article, "🙂 Why? Start small.", 40, 7, 19, ())
    assert hit.answer == "Start small."
