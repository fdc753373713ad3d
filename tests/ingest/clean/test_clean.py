"""Cleaning with the real encoder, which tells an article from what stands around it."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus.library import BUNDLED_ARTICLES
from ingest.clean import Reason, block_hash, clean, restore
from ingest.reading.markdown import read_markdown
from ingest.repair import repair
from search.encoder import Encoder, open_embedded_encoder, open_plain_encoder
from tests.benchmarks.noisy_set import DEVELOPMENT, NoisyPage, read_pages

TITLE = "Wat een mentor niet hoeft te weten"
FIRST = (
    "Veel mentoren denken dat ze op elke vraag een antwoord moeten hebben. Dat is een misverstand: de mentee zoekt "
    "zelden een oplossing en bijna altijd iemand die meedenkt, de juiste vraag stelt en de stilte verdraagt."
)
SECOND = (
    "Spreek daarom bij de eerste ontmoeting af wat je niet zult doen. Je neemt geen beslissingen over, je belt de baas "
    "van je mentee niet op en je vertelt thuis niet wat je hebt gehoord. Schrijf het op, allebei."
)
HEADING = "Wat je wel doet"
LIST = "- vraag door\n- vat samen\n- kom terug op wat je vorige keer hebt beloofd"
LAST = (
    "Na een half jaar kijk je samen terug. Wat is er veranderd in het werk van je mentee, en wat bij jou? Een mentor "
    "die zelf niets heeft geleerd, heeft te veel gepraat."
)
CONTENT = [TITLE, FIRST, SECOND, HEADING, LIST, LAST]
COOKIES = "Deze website gebruikt cookies. Door verder te surfen ga je akkoord met ons cookiebeleid."
CARDS = (
    "Vergelijk nu de beste creditcards van dit jaar: geen jaarlijkse kosten, spaarpunten bij elke aankoop en een "
    "welkomstbonus van honderd euro voor nieuwe klanten."
)
PAGE = [
    "Home | Nieuws | Loopbaan | Contact",
    TITLE,
    "14 maart 2025 | Door Wietske Harkema",
    COOKIES,
    *CONTENT[1:],
    "Lees ook",
    "Tien fouten in je cv die niemand je vertelt",
    CARDS,
    "© 2025 Het Loopbaanblad. Alle rechten voorbehouden.",
]


@pytest.fixture(scope="module")
def encoder(model_cache: Path) -> Encoder:
    return open_plain_encoder(open_embedded_encoder(model_cache)).loaded()


def page(*blocks: str) -> str:
    return "\n\n".join(blocks)


def test_what_stands_around_an_article_goes_with_its_reason_and_the_article_stays(encoder: Encoder) -> None:
    cleaned = clean(page(*PAGE), encoder)
    assert cleaned.text == page(*CONTENT)
    assert restore(cleaned.text, cleaned.removed) == page(*PAGE)
    assert {block.reason for block in cleaned.removed} >= {Reason.DATE, Reason.COOKIES, Reason.COPYRIGHT, Reason.MENU}


def test_a_clean_text_loses_nothing_more(encoder: Encoder) -> None:
    assert clean(page(*CONTENT), encoder).removed == ()


def test_a_block_that_an_editor_has_put_back_stays(encoder: Encoder) -> None:
    cleaned = clean(page(*PAGE), encoder, keep={block_hash(CARDS), block_hash(COOKIES)})
    assert CARDS in cleaned.text
    assert COOKIES in cleaned.text
    assert not any(CARDS in cleaned.text[block.start : block.end] for block in cleaned.doubtful)


def test_what_the_file_marks_as_outside_goes_more_easily(encoder: Encoder) -> None:
    aside = "Vragen? Neem contact op met onze balie."
    blocks = [TITLE, FIRST, aside, SECOND, LAST]
    assert aside in clean(page(*blocks), encoder).text
    assert aside not in clean(page(*blocks), encoder, outside=[aside]).text


def test_another_article_that_is_glued_on_goes(encoder: Encoder) -> None:
    glued = [
        "Zo maak je de beste uiensoep",
        "Snijd een kilo uien in dunne ringen en bak ze in een ruime klont boter, op laag vuur, tot ze goudbruin zijn. "
        "Blus af met witte wijn en voeg een liter bouillon toe.",
        "Laat de soep drie kwartier zachtjes koken, verdeel hem over kommen, leg er geroosterd brood met kaas op en "
        "zet hem vijf minuten onder de grill.",
    ]
    assert clean(page(*CONTENT, *glued), encoder).text == page(*CONTENT)


class Everywhere:
    """Knows one block, from three other sources."""

    def __init__(self, block: str) -> None:
        self._hash = block_hash(block)

    def other_sources(self, block: str) -> int:
        return 3 if block == self._hash else 0


def test_what_other_sources_say_too_goes_even_without_an_encoder() -> None:
    slogan = "Wij drukken sinds jaar en dag wat u ons toevertrouwt."
    cleaned = clean(page(TITLE, FIRST, slogan, SECOND), None, seen=Everywhere(slogan))
    assert cleaned.text == page(TITLE, FIRST, SECOND)
    assert [block.reason for block in cleaned.removed] == [Reason.REPEATED]


def test_without_an_encoder_only_what_words_are_sure_of_goes() -> None:
    cleaned = clean(page(*PAGE), None)
    assert all(block in cleaned.text for block in CONTENT)
    assert COOKIES not in cleaned.text


@pytest.mark.parametrize("number", range(0, 24, 4))
def test_an_article_that_is_clean_keeps_every_word(encoder: Encoder, number: int) -> None:
    path = sorted(BUNDLED_ARTICLES.rglob("*.md"))[number]
    text = repair(read_markdown(path.read_bytes()).text)
    assert clean(text, encoder).text == text


@pytest.mark.parametrize("page", read_pages(DEVELOPMENT)[40::8], ids=lambda page: page.number)
def test_cleaning_again_takes_out_nothing_more(encoder: Encoder, page: NoisyPage) -> None:
    text = repair(page.text())
    cleaned = clean(text, encoder)
    assert cleaned.removed
    assert clean(cleaned.text, encoder).removed == ()
    assert restore(cleaned.text, cleaned.removed) == text
