"""Finds how an article belongs to the others, and writes it down."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from corpus.errors import LanguageTakenError
from corpus.language import Language
from corpus.library import Library
from corpus.relation import Alignment, Decider, Relation, RelationKind, RelationState
from corpus.relation_store import RelatedText
from ingest.relate import near_copy, translation
from ingest.relate.alignment import Side, by_meaning, link_sections, mark_outdated
from ingest.relate.in_order import link_in_order
from ingest.relate.nearest import NearestArticles
from ingest.relate.translation import Sentences, Vectors, familiarity, translation_score
from ingest.sentence_vectors import SentenceVectors
from search.constant_texts import encode_constant
from search.encoder import Encoder
from search.lately_used import LatelyUsed
from search.neutrality import read_parallel_sentences
from search.passage_sentences import encode_passages
from search.sentences import sentence_spans

_MOST_COPIES = 50
_LEAST_AGREEING = 0.1  # of two sketches' places, before the texts themselves are compared
_NEIGHBOURS = 12
_CANDIDATES = 4  # measured: every true translation is among the nearest three
_BACKGROUND = 4
_LEAST_LEAD = 0.08  # of passages over those of the neighbours; true translations have 0.20 and more
_MOST_SENTENCES = 1500  # of one article; nobody writes longer ones
_KEPT_ARTICLES = 1000  # whose sentences' vectors stay in memory: about 50 KB each

_Read = tuple[tuple[tuple[int, int], ...], Vectors]
"""The spans of a text's sentences, and their vectors, of shape (sentences, dimension)."""


