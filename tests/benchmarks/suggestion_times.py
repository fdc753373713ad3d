"""What it costs to suggest while somebody types, in a large library: milliseconds for each of several beginnings.

`python -m tests.benchmarks.suggestion_times`: 10,000 titles and 100,000 questions, made up from those of the bundled
articles: words of others in place of their own, and every second text with a word that no other has.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Iterator
from typing import Any

import frontmatter

from corpus.answered_questions import answered_questions
from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES
from search.suggestions import Suggester, Suggestion, SuggestionKind
from tests.benchmarks.record import record

ARTICLES, QUESTIONS_EACH, ROUNDS, LIMIT = 10_000, 10, 21, 6
SEED = 1
BEGINNINGS = ["me", "hu", "mentor", "hur ofta", "mentro", "m m m m m m m m", "how do i find a mentor", "zzzzzz"]
FILES = sorted(BUNDLED_ARTICLES.rglob("*.md"))


def made_up() -> Iterator[Suggestion]:
    """The titles and questions of the large library."""
    rng = random.Random(SEED)  # noqa: S311 - nothing secret is made of it
    bundled: list[dict[str, Any]] = [frontmatter.load(str(path)).metadata for path in FILES]
    texts = {language: [each for each in bundled if each["language"] == language] for language in Language}
    words = {
        language: [
            word for each in some for text in (each["title"], *answered_questions(each)) for word in text.split()
        ]
        for language, some in texts.items()
    }
    for article in range(ARTICLES):
        language = rng.choice(list(Language))
        given = rng.choice(texts[language])
        asked = rng.choices(answered_questions(given), k=QUESTIONS_EACH)
        kinds = [SuggestionKind.ARTICLE, *[SuggestionKind.QUESTION] * QUESTIONS_EACH]
        for kind, text in zip(kinds, (str(given["title"]), *asked), strict=True):
            own = text.split()
            for _ in range(2):
                own[rng.randrange(len(own))] = rng.choice(words[language])
            if rng.random() < 0.5:
                own.append(f"{rng.choice(words[language])[:6]}{rng.randrange(5000)}")
            yield Suggestion(" ".join(own), language, kind, str(article), article)


def milliseconds(suggester: Suggester, beginning: str) -> float:
    """The median of several rounds."""
    times = []
    for _ in range(ROUNDS):
        moment = time.perf_counter()
        suggester.suggest(beginning, Language.SWEDISH, LIMIT)
        times.append(1000 * (time.perf_counter() - moment))
    return round(statistics.median(times), 1)


def main() -> None:
    """Entry of the command."""
    shelf = list(made_up())
    moment = time.perf_counter()
    suggester = Suggester(shelf)
    made = time.perf_counter() - moment
    times = {beginning: milliseconds(suggester, beginning) for beginning in BEGINNINGS}
    record("suggestion_times", {"texts": len(shelf), "made_in_seconds": round(made, 1), "milliseconds": times}, FILES)


if __name__ == "__main__":
    main()
