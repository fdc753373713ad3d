"""How well the topics of articles are found, on articles that were judged by reading them.

`python -m tests.benchmarks.topic_finding`: the bundled articles, the blocks to keep of the noisy pages under
`development`, and texts about other things. A family of translations and near copies belongs to one of two halves by
the hash of its name: the constants of `ingest.topics` were chosen on one and are judged on the other.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES
from corpus.passage_store import UnencodedPassage
from corpus.topic import Topic
from corpus.topic_file import BUNDLED_TOPICS, bundled_topics
from ingest.reading.markdown import read_markdown
from ingest.repair import repair
from ingest.split import split
from ingest.topics import background_texts, open_topic_finder
from search.encoder import Encoder, open_embedded_encoder
from search.passage_input import passage_input
from tests.benchmarks.noisy_set import DEVELOPMENT, read_pages
from tests.benchmarks.record import record
from ui.settings import Settings

JUDGEMENTS = Path(__file__).parent / "topics" / "judgements.toml"
DEVELOPED, HELD_OUT = "development half", "held-out half"
Vectors = npt.NDArray[np.float32]
Find = Callable[[Vectors], Iterable[str]]


@dataclass(frozen=True, slots=True)
class JudgedArticle:
    """An article with the topics that must and that may be found in it."""

    name: str
    family: str
    language: str
    title: str
    text: str
    right: frozenset[str]
    acceptable: frozenset[str]

    @property
    def half(self) -> str:
        """The half that its family belongs to."""
        return HELD_OUT if hashlib.sha256(self.family.encode()).digest()[0] % 2 else DEVELOPED


def judged_articles() -> list[JudgedArticle]:
    """All judged articles; texts about other things have no right topics."""
    judgements = tomllib.loads(JUDGEMENTS.read_text(encoding="utf-8"))

    def judged(kind: str, name: str, family: str, language: str, title: str, text: str) -> JudgedArticle:
        truth = judgements[kind].get(family, {}) if kind != "elsewhere" else {}
        right, acceptable = (frozenset(truth.get(each, ())) for each in ("right", "acceptable"))
        return JudgedArticle(name, f"{kind}/{family}", language, title, repair(text), right, acceptable)

    articles = []
    for path in sorted(BUNDLED_ARTICLES.rglob("*.md")):
        front = read_markdown(path.read_bytes())
        if front.translation_key not in judgements["bundled"]:
            continue
        articles.append(judged("bundled", path.stem, front.translation_key, front.language, front.title, front.text))
    for page in read_pages(DEVELOPMENT):
        kept = [block for block in page.blocks if block.keep and block.kind != "title"]
        text = "\n\n".join(f"## {block.text}" if block.kind == "heading" else block.text for block in kept)
        articles.append(judged("noisy", page.number, page.family, page.language, page.title, text))
    for other in judgements["elsewhere"]:
        title = other["title"]
        articles.append(judged("elsewhere", title, title, other["language"], title, other["text"]))
    return articles


def passage_vectors(encoder: Encoder, article: JudgedArticle) -> Vectors:
    """The vectors of an article's passages, as the index has them."""
    spans = split(article.text, Language(article.language))
    passages = [UnencodedPassage(0, article.title, span.heading, article.text[span.start : span.end]) for span in spans]
    return encoder.encode_passages([passage_input(each) for each in passages])


def figures(found: Sequence[tuple[JudgedArticle, frozenset[str]]]) -> dict[str, float]:
    """Precision, recall and F1 over all topics of these articles; acceptable topics count neither for nor against."""
    hits = sum(len(topics & article.right) for article, topics in found)
    wrong = sum(len(topics - article.right - article.acceptable) for article, topics in found)
    missed = sum(len(article.right - topics) for article, topics in found)
    precision, recall = hits / max(hits + wrong, 1), hits / max(hits + missed, 1)
    f1 = 2 * hits / max(2 * hits + wrong + missed, 1)
    return {
        "articles": len(found),
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "f1": round(f1, 3),
        "topics_an_article": round(sum(len(topics) for _, topics in found) / max(len(found), 1), 2),
    }


def agreement(found: Sequence[tuple[JudgedArticle, frozenset[str]]]) -> dict[str, float]:
    """How alike the topics of two articles of one family in different languages are; near copies do not count."""
    pairs = [
        (mine, others)
        for place, (article, mine) in enumerate(found)
        for other, others in found[place + 1 :]
        if article.right and article.family == other.family and article.language != other.language
    ]
    same = sum(mine == others for mine, others in pairs)
    shared = sum(len(mine & others) / max(len(mine | others), 1) for mine, others in pairs)
    return {"pairs": len(pairs), "same": round(same / len(pairs), 3), "jaccard": round(shared / len(pairs), 3)}