class Relator:
    """Finds near copies, new versions and translations of articles, decides what is certain and proposes the rest.

    Holds a vector for each article of the library, read with the first use. Safe for threads: one article at a time is
    related.
    """

    def __init__(self, library: Library, encoder: Encoder, sentences: SentenceVectors | None = None) -> None:
        """`sentences` may have been read already, for summaries."""
        self._folder = library.folder
        self._relations = library.relations
        self._passages = library.passages
        self._encoder = encoder
        self._lock = threading.RLock()
        self._nearest: NearestArticles | None = None  # made with the first article: the encoder loads then
        self._vectors = sentences or SentenceVectors(encoder)
        self._sentences: LatelyUsed[int, _Read] = LatelyUsed(_KEPT_ARTICLES)
        self._everyday: dict[Language, Vectors] | None = None

    def near_copies(self, text: str, language: Language | None) -> list[tuple[int, float]]:
        """The articles of which this text is a near copy, with the likeness of each (see `near_copy`); best first.

        Articles that are known to be in another language are left out.
        """
        wording = near_copy.shingles(text)
        found = self._copies(wording, near_copy.sketch(wording), language)
        return [(each.article, likeness) for each, likeness in found]

    def relate(self, article: int) -> list[Relation]:
        """Look for the relations of an article as its newest text is, write them down, and align its translations.

        What is certain is accepted by rule; then the article may be in the bin, or in another family, afterwards.
        Returns what was found, as it stands. Raises UnknownArticleError.
        """
        with self._lock:
            before = self._relations.text_of(article)
            found = self._relate_copies(before)
            # A rule may have put this article into the bin, or have given it the text of a new version.
            text = self._relations.texts_of([article]).get(article)
            if text is not None:
                found += self._relate_translations(text, self._neighbours(article))
                self.align(article)
            # Last: an article without a sketch is one whose relations are still to be looked for.
            self._save_sketch(text or before)
            if text is None:
                for each in found:
                    if each.kind is RelationKind.NEW_VERSION:
                        self.relate(each.other)
        return found

    def relate_edited(self, article: int) -> list[Relation]:
        """Look for the translations of an article whose text an editor has changed, and align those it has.

        No rule takes it for a copy: whoever has just written a text is not to find it in the bin. Returns what was
        found. Raises UnknownArticleError.
        """
        with self._lock:
            text = self._relations.text_of(article)
            found = self._relate_translations(text, self._neighbours(article))
            self.align(article)
            self._save_sketch(text)
        return found

    def note(self, article: int) -> None:
        """Know an article again in later copies, without looking for its own relations: those of ours are known.

        Its sections are linked with those of its translations by their order, so that later changes can be told.
        """
        text = self._relations.text_of(article)
        self._save_sketch(text)
        for other in self._relations.texts_of(self._relations.family_of(article)).values():
            sections = link_in_order(text.text, other.text)
            self._relations.save_alignment(
                Alignment(text.article, other.article, text.revision, other.revision, sections)
            )

    def know_again(self, article: int) -> None:
        """Know an article in later copies; its relations are known already. Raises UnknownArticleError."""
        self._save_sketch(self._relations.text_of(article))

    def relate_pending(self) -> list[int]:
        """Relate all articles that never were, such as those of a killed ingest; returns their ids."""
        related = []
        for article in self._relations.without_sketch():
            if self._relations.texts_of([article]):  # a rule may have put it into the bin since
                self.relate(article)
                related.append(article)
        return related

    def align(self, article: int) -> None:
        """Link the sections of an article with those of its translations, where one of them is new or has changed."""
        text = self._relations.text_of(article)
        with self._lock:
            for other in self._relations.texts_of(self._relations.family_of(article)).values():
                if text.language and other.language and other.language is not text.language:
                    self._align(text, other)

    # Copies

    def _copies(
        self,
        wording: near_copy.Shingles,
        sketch: npt.NDArray[np.uint32],
        language: Language | None,
        besides: int | None = None,
    ) -> list[tuple[RelatedText, float]]:
        sharing = self._relations.sharing_bands(near_copy.bands(sketch), _MOST_COPIES)
        alike = [
            each
            for each, value in sharing.items()
            if each != besides and (np.frombuffer(value, "<u4") == sketch).mean() >= _LEAST_AGREEING
        ]
        found = [
            (each, near_copy.likeness(wording, near_copy.shingles(each.text)))
            for each in self._relations.texts_of(alike).values()
            if each.language is language or None in (each.language, language)
        ]
        copies = [(each, likeness) for each, likeness in found if likeness >= near_copy.LIKELY]
        return sorted(copies, key=lambda copy: (-copy[1], copy[0].article))

    def _relate_copies(self, text: RelatedText) -> list[Relation]:
        """The relation to the nearest copy that no editor has rejected."""
        wording = near_copy.shingles(text.text)
        for other, likeness in self._copies(wording, near_copy.sketch(wording), text.language, besides=text.article):
            same_source = _file_name(text.source) == _file_name(other.source)
            safe = likeness >= near_copy.SAFE
            newer = same_source or (text.title == other.title and not safe)
            kind = RelationKind.NEW_VERSION if newer else RelationKind.NEAR_COPY
            later, earlier = max(text.article, other.article), min(text.article, other.article)
            relation = self._relations.propose(later, earlier, kind, round(likeness, 4))
            if relation.state is RelationState.REJECTED:
                continue
            if safe and relation.state is RelationState.PROPOSED:
                self._relations.accept(relation.id, Decider.RULE)
            return [self._relations.get(relation.id)]
        return []

    def _save_sketch(self, text: RelatedText) -> None:
        sketch = near_copy.sketch(near_copy.shingles(text.text))
        self._relations.save_sketch(text.article, sketch.astype("<u4").tobytes(), near_copy.bands(sketch))

    # Translations

    def _relate_translations(self, text: RelatedText, neighbours: Sequence[int]) -> list[Relation]:
        texts = self._relations.texts_of(neighbours)
        family = {text.article, *self._relations.family_of(text.article)}
        near = [texts[each] for each in neighbours if each in texts]
        strangers = [each for each in near if each.article not in family]
        scored = []
        for other in self._leading(text, strangers):
            keys = (text.translation_key, other.translation_key)
            score = self._score(text, other, [each for each in near if each.translation_key not in keys])
            if score >= translation.LIKELY:
                scored.append((score, other))
        scored.sort(key=lambda pair: (-pair[0], pair[1].article))
        written = [self._write_down(text, other, score) for score, other in scored]
        return [each for each in written if each.state is not RelationState.REJECTED]

    def _leading(self, text: RelatedText, strangers: Sequence[RelatedText]) -> list[RelatedText]:
        """The nearest articles whose passages lead over those of the next ones: cheap, by the stored vectors."""
        kept = self._passages.vectors_of(
            [text.article, *(each.article for each in strangers)], self._encoder.fingerprint
        )
        own = kept.get(text.article)
        if own is None:
            return []
        # One that has just got a new text has no vectors yet; it is looked at itself afterwards.
        strangers = [each for each in strangers if each.article in kept]
        leading = []
        for each in strangers[:_CANDIDATES]:
            others = [kept[other.article].vectors for other in strangers if other.article != each.article]
            # Where there are hardly any others, there is nothing to lead over.
            if len(others) <= _BACKGROUND or _lead(own.vectors, kept[each.article].vectors, others) >= _LEAST_LEAD:
                leading.append(each)
        return leading

    def _score(self, text: RelatedText, other: RelatedText, near: Sequence[RelatedText]) -> float:
        """Strangers lower it: the nearest articles are read where they are needed to tell, and not for most pairs."""
        self._read([text, other])
        score = self._score_among(text, other, [])
        return self._score_among(text, other, near) if score >= translation.LIKELY else score

    def _score_among(self, text: RelatedText, other: RelatedText, near: Sequence[RelatedText]) -> float:
        return translation_score(self._known(text, other, near), self._known(other, text, near))

    def _write_down(self, text: RelatedText, other: RelatedText, score: float) -> Relation:
        later, earlier = max(text.article, other.article), min(text.article, other.article)
        relation = self._relations.propose(later, earlier, RelationKind.TRANSLATION, round(score, 4))
        # Whoever gave two articles different keys did not take them for translations.
        keys = {each.asked_key for each in (text, other) if each.asked_key}
        apart = len(keys) > 1 or self._relations.are_kept_apart(later, earlier)
        if score >= translation.SAFE and relation.state is RelationState.PROPOSED and not apart:
            try:
                self._relations.accept(relation.id, Decider.RULE)
            except LanguageTakenError:
                return relation  # an editor has to choose
        return self._relations.get(relation.id)

    def _align(self, text: RelatedText, other: RelatedText) -> None:
        earlier = self._relations.alignment(text.article, other.article)
        revisions = (text.revision, other.revision)
        if earlier is not None and (earlier.revision, earlier.other_revision) == revisions and by_meaning(earlier):
            return
        befores = ["", ""]
        if earlier is not None:
            olds = (earlier.revision, earlier.other_revision)
            befores = [self._relations.text_of_revision(each) for each in olds]
        here = Side(text.text, self._known(text, other, []), befores[0])
        there = Side(other.text, self._known(other, text, []), befores[1])
        sections = mark_outdated(link_sections(here, there), here, there, earlier)
        # Whoever was quicker has noted the article again.
        self._relations.replace_alignment(earlier, Alignment(text.article, other.article, *revisions, sections))

    # Vectors

    def _neighbours(self, article: int) -> list[int]:
        """The nearest articles in other languages, by the vectors of all newest passages as they are now."""
        missing = self._passages.unencoded_of(article, self._encoder.fingerprint)
        if missing:
            self._passages.save_encoded([each.id for each in missing], encode_passages(self._encoder, missing))
        if self._nearest is None:
            self._nearest = NearestArticles(self._encoder.dimension)
        for each in self._passages.vectors_after(self._nearest.last, self._encoder.fingerprint):
            self._nearest.put(each.article, each.language, each.vectors)
        for each in self._passages.vectors_of([article], self._encoder.fingerprint).values():
            self._nearest.put(each.article, each.language, each.vectors)
        return self._nearest.find(article, _NEIGHBOURS)

    def _known(self, text: RelatedText, other: RelatedText, near: Sequence[RelatedText]) -> Sentences:
        """The sentences of a text, with how near they come to what does not translate them.

        These strangers are sentences of every day and of mentoring that come with Mentorbase and, so that it holds in a
        library where all articles are much alike, the nearest articles other than the one that may be its translation.
        """
        background = [each for each in near if each.language is not text.language and each.article != other.article]
        (spans, vectors), *others = self._read([text, *background[:_BACKGROUND]])
        everyday = self._everyday_sentences()
        apart = np.stack([everyday[language] for language in Language if language is not text.language], axis=1)
        return Sentences(spans, vectors, familiarity(vectors, [*apart, *(each for _, each in others)]))

    def _read(self, texts: Sequence[RelatedText]) -> list[_Read]:
        """The sentences of texts; those that are not known yet are encoded in one go."""
        found = self._sentences.known(each.revision for each in texts)
        new = {each.revision: each for each in texts if each.revision not in found}
        if new:
            spans = [tuple(sentence_spans(each.text, each.language)[:_MOST_SENTENCES]) for each in new.values()]
            cut = zip(new.values(), spans, strict=True)
            vectors = self._vectors.of([each.text[start:end] for each, own in cut for start, end in own])
            ends = np.cumsum([len(own) for own in spans])
            parts = (each.copy() for each in np.split(vectors, ends[:-1]))  # each may be kept longer than the others
            found.update(zip(new, zip(spans, parts, strict=True), strict=True))
        self._sentences.put(found)
        return [found[each.revision] for each in texts]

    def _everyday_sentences(self) -> dict[Language, Vectors]:
        """The vectors of the parallel sentences."""
        if self._everyday is None:
            sentences = read_parallel_sentences()
            count = len(sentences[Language.ENGLISH])
            texts = [each for language in Language for each in sentences[language]]
            parts = encode_constant(self._encoder, texts, self._folder).reshape(len(Language), count, -1)
            self._everyday = dict(zip(Language, parts, strict=True))
        return self._everyday


def _lead(one: Vectors, other: Vectors, strangers: Sequence[Vectors]) -> float:
    """By how much the passages of two texts are nearer to each other than to strangers.

    That of the side where it is more: the other one may have sections that are not translated.
    """
    cosines = one @ other.T
    sides = ((cosines.max(axis=1), one), (cosines.max(axis=0), other))
    return max(float((nearest - familiarity(own, strangers)).mean()) for nearest, own in sides)


def _file_name(source: str) -> str:
    return source.replace("\\", "/").rpartition("/")[2].casefold()
