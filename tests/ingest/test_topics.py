from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.language import Language
from corpus.topic import Audience, Topic
from corpus.topic_file import bundled_topics
from ingest.topics import LEAST_SCORE, MOST, TopicFinder, background_texts, finder_fingerprint, open_topic_finder
from search.encoder import Encoder, computing_dtype, load_embedded
from tests.fakes import FakeEncoder


@pytest.fixture(scope="module")
def encoder(model_cache: Path) -> Encoder:
    return load_embedded(model_cache, computing_dtype())


@pytest.fixture(scope="module")
def finder(encoder: Encoder) -> TopicFinder:
    return open_topic_finder(encoder, bundled_topics())


def topic(name: str) -> Topic:
    words = dict.fromkeys(Language, name)
    return Topic(name, (Audience.MENTEE,), words, words)


SAME_ARTICLE = {
    "it": "Il feedback utile arriva presto\nDi' al tuo mentee che cosa hai visto, senza giudicare la persona, e chiedi "
    "come l'ha vissuto. Una critica precisa aiuta più di tre complimenti vaghi. Così un mentor aiuta a crescere.",
    "sv": "Bra feedback kommer snabbt\nSäg till din adept vad du har sett utan att döma personen, och fråga hur hen "
    "upplevde det. En precis kritik hjälper mer än tre vaga komplimanger. Så hjälper en mentor någon att växa.",
    "nl": "Goede feedback komt snel\nZeg tegen je mentee wat je hebt gezien zonder de persoon te veroordelen, en vraag "
    "hoe die het beleefde. Eén precieze opmerking helpt meer dan drie vage complimenten. Zo helpt een mentor iemand "
    "groeien.",
    "en": "Good feedback comes soon\nTell your mentee what you have seen without judging the person, and ask how it "
    "felt to them. One precise criticism helps more than three vague compliments. That is how a mentor helps someone "
    "grow.",
}


@pytest.mark.parametrize("language", Language)
def test_an_article_on_feedback_is_found_to_be_one_in_each_language(
    encoder: Encoder, finder: TopicFinder, language: Language
) -> None:
    found = finder.find(encoder.encode_passages([SAME_ARTICLE[language]]))
    assert next(iter(found)) == "feedback"
    assert LEAST_SCORE <= found["feedback"] <= 1


def test_nothing_is_found_in_a_text_about_other_things(encoder: Encoder, finder: TopicFinder) -> None:
    text = "How to repair a bicycle tyre\nTake out the wheel, find the hole with a bowl of water and glue on a patch."
    assert finder.find(encoder.encode_passages([text])) == {}


def test_an_article_without_passages_has_no_topics() -> None:
    finder = open_topic_finder(FakeEncoder(), [topic("tea"), topic("coffee")])
    assert finder.find(np.empty((0, 0), np.float32)) == {}


def test_without_a_taxonomy_no_topics_are_found() -> None:
    finder = open_topic_finder(FakeEncoder(), [])
    assert finder.find(FakeEncoder().encode_passages(["tea"])) == {}


def test_no_more_topics_are_found_than_four_and_the_best_comes_first() -> None:
    axes = np.eye(8, dtype=np.float32)
    background = np.stack([axes[7] + axes[6] / 10, axes[7] - axes[6] / 10]).astype(np.float32)
    finder = TopicFinder([topic(str(number)) for number in range(6)], axes[None, :6], background)
    # Of six axes that are all alike, the first is a little nearer.
    article = (axes[7] * 9 + axes[:6].sum(0) + axes[0] / 10).astype(np.float32)
    found = finder.find(article[None])
    assert len(found) <= MOST
    assert list(found.values()) == sorted(found.values(), reverse=True)
    assert list(found)[:1] in ([], ["0"])


def test_the_background_is_one_passage_of_each_bundled_article() -> None:
    assert len(background_texts()) == 60


def test_what_was_found_is_known_to_be_old_when_the_taxonomy_changes() -> None:
    before = finder_fingerprint(FakeEncoder(), [topic("tea")])
    assert finder_fingerprint(FakeEncoder(), [topic("tea")]) == before
    assert finder_fingerprint(FakeEncoder(), [topic("coffee")]) != before
