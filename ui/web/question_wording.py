"""What editors are told of a group of questions, in their language."""

from __future__ import annotations

from html import escape

from search.gaps import Gap, GapKind
from ui.asked_questions import QuestionGroup
from ui.translator import Translator


def gap_name(translator: Translator, kind: GapKind) -> str:
    """What is lacking, as the label of a group."""
    names = {
        GapKind.NOTHING: translator.gettext("Nothing in the library"),
        GapKind.DRAFT: translator.gettext("Only as a draft"),
        GapKind.LANGUAGE: translator.gettext("Only in another language"),
        GapKind.NONE: translator.gettext("Found by now"),
    }
    return names[kind]


def gap_sentence(translator: Translator, gap: Gap) -> str:
    """What is lacking, in a sentence, followed by the article's title where there is one."""
    live = translator.listing([translator.language_name(each) for each in gap.live_in])
    drafted = translator.listing([translator.language_name(each) for each in gap.drafted_in])
    if gap.kind is GapKind.NOTHING:
        return translator.gettext("No article answers this, and no draft either.")
    if gap.kind is GapKind.DRAFT:
        return translator.gettext("This draft would answer it, once it is published ({languages}):", languages=drafted)
    if gap.kind is GapKind.NONE:
        return translator.gettext("Search finds this now ({languages}):", languages=live)
    if gap.drafted_in:
        return translator.gettext(
            "Exists in {languages} only; a draft is there in {drafts}:", languages=live, drafts=drafted
        )
    return translator.gettext("Exists in {languages} only:", languages=live)


def asked_line(translator: Translator, group: QuestionGroup) -> str:
    """How often, in which languages and when last a group was asked, and how many wait for an answer, as HTML."""
    languages = translator.listing([translator.language_name(each) for each in group.languages])
    parts = [
        translator.ngettext("Asked once", "Asked {count} times", len(group.questions)),
        translator.gettext("in {languages}", languages=languages),
        translator.gettext("last on {day}", day=translator.date(group.newest.date())),
    ]
    if group.sent:
        parts.append(translator.ngettext("{count} sent to you", "{count} sent to you", len(group.sent)))
    return " <span aria-hidden='true'>·</span> ".join(f"<span>{escape(part)}</span>" for part in parts)


def questions_html(translator: Translator, group: QuestionGroup) -> str:
    """All questions of a group and what readers have added, to unfold; empty where there is nothing more to read."""
    if len(group.questions) == 1 and not group.questions[0].details:
        return ""
    items = []
    for each in group.questions:
        details = f" <q class='quiet'>{escape(each.details)}</q>" if each.details else ""
        items.append(f"<li><span lang='{each.language}'>{escape(each.question)}</span>{details}</li>")
    summary = translator.ngettext("The question", "All {count} questions", len(group.questions))
    return (
        f"<details class='why'><summary>{escape(summary)}</summary><ul>{''.join(dict.fromkeys(items))}</ul></details>"
    )
