"""How well translations, near copies and the sections of translations are found.

`python -m tests.benchmarks.relations [development|final]`: the related articles and the noisy ones of that part, and
the bundled ones, all in one library and without a word of what belongs together. The noisy pages are taken as a perfect
cleaner would leave them. Of the final part only figures are shown.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections import Counter
from itertools import combinations
from pathlib import Path
from typing import Any

from corpus.library import Library, open_library
from corpus.relation import RelationKind, RelationState, Span
from ingest.relate.alignment import cut_sections
from ingest.relate.near_copy import LIKELY
from ingest.relate.relator import Relator
from search.encoder import open_embedded_encoder
from tests.benchmarks.record import record
from tests.benchmarks.related_set import RELATED, KnownArticle, read_bundled, read_noisy, read_related
from ui.settings import Settings

EDITED = (0.05, 0.1, 0.2, 0.3)
MISSING = {
    "development": {
        ("museum.en", "museum.sv"): ["What the curators learned", "Pay"],
        ("doktorand.it", "doktorand.en"): ["E in Italia?"],
        ("doktorand.it", "doktorand.nl"): ["E in Italia?"],
        ("lettere.it", "lettere.en"): ["Quello che non si poteva scrivere", "Provare oggi"],
        ("volunteers.en", "volunteers.sv"): ["Step three: write it down last"],
        ("volunteers.nl", "volunteers.sv"): ["Stap drie: pas op het laatst opschrijven"],
        ("vragenlijst.nl", "vragenlijst.sv"): ["En na afloop?"],
    },
    "final": {
        ("teatro.it", "teatro.sv"): ["La sera in cui tacque"],
        ("bezorgers.nl", "bezorgers.en"): ["De app"],
    },
}
"""The headings of the sections that the second of two translations lacks; everything else has its counterpart."""


def main(part: str) -> None:
    """Entry of the command."""
    encoder = open_embedded_encoder(Settings().cache)
    articles = read_related(part) + read_bundled() + read_noisy(part)
    random.Random(0).shuffle(articles)  # noqa: S311 - statistics, not secrets
    with tempfile.TemporaryDirectory() as folder:
        library = open_library(Path(folder))
        relator = Relator(library, encoder)
        saved: dict[int, KnownArticle] = {}
        for each in articles:
            identifier = each.save(library)
            saved[identifier] = each
            relator.relate(identifier)
        figures = {
            "articles": len(articles),
            "translations": translations(library, saved),
            "sections": sections(library, saved, MISSING[part]),
            "near_copies": {**copies_in_the_set(library, saved), **made_copies(relator, saved)},
        }
    record(f"relations-{part}", figures, (RELATED / part).glob("*.md"))


def translations(library: Library, saved: dict[int, KnownArticle]) -> dict[str, Any]:
    """Which articles have come into one family by rule, for each pair of languages, and what was left to editors.

    Copies of an article that is linked itself have no place of their own in the family: they do not count.
    """
    copies = {each.article for each in library.relations.all() if each.kind is not RelationKind.TRANSLATION}
    counts: dict[str, Counter[str]] = {}
    for one, other in combinations([each for each in saved if each not in copies], 2):
        mine, theirs = saved[one], saved[other]
        if mine.language is theirs.language:
            continue
        linked = library.articles.get(one).translation_key == library.articles.get(other).translation_key
        true = mine.family == theirs.family
        pair = counts.setdefault("-".join(sorted((mine.language, theirs.language))), Counter())
        pair["pairs"] += true
        pair["found"] += true and linked
        pair["wrong"] += linked and not true
    proposed = [
        each
        for each in library.relations.proposed()
        if each.kind is RelationKind.TRANSLATION and not {each.article, each.other} & copies
    ]
    right = sum(saved[each.article].family == saved[each.other].family for each in proposed)
    counts["all"] = sum(counts.values(), Counter())
    shown = {pair: _rates(counts[pair]) for pair in sorted(counts, key=lambda pair: (pair == "all", pair))}
    return {**shown, "proposed_to_editors": {"right": right, "wrong": len(proposed) - right}}


def _rates(counts: Counter[str]) -> dict[str, float]:
    linked = counts["found"] + counts["wrong"]
    return {
        "pairs": counts["pairs"],
        "linked": linked,
        "precision": round(counts["found"] / linked, 4) if linked else 1.0,
        "recall": round(counts["found"] / counts["pairs"], 4) if counts["pairs"] else 1.0,
    }


def sections(
    library: Library, saved: dict[int, KnownArticle], missing: dict[tuple[str, str], list[str]]
) -> dict[str, Any]:
    """Which sections are said to be missing on the other side, where it is known which are."""
    ids = {each.name: identifier for identifier, each in saved.items()}
    counts: Counter[str] = Counter()
    for (one, other), headings in missing.items():
        alignment = library.relations.alignment(ids[one], ids[other])
        if alignment is None:
            counts["pairs_not_aligned"] += 1
            continue
        text = saved[ids[one]].text
        lacking = {_heading(text, each.here) for each in alignment.sections if each.here and each.there is None}
        counts["pairs"] += 1
        counts["sections"] += len(cut_sections(text))
        counts["missing"] += len(headings)
        counts["found"] += len(lacking & set(headings))
        counts["wrongly_missing"] += len(lacking - set(headings))
        counts["wrongly_missing"] += sum(each.here is None for each in alignment.sections)
    return dict(counts)


def _heading(text: str, span: Span) -> str:
    return text[slice(*span)].partition("\n")[0].lstrip("# ")


def copies_in_the_set(library: Library, saved: dict[int, KnownArticle]) -> dict[str, Any]:
    """The copies and new versions among the articles themselves: all pairs of one family in one language."""
    true = {
        (one, other)
        for one, other in combinations(saved, 2)
        if saved[one].family == saved[other].family and saved[one].language is saved[other].language
    }
    found = {
        (each.other, each.article)
        for each in library.relations.all()
        if each.kind is not RelationKind.TRANSLATION and each.state is not RelationState.REJECTED
    }
    return {"pairs": len(true), "found": len(true & found), "wrong": len(found - true)}


def made_copies(relator: Relator, saved: dict[int, KnownArticle]) -> dict[str, Any]:
    """Copies made by code of every article: is the original found, and nothing but copies of it?"""
    chance = random.Random(1)  # noqa: S311
    shown = {}
    for kind, variants in _variants(list(saved.values()), chance).items():
        counts: Counter[str] = Counter()
        for article, text in variants:
            hits = relator.near_copies(text, article.language)
            counts["copies"] += 1
            counts["found"] += any(saved[hit].family == article.family for hit, _ in hits)
            counts["wrong"] += sum(saved[hit].family != article.family for hit, _ in hits)
        shown[kind] = {
            "recall": round(counts["found"] / counts["copies"], 4),
            "precision": round(counts["found"] / max(counts["found"] + counts["wrong"], 1), 4),
        }
    return {"likeness_from": LIKELY, **shown}


def _variants(articles: list[KnownArticle], chance: random.Random) -> dict[str, list[tuple[KnownArticle, str]]]:
    words = {
        language: [word for each in articles if each.language is language for word in each.text.split()]
        for language in {each.language for each in articles}
    }
    paragraphs = {
        each.name: max(
            chance.choice(
                [other for other in articles if other.family != each.family and other.language is each.language]
            ).text.split("\n\n"),
            key=len,
        )
        for each in articles
    }
    made: dict[str, list[tuple[KnownArticle, str]]] = {}
    for share in EDITED:
        for run in (1, 5):
            made[f"{share:.0%} of words changed, {run} in a row"] = [
                (each, _edited(each.text, words[each.language], share, run, chance)) for each in articles
            ]
    made["a paragraph added"] = [(each, f"{each.text}\n\n{paragraphs[each.name]}") for each in articles]
    made["another title"] = [
        (each, f"# {' '.join(chance.sample(words[each.language], 6))}\n\n{each.text}") for each in articles
    ]
    return made


def _edited(text: str, words: list[str], share: float, run: int, chance: random.Random) -> str:
    """The text with this share of its words changed into others of its language, so many in a row."""
    given = text.split(" ")
    starts = range(0, len(given), run)
    for start in chance.sample(starts, round(share * len(starts))):
        for place in range(start, min(start + run, len(given))):
            given[place] = chance.choice(words)
    return " ".join(given)


if __name__ == "__main__":
    main(*sys.argv[1:2] or ["development"])