def choices(encoder: Encoder, topics: Sequence[Topic], articles: dict[JudgedArticle, Vectors]) -> dict[str, Any]:
    """What other ways of comparing reach on the development half, each at the threshold that suits it best there."""
    words = {
        "names": [topic.names for topic in topics],
        "descriptions": [topic.descriptions for topic in topics],
        "both": [{each: f"{topic.names[each]}\n{topic.descriptions[each]}" for each in Language} for topic in topics],
    }
    background = encoder.encode_passages(background_texts()).mean(0)
    ids = [topic.id for topic in topics]
    rows = {}
    for reading, encode, pool, centre in (
        ("both", encoder.encode_passages, "mean", "none"),
        ("both", encoder.encode_passages, "best passage", "none"),
        ("both", encoder.encode_passages, "mean", "topics"),
        ("both", encoder.encode_passages, "best passage", "topics"),
        ("both", encoder.encode_passages, "mean", "background"),
        ("both", encoder.encode_passages, "best two passages", "background"),
        ("both", encoder.encode_passages, "mean, mean of languages", "background"),
        ("descriptions", encoder.encode_passages, "mean", "background"),
        ("names", encoder.encode_passages, "mean", "background"),
        ("both", encoder.encode_queries, "mean", "background"),
    ):
        vectors = np.stack([encode([text[language] for text in words[reading]]) for language in Language])
        centres = {"none": 0.0, "topics": vectors.mean((0, 1)), "background": background}
        of_topics = _unit(vectors - (0.0 if centre == "none" else vectors.mean((0, 1))))
        scored = {}
        for article, passages in articles.items():
            read = _unit(passages.mean(0, keepdims=True)) if pool.startswith("mean") else passages
            cosines = np.einsum("pd,ltd->plt", _unit(read - centres[centre]), of_topics)
            by_passage = np.sort(cosines.mean(1) if "mean of" in pool else cosines.max(1), axis=0)[::-1]
            scored[article] = by_passage[: 2 if "two" in pool else 1].mean(0)
        prompt = "query prompt" if encode == encoder.encode_queries else "passage prompt"
        rows[f"{reading}, {prompt}, {pool}, centre: {centre}"] = _best_threshold(scored, ids)
    return rows


def _best_threshold(scored: dict[JudgedArticle, Vectors], ids: list[str]) -> dict[str, float]:
    everything = np.concatenate(list(scored.values()))
    tried = []
    for threshold in np.quantile(everything, np.linspace(0.5, 0.995, 60)):
        found = [
            (article, frozenset(ids[at] for at in np.argsort(-scores)[:4] if scores[at] >= threshold))
            for article, scores in scored.items()
        ]
        tried.append(figures(found))
    return max(tried, key=lambda each: each["f1"])


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)
    return unit


def calibration(scored: Sequence[tuple[JudgedArticle, dict[str, float]]]) -> dict[str, list[float]]:
    """For proposed topics by their score: how many, their mean score, and the share that is right."""
    pairs = [
        (score, topic in article.right)
        for article, topics in scored
        for topic, score in topics.items()
        if topic not in article.acceptable
    ]
    bands = {}
    for low, high in ((0.3, 0.6), (0.6, 0.9), (0.9, 1.01)):
        some = [(score, right) for score, right in pairs if low <= score < high]
        if some:
            scores, rights = zip(*some, strict=True)
            bands[f"{low}-{min(high, 1.0)}"] = [
                len(some),
                round(float(np.mean(scores)), 2),
                round(float(np.mean(rights)), 2),
            ]
    return bands


def main() -> None:
    """Entry of the command."""
    encoder = open_embedded_encoder(Settings().cache).loaded()
    topics = bundled_topics()
    finder = open_topic_finder(encoder, topics)
    vectors = {article: passage_vectors(encoder, article) for article in judged_articles()}
    scored = [(article, finder.find(passages)) for article, passages in vectors.items()]
    found = [(article, frozenset(topics)) for article, topics in scored]
    halves = {half: [each for each in found if each[0].half == half] for half in (DEVELOPED, HELD_OUT)}
    result: dict[str, Any] = {
        half: {
            **figures(some),
            "families": len({article.family for article, _ in some}),
            "found_in_texts_about_other_things": sum(len(topics) for article, topics in some if not article.right),
            "by_language": {
                language: figures([each for each in some if each[0].language == language]) for language in Language
            },
        }
        for half, some in halves.items()
    }
    result["translations_agree"] = agreement(found)
    result["calibration_held_out"] = calibration([each for each in scored if each[0].half == HELD_OUT])
    developed = {article: passages for article, passages in vectors.items() if article.half == DEVELOPED}
    result["other_ways_on_the_development_half"] = choices(encoder, topics, developed)
    record("topic_finding", result, [JUDGEMENTS, BUNDLED_TOPICS, *BUNDLED_ARTICLES.rglob("*.md")])


if __name__ == "__main__":
    main()
