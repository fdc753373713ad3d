"""Phrases of the coverage board and of translating, in the editor's language."""

from __future__ import annotations

from corpus.language import Language
from ui.coverage import Cell, CellState, Lag
from ui.translator import Translator

_FEW_NAMES = 2


def state_name(translator: Translator, state: CellState) -> str:
    """How an article stands in a language."""
    names = {
        CellState.LIVE: translator.gettext("Published"),
        CellState.OUTDATED: translator.gettext("Out of date"),
        CellState.DRAFT: translator.gettext("Draft"),
        CellState.MISSING: translator.gettext("Missing"),
    }
    return names[state]


def view_name(translator: Translator, state: CellState | None) -> str:
    """What the articles with something in a state are called together."""
    names = {
        None: translator.gettext("All"),
        CellState.LIVE: translator.gettext("Published"),
        CellState.MISSING: translator.gettext("To translate"),
        CellState.DRAFT: translator.gettext("Drafts"),
        CellState.OUTDATED: translator.gettext("To bring up to date"),
    }
    return names[state]


def translate_label(translator: Translator, language: Language) -> str:
    """What translating into a language is called."""
    return translator.gettext("Translate into {language}", language=translator.language_name(language))


def work_label(translator: Translator, cell: Cell) -> str:
    """What there is to do about a cell."""
    if cell.state is CellState.MISSING:
        return translate_label(translator, cell.language)
    if cell.lags:
        return translator.gettext("Bring up to date")
    return translator.gettext("Go on translating")


def asked_sentence(translator: Translator, cell: Cell) -> str:
    """How often readers have asked for it; empty when none has."""
    return translator.ngettext("Asked for once", "Asked for {count} times", cell.asked) if cell.asked else ""


def lag_sentence(translator: Translator, lag: Lag) -> str:
    """Which sections of another language have changed since."""
    language = translator.language_name(lag.language)
    named = [translator.gettext("“{heading}”", heading=each) for each in lag.sections if each]
    if not named:
        return translator.gettext("Changed in {language} since", language=language)
    shown = named if lag.count <= _FEW_NAMES + 1 else named[:_FEW_NAMES]
    if rest := lag.count - len(shown):
        shown = [*shown, translator.ngettext("{count} more section", "{count} more sections", rest)]
    return translator.gettext(
        "Changed in {language}: {sections}", language=language, sections=translator.listing(shown)
    )
