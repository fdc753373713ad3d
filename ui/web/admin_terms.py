"""For administrators: the topics and the glossary, to be looked through, downloaded, and replaced by a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from html import escape
from typing import TypeVar

import streamlit as st

from corpus.errors import MentorbaseError
from corpus.glossary import Concept
from corpus.glossary_file import format_glossary, read_glossary
from corpus.language import Language
from corpus.topic import Topic
from corpus.topic_file import format_topics, read_topics
from ui.desk import Desk
from ui.translator import Translator
from ui.web.frame import show_notice
from ui.web.resources import shared_service
from ui.web.told import act
from ui.web.upload_box import empty_upload_box, show_upload_box

_TOPICS, _GLOSSARY = "topics-file", "glossary-file"
_Entry = TypeVar("_Entry", Topic, Concept)
_LARGEST = 2 * 1024 * 1024


def show_terms(translator: Translator, desk: Desk) -> None:
    """Topics, then the glossary."""
    _show_topics(translator, desk)
    _show_glossary(translator, desk)


def _show_topics(translator: Translator, desk: Desk) -> None:
    service = shared_service()
    present, counts = service.topics(), service.articles_by_topic()
    with st.container(key="taxonomy", gap="xsmall"):
        st.html(f"<h2>{escape(translator.gettext('Topics'))}</h2>")
        rows = (
            (
                each.names[translator.language],
                translator.ngettext("{count} article", "{count} articles", counts[each.id]),
            )
            for each in present
        )
        number = translator.ngettext("{count} topic", "{count} topics", len(present))
        _show_list(number, rows)
        _show_download(translator, "topics.toml", format_topics(present))
        if (given := _read_upload(translator, _TOPICS, read_topics, present)) is None:
            return
        gone = [each for each in present if each.id not in {other.id for other in given}]
        new = [each for each in given if each.id not in {other.id for other in present}]
        changed = [each for each in given if each not in present and each not in new]
        lines = _told_changes(
            translator, *(map(partial(_topic_name, translator), some) for some in (new, changed, gone))
        )
        lost = [each for each in gone if counts[each.id]]
        lines += [
            translator.ngettext(
                "{count} article loses a topic that goes.",
                "{count} articles lose a topic that goes.",
                sum(counts[each.id] for each in lost),
            )
        ] * bool(lost)
        replace = partial(desk.replace_topics, given, confirmed=True)
        _ask(translator, _TOPICS, lines, translator.gettext("Replace the topics"), replace)


def _show_glossary(translator: Translator, desk: Desk) -> None:
    present = shared_service().glossary()
    with st.container(key="glossary", gap="xsmall"):
        text = translator.gettext("Words that mean the same in the four languages; search knows them by it.")
        st.html(f"<h2>{escape(translator.gettext('Glossary'))}</h2><p class='quiet'>{escape(text)}</p>")
        rows = ((_concept_name(translator, each), " · ".join(_other_words(translator, each))) for each in present)
        _show_list(translator.ngettext("{count} concept", "{count} concepts", len(present)), rows)
        _show_download(translator, "glossary.toml", format_glossary(present))
        if (given := _read_upload(translator, _GLOSSARY, read_glossary, present)) is None:
            return
        gone = [each for each in present if each.id not in {other.id for other in given}]
        new = [each for each in given if each.id not in {other.id for other in present}]
        changed = [each for each in given if each not in present and each not in new]
        names = (map(partial(_concept_name, translator), some) for some in (new, changed, gone))
        lines = _told_changes(translator, *names)
        replace = partial(desk.replace_glossary, given)
        _ask(translator, _GLOSSARY, lines, translator.gettext("Replace the glossary"), replace)


def _show_list(summary: str, rows: Iterable[tuple[str, str]]) -> None:
    items = "".join(f"<tr><td>{escape(one)}</td><td class='quiet'>{escape(two)}</td></tr>" for one, two in rows)
    st.html(
        f"<details class='terms'><summary>{escape(summary)}</summary><table class='files'>{items}</table></details>"
    )


def _show_download(translator: Translator, name: str, text: str) -> None:
    hint = translator.gettext("To change them, download the file, edit it, and hand it in.")
    st.html(f"<p class='quiet'>{escape(hint)}</p>")
    label = translator.gettext("Download {name}", name=name)
    st.download_button(label, text, name, "application/toml", key=f"download-{name}", on_click="ignore")


def _read_upload(
    translator: Translator, name: str, read: Callable[[str], list[_Entry]], present: list[_Entry]
) -> list[_Entry] | None:
    """What a file holds that was handed in; where it cannot be read or is nothing else than `present`, that is told."""
    file = show_upload_box(translator, name, "toml", _LARGEST)
    if file is None:
        return None
    try:
        given = read(file.getvalue().decode("utf-8"))
        if given != present:
            return given
        show_notice(translator.gettext("This is what is here already: there is nothing to replace."), "", level=3)
        return None
    except MentorbaseError as error:
        told = translator.message(error)
        if (faults := told.partition("\n")[2]) != "":
            told = f"\n{faults}"  # all of them in the list: the heading says what the first line does
    except UnicodeDecodeError:
        told = translator.gettext("It is no text in UTF-8. Save it anew, as UTF-8.")
    show_notice(translator.gettext("This file cannot be taken as it is."), told, level=3)
    return None


def _told_changes(translator: Translator, new: Iterable[str], changed: Iterable[str], gone: Iterable[str]) -> list[str]:
    lines = []
    if names := list(new):
        lines.append(translator.gettext("New: {names}", names=", ".join(names)))
    if names := list(changed):
        lines.append(translator.gettext("Changed: {names}", names=", ".join(names)))
    if names := list(gone):
        lines.append(translator.gettext("Goes: {names}", names=", ".join(names)))
    return lines or [translator.gettext("Nothing would change but the order.")]


def _ask(translator: Translator, name: str, lines: list[str], label: str, replace: Callable[[], object]) -> None:
    items = "".join(f"<p>{escape(line)}</p>" for line in lines)
    st.html(f"<section class='notice' role='status'>{items}</section>")
    st.button(label, key=f"replace-{name}", type="primary", on_click=_replace, args=(translator, name, replace))


def _replace(translator: Translator, name: str, replace: Callable[[], object]) -> None:
    act(replace, translator.gettext("It is replaced."))
    empty_upload_box(name)


def _topic_name(translator: Translator, topic: Topic) -> str:
    return topic.names[translator.language]


def _concept_name(translator: Translator, concept: Concept) -> str:
    terms = concept.terms.get(translator.language) or next(iter(concept.terms.values()))
    return terms[0]


def _other_words(translator: Translator, concept: Concept) -> list[str]:
    own = concept.terms.get(translator.language, ())[1:]
    others = (concept.terms[each][0] for each in Language if each is not translator.language and each in concept.terms)
    return list(dict.fromkeys([*own, *others]))
