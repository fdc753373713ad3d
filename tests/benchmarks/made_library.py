"""Libraries of any size within a minute: articles of the bundled ones' paragraphs, with vectors that nobody computed.

A made vector lies between those of a passage and of one of its nearest neighbours, a little beside: as near to each
other as those of real passages are, other than noise from a generator, in which every index looks worse than it is.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt

from corpus.article import RevisionContent
from corpus.article_store import EncodedPassages, Splitting
from corpus.language import Language
from corpus.library import BUNDLED_ARTICLES, Library, open_library
from corpus.passage_store import UnencodedPassage
from ingest.reading.markdown import read_markdown
from ingest.split import SPLITTER, split
from search.encoder import Encoder
from search.passage_sentences import Sentences, candidate_spans, pack

Vectors = npt.NDArray[np.float32]

_NEIGHBOURS = 12
_BESIDE = 0.35
"""How far beside a made vector lies: with this, its nearest is about as near as a passage's in a real library."""

_AT_ONCE = 50_000
_KEPT = Path(__file__).parents[2] / "build" / "made-libraries"


def bundled_passages() -> list[tuple[Language, str, str]]:
    """Language, title and text of every passage of the bundled articles."""
    found = []
    for path in sorted(BUNDLED_ARTICLES.rglob("*.md")):
        language, article = Language(path.parent.name), read_markdown(path.read_bytes())
        texts = [article.text[each.start : each.end].strip() for each in split(article.text, language)]
        found += [(language, article.title, text) for text in texts]
    return found


def made_vectors(real: Vectors, count: int, seed: int = 0) -> Vectors:
    """Unit vectors of shape (count, dimension): mixtures of the real ones, of shape (n, dimension), a little beside."""
    chance = np.random.default_rng(seed)
    near = np.argsort(-(real @ real.T), axis=1)[:, 1 : _NEIGHBOURS + 1]
    spread = real.std(axis=0)
    made = np.empty((count, real.shape[1]), np.float32)
    for at in range(0, count, _AT_ONCE):
        some = slice(at, min(at + _AT_ONCE, count))
        size = some.stop - some.start
        one = chance.integers(0, len(real), size)
        other = near[one, chance.integers(0, near.shape[1], size)]
        share = chance.uniform(0.5, 1.0, (size, 1)).astype(np.float32)
        beside = chance.standard_normal((size, real.shape[1]), dtype=np.float32) * spread * _BESIDE
        mixed = share * real[one] + (1 - share) * real[other] + beside
        made[some] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
    return made


def fill_library(library: Library, count: int, encoder: Encoder) -> None:
    """Add `count` live articles of three to eight paragraphs; every fourth has its translations in the other three.

    `catch_up` then makes them findable; nothing is left to encode.
    """
    chance = random.Random(0)  # noqa: S311 - not for secrets
    passages = bundled_passages()
    of_language = {language: [text for own, _, text in passages if own is language] for language in Language}
    vectors = iter(made_vectors(encoder.encode_passages([text for _, _, text in passages]), 12 * count))
    for number in range(count):
        family, language = divmod(number, len(Language))
        spoken = list(Language)[language]
        paragraphs = chance.sample(of_language[spoken], chance.randint(3, 8))
        title = " ".join(paragraphs[0].split()[:6]) + f" ({number})"
        text = "\n\n".join(paragraphs)
        spans = split(text, spoken)
        own = np.stack([next(vectors) for _ in spans])
        read = [UnencodedPassage(0, title, each.heading, text[each.start : each.end], spoken) for each in spans]
        encoded = EncodedPassages(encoder.fingerprint, own, list(map(made_sentences, read, own)))
        library.articles.add(
            f"{number:06}.md",
            None,
            RevisionContent(title, text),
            spoken,
            f"made-{family}" if family % 4 == 0 else None,
            Splitting(SPLITTER, spans, encoded),
            live=True,
        )


def made_sentences(passage: UnencodedPassage, vector: Vectors) -> bytes:
    """Its own sentences, with vectors beside its own."""
    spans = candidate_spans(passage)
    chance = np.random.default_rng(len(passage.text))
    vectors = vector + chance.standard_normal((len(spans), len(vector)), np.float32) * _BESIDE / len(vector) ** 0.5
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return pack(Sentences(spans, vectors), passage.language)


def open_made(count: int, encoder: Encoder) -> Path:
    """The folder of a made library of this size, which is kept under `build`; its index is written when it is asked."""
    folder = _KEPT / f"{count}-with-sentences-{encoder.fingerprint}"
    if not folder.exists():
        shutil.rmtree(beside := folder.with_suffix(".new"), ignore_errors=True)
        fill_library(open_library(beside), count, encoder)
        beside.rename(folder)
    return folder
