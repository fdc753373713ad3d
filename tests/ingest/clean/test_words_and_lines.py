from __future__ import annotations

import pytest

from ingest.clean.lexicon import evidence, opens
from ingest.clean.lines import line_kind
from ingest.clean.removal import Reason
from ingest.clean.seen import block_hash


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("12 marzo 2025 · 4 min di lettura", Reason.DATE),
        ("Publicerad den 3 april 2024", Reason.DATE),
        ("3 dagen geleden", Reason.DATE),
        ("Facebook | Twitter | LinkedIn", Reason.SHARE),
        ("#mentoring #lavoro #carriera", Reason.TAGS),
        ("© 2024 Het Voorbeeld", Reason.COPYRIGHT),
        ("Home | Nieuws | Over ons | Contact", Reason.MENU),
        ("Bussola Professionale › Crescita › Mentoring", Reason.SITE),
        ("Ask for ten minutes, not for a solution.", None),
        ("Vem är lämplig?", None),
        ("| Week | Task |", None),
    ],
)
def test_a_line_is_known_by_its_make(line: str, kind: Reason | None) -> None:
    assert line_kind(line) is kind


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Scarica l'eBook gratuito", Reason.PROMO),
        ("Vi använder cookies för att förbättra din upplevelse. Godkänn alla.", Reason.COOKIES),
        ("Meld je aan voor onze nieuwsbrief", Reason.NEWSLETTER),
        ("Story continues below advertisement", Reason.ADVERT),
    ],
)
def test_a_phrase_that_is_hardly_said_elsewhere_is_strong_evidence(text: str, reason: Reason) -> None:
    found = evidence(text)
    assert max(found, key=found.__getitem__) is reason
    assert found[reason] >= 2.5


def test_the_same_words_in_a_long_paragraph_weigh_less() -> None:
    phrase = "Sign up for our newsletter."
    long = f"{phrase} {'She told him what she had learnt from the people whom she had met. ' * 12}"
    assert evidence(long)[Reason.NEWSLETTER] < evidence(phrase)[Reason.NEWSLETTER] / 2


@pytest.mark.parametrize("heading", ["Leggi anche", "Lees ook", "Läs också", "You might also like"])
def test_a_heading_over_other_articles_is_known_in_each_language(heading: str) -> None:
    assert opens(heading) in (Reason.TEASER, Reason.RELATED)
    assert opens("Vragen om te stellen") is None


def test_a_block_is_known_again_whatever_its_digits_marks_and_capitals() -> None:
    assert block_hash("4 min read · Share!") == block_hash("12 MIN READ: share")
    assert block_hash("Share") != block_hash("Shares")
