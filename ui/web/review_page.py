"""What ingest did with an article, and what an editor decides about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from html import escape
from itertools import groupby

import streamlit as st

from corpus.account import Role
from corpus.article import ArticleStatus
from corpus.difference import difference
from corpus.errors import UnknownArticleError
from corpus.language import Language
from corpus.relation import Relation, RelationKind, RelationState
from corpus.topic import TopicState
from ingest.review import ReviewedBlock, Standing
from ui.coverage import Wanted
from ui.desk import Desk
from ui.editing import Review, ReviewedRelation
from ui.translator import Translator
from ui.web import address
from ui.web.difference_html import difference_html
from ui.web.editing_wording import (
    dotted,
    language_name,
    reason_name,
    relation_sentence,
    saved_line,
    status_name,
)
from ui.web.frame import session_translator, show_notice
from ui.web.resources import shared_service
from ui.web.safe_markdown import article_html, label_of
from ui.web.signed_in import require
from ui.web.told import act, show_told
from ui.web.wording import capitalised

_FEW_TOGETHER = 3  # removed blocks that follow each other; more are folded
_LONGEST_SHOWN = 400
_SECONDS = 1.5


def _show() -> None:
    translator = session_translator()
    account = require(Role.EDITOR, translator)
    review = _review(address.article())
    if review is None:
        show_notice(translator.gettext("This article is not here."), "", level=1)
        return
    desk = shared_service().desk(account)
    st.set_page_config(page_title=f"{review.revision.content.title} · Mentorbase")
    with st.container(key="workplace"):
        with st.container(key="way-back", width="content"):
            st.page_link(address.EDIT_PAGE, label=translator.gettext("Editors’ desk"), query_params=address.to_page())
        _show_head(translator, review)
        _show_actions(translator, desk, review)
        with st.container(key="review-columns"):
            with st.container(key="review-panel", gap="medium"):
                _show_language(translator, desk, review)
                _show_topics(translator, desk, review)
                _show_questions(translator, desk, review)
                _show_details(translator, review)
            with st.container(key="review-text", gap="small"):
                _show_what_goes_on(translator)
                _show_relations(translator, desk, review)
                _show_text(translator, desk, review)
    show_told(translator)


def _review(identifier: int | None) -> Review | None:
    if identifier is None:
        return None
    try:
        return shared_service().editing.review(identifier)
    except UnknownArticleError:
        return None


# What it is, and what can be done with it


def _show_head(translator: Translator, review: Review) -> None:
    revision, article = review.revision, review.article
    status = status_name(translator, article.status)
    if article.status is ArticleStatus.LIVE and not revision.is_live:
        status = translator.gettext("Published, with changes that readers don’t see yet")
    parts = [status, article.source, saved_line(translator, revision.created, revision.saved_by)]
    st.html(
        f"<header class='article-head'><h1 lang='{review.language or ''}'>{escape(revision.content.title)}</h1>"
        f"<p class='quiet'>{dotted(parts)}</p></header>"
    )


def _show_actions(translator: Translator, desk: Desk, review: Review) -> None:
    article, identifier = review.article, review.article.id
    title = review.revision.content.title
    with st.container(key="review-actions", horizontal=True, vertical_alignment="center", gap="small"):
        if article.status is ArticleStatus.DELETED:
            st.button(
                translator.gettext("Restore"),
                key="restore",
                type="primary",
                on_click=act,
                args=(
                    lambda: desk.restore(identifier),
                    translator.gettext("“{title}” is back.", title=title),
                    lambda _: desk.delete(identifier),
                ),
            )
            return
        if not review.revision.is_live:
            st.button(
                translator.gettext("Publish"),
                key="publish",
                type="primary",
                disabled=review.language is None,
                help=translator.gettext("Choose the language first.") if review.language is None else None,
                on_click=act,
                args=(
                    lambda: desk.publish(identifier, review.language, after=review.revision.number),
                    translator.gettext("“{title}” is published. Readers find it in a moment.", title=title),
                    lambda before: desk.show(identifier, before),
                ),
            )
        with st.container(key="go-write", width="content"):
            st.page_link(
                address.WRITE_PAGE,
                label=translator.gettext("Edit the text"),
                query_params=address.to_article(identifier),
            )
        with st.container(key="go-history", width="content"):
            st.page_link(
                address.HISTORY_PAGE,
                label=translator.gettext("History"),
                query_params=address.to_article(identifier),
            )
        with st.container(key="go-translations", width="content"):
            st.page_link(
                address.TRANSLATIONS_PAGE,
                label=translator.gettext("Translations"),
                query_params=address.to_coverage(Wanted(words=title)),
            )
        if article.status is ArticleStatus.LIVE:
            with st.container(key="go-article", width="content"):
                st.page_link(
                    address.ARTICLE_PAGE,
                    label=translator.gettext("As readers see it"),
                    query_params=address.to_article(identifier),
                )
            st.button(
                translator.gettext("Unpublish"),
                key="unpublish",
                type="tertiary",
                on_click=act,
                args=(
                    lambda: desk.unpublish(identifier),
                    translator.gettext("“{title}” is a draft again.", title=title),
                    lambda before: desk.show(identifier, before),
                ),
            )
        st.button(
            translator.gettext("Delete"),
            key="delete",
            type="tertiary",
            on_click=act,
            args=(
                lambda: desk.delete(identifier),
                translator.gettext("“{title}” is in the bin.", title=title),
                lambda _: desk.restore(identifier),
            ),
        )


# The panel


def _show_language(translator: Translator, desk: Desk, review: Review) -> None:
    identifier, number = review.article.id, review.revision.number
    key = f"language-{identifier}-{number}"

    def choose() -> None:
        chosen, before = st.session_state[key], review.language
        told = translator.gettext("The language is {language} now.", language=translator.language_name(chosen))
        undo = (lambda _: desk.set_language(identifier, before)) if before else None
        act(lambda: desk.set_language(identifier, chosen, after=number), told, undo)

    with st.container(key="panel-language", gap="xsmall"):
        st.selectbox(
            translator.gettext("Language"),
            list(Language),
            format_func=lambda each: language_name(translator, each),
            index=list(Language).index(review.language) if review.language else None,
            placeholder=translator.gettext("Choose the language"),
            key=key,
            on_change=choose,
        )
        st.html(f"<p class='quiet'>{escape(_guess_sentence(translator, review))}</p>")


def _guess_sentence(translator: Translator, review: Review) -> str:
    guess = review.guess
    if guess.language is None:
        return translator.gettext("Mentorbase cannot tell in which of the four languages this is.")
    return translator.gettext(
        "By its words it is {language} ({share}).",
        language=translator.language_name(guess.language),
        share=translator.share(guess.confidence),
    )


def _show_topics(translator: Translator, desk: Desk, review: Review) -> None:
    identifier = review.article.id
    names = {topic.id: topic.names[translator.language] for topic in shared_service().topics()}
    given = {each.topic: each for each in review.topics if each.topic in names}
    key = f"topics-{identifier}"
    st.session_state[key] = list(given)

    def name(topic: str) -> str:
        each = given.get(topic)
        if each is None or each.state is TopicState.ACCEPTED:
            return names[topic]
        return f"{names[topic]} · {translator.share(each.score)}?"

    def choose() -> None:
        chosen = set(st.session_state[key])
        for topic in chosen - set(given):
            told = translator.gettext("It is about “{topic}” now.", topic=names[topic])
            act(
                partial(desk.add_topic, identifier, topic),
                told,
                _ignoring(partial(desk.remove_topic, identifier, topic)),
            )
        for topic in set(given) - chosen:
            told = translator.gettext("It is no longer about “{topic}”.", topic=names[topic])
            act(
                partial(desk.remove_topic, identifier, topic),
                told,
                _ignoring(partial(desk.add_topic, identifier, topic)),
            )

    def confirm() -> None:
        for each in proposed:
            act(partial(desk.add_topic, identifier, each.topic), translator.gettext("The topics are confirmed."))

    proposed = [each for each in given.values() if each.state is TopicState.PROPOSED]
    with st.container(key="panel-topics", gap="xsmall"):
        st.multiselect(
            translator.gettext("Topics"),
            list(names),
            format_func=name,
            placeholder=translator.gettext("Add a topic"),
            key=key,
            on_change=choose,
        )
        if proposed:
            st.html(f"<p class='quiet'>{escape(translator.gettext('Those with a question mark are proposals.'))}</p>")
            st.button(translator.gettext("They are right"), key="confirm-topics", on_click=confirm)


def _ignoring(undo: Callable[[], object]) -> Callable[[object], object]:
    """The same for `act`, which hands on what an action has returned."""
    return lambda _: undo()


def _show_questions(translator: Translator, desk: Desk, review: Review) -> None:
    identifier, number = review.article.id, review.revision.number
    label = escape(translator.gettext("Questions that it answers"))
    with st.container(key="panel-questions", gap="xsmall"):
        if review.questions:
            items = "".join(f"<li>{escape(each)}</li>" for each in review.questions)
            st.html(f"<h2>{label}</h2><ul lang='{review.language or ''}'>{items}</ul>")
        else:
            hint = escape(translator.gettext("None yet. Edit the text to write down what readers would ask."))
            st.html(f"<h2>{label}</h2><p class='quiet'>{hint}</p>")
        if not review.asked:
            return
        told = translator.gettext("Readers asked this and found it answered here. Add what it really answers:")
        st.html(f"<p class='quiet'>{escape(told)}</p>")
        for place, question in enumerate(review.asked):
            st.button(
                label_of(question),
                key=f"add-question-{place}",
                icon=":material/add:",
                wrap=True,
                on_click=act,
                args=(
                    partial(desk.add_question, identifier, question, after=number),
                    translator.gettext("It answers “{question}” now.", question=question),
                    _ignoring(partial(desk.restore_revision, identifier, number)),
                ),
            )


def _show_details(translator: Translator, review: Review) -> None:
    details = review.revision.content.details
    labels = {
        "author": translator.gettext("Author"),
        "date": translator.gettext("Date"),
        "summary": translator.gettext("Summary"),
    }
    rows = "".join(
        f"<dt>{escape(label)}</dt><dd lang='{review.language or ''}'>{escape(_as_text(translator, details[name]))}</dd>"
        for name, label in labels.items()
        if details.get(name)
    )
    if rows:
        st.html(f"<dl class='details'>{rows}</dl>")


def _as_text(translator: Translator, value: str | list[str]) -> str:
    return value if isinstance(value, str) else translator.listing(value)


# Relations


def _show_what_goes_on(translator: Translator) -> None:
    """That topics and relations are still looked for; the page is shown again when they are there."""
    follow_up = shared_service().editing.follow_up
    if not follow_up.is_busy:
        return

    def look() -> None:
        if not follow_up.is_busy:
            st.rerun()
        told = translator.gettext("Topics and related articles are still being looked for …")
        st.html(f"<p class='quiet' role='status'>{escape(told)}</p>")

    st.fragment(look, run_every=_SECONDS)()


def _show_relations(translator: Translator, desk: Desk, review: Review) -> None:
    for reviewed in review.relations:
        _show_relation(translator, desk, review, reviewed)


def _show_relation(translator: Translator, desk: Desk, review: Review, reviewed: ReviewedRelation) -> None:
    relation, other = reviewed.relation, reviewed.other
    is_open = relation.state is RelationState.PROPOSED
    heading = relation_sentence(translator, relation.kind, relation.state)
    share = f" · {translator.share(relation.score)}" if is_open else ""
    with st.container(key=f"relation-{relation.id}", gap="xsmall"):
        with st.container(key=f"relation-head-{relation.id}", horizontal=True, vertical_alignment="center"):
            with st.container(key=f"relation-title-{relation.id}", gap=None):
                st.html(f"<p class='quiet'>{escape(heading + share)}</p>")
                st.page_link(
                    address.REVIEW_PAGE,
                    label=f"{label_of(other.title)} ({language_name(translator, other.language)})",
                    query_params=address.to_article(other.id),
                )
            if is_open:
                st.button(
                    _accept_label(translator, relation.kind),
                    key=f"accept-{relation.id}",
                    on_click=act,
                    args=(
                        lambda: desk.accept_relation(relation.id),
                        translator.gettext("It is done."),
                        lambda families: desk.reopen_relation(relation.id, families),
                    ),
                )
            st.button(
                _reject_label(translator, relation),
                key=f"reject-{relation.id}",
                type="tertiary",
                on_click=act,
                args=(
                    lambda: desk.reject_relation(relation.id),
                    translator.gettext("They stay two articles that have nothing to do with each other."),
                    (lambda _: desk.reopen_relation(relation.id)) if is_open else None,
                ),
            )
        if is_open:
            with st.expander(translator.gettext("Read both"), key=f"compare-{relation.id}"):
                st.html(_both_html(translator, review, reviewed))


def _accept_label(translator: Translator, kind: RelationKind) -> str:
    labels = {
        RelationKind.TRANSLATION: translator.gettext("Link them"),
        RelationKind.NEAR_COPY: translator.gettext("Put the copy into the bin"),
        RelationKind.NEW_VERSION: translator.gettext("Take the new text over"),
    }
    return labels[kind]


def _reject_label(translator: Translator, relation: Relation) -> str:
    if relation.state is RelationState.ACCEPTED and relation.kind is RelationKind.TRANSLATION:
        return translator.gettext("Undo the link")
    return translator.gettext("They are two articles")


def _both_html(translator: Translator, review: Review, reviewed: ReviewedRelation) -> str:
    """A translation stands beside its article; of a copy, what is different is marked."""
    mine, other = review.revision.content, reviewed.other
    if reviewed.relation.kind is not RelationKind.TRANSLATION:
        is_later = reviewed.relation.article == review.article.id
        texts = (other.text, mine.text) if is_later else (mine.text, other.text)
        return difference_html(translator, difference(*texts), review.language or "")
    sides = ((mine.title, mine.text, review.language), (other.title, other.text, other.language))
    columns = "".join(
        f"<div class='article' lang='{language or ''}'><h3>{escape(title)}</h3>{article_html(text).html}</div>"
        for title, text, language in sides
    )
    return f"<div class='read-both'>{columns}</div>"


# The text


def _show_text(translator: Translator, desk: Desk, review: Review) -> None:
    removed = len(review.revision.content.removed)
    doubtful = len(review.revision.content.doubtful)
    parts = []
    if removed:
        parts.append(translator.ngettext("{count} block was taken out", "{count} blocks were taken out", removed))
    if doubtful:
        parts.append(translator.ngettext("{count} block is doubtful", "{count} blocks are doubtful", doubtful))
    told = dotted(parts) if parts else escape(translator.gettext("Nothing was taken out of it."))
    st.html(f"<div class='text-head'><h2>{escape(translator.gettext('Text'))}</h2><p class='quiet'>{told}</p></div>")
    if review.revision.content.question and review.language:
        question = translator.message(review.revision.content.question)
        show_notice(translator.gettext("A question for you"), question)
    for number, (standing, run) in enumerate(groupby(review.blocks, lambda block: block.standing)):
        blocks = list(run)
        if standing is Standing.REMOVED:
            _show_removed(translator, desk, review, blocks)
        elif standing is Standing.DOUBTFUL:
            for block in blocks:
                _show_doubtful(translator, desk, review, block)
        elif text := "".join(block.text for block in blocks).strip():
            lang = blocks[0].reason if standing is Standing.FOREIGN else review.language or ""
            with st.container(key=f"kept-{number}"):
                st.html(f"<div class='article {standing}' lang='{escape(lang)}'>{article_html(text).html}</div>")


def _show_removed(translator: Translator, desk: Desk, review: Review, blocks: Sequence[ReviewedBlock]) -> None:
    if len(blocks) <= _FEW_TOGETHER:
        for block in blocks:
            _show_removed_block(translator, desk, review, block)
        return
    reasons = list(dict.fromkeys(reason_name(translator, block.reason) for block in blocks))
    count = translator.ngettext("{count} block was taken out here", "{count} blocks were taken out here", len(blocks))
    with st.expander(f"{count}: {', '.join(reasons)}", key=f"removed-from-{blocks[0].number}"):
        for block in blocks:
            _show_removed_block(translator, desk, review, block)


def _show_removed_block(translator: Translator, desk: Desk, review: Review, block: ReviewedBlock) -> None:
    identifier, number = review.article.id, review.revision.number
    reason = capitalised(reason_name(translator, block.reason))
    with st.container(key=f"removed-{block.number}", horizontal=True, vertical_alignment="top", gap="small"):
        st.html(
            f"<p class='reason'>{escape(reason)}</p>"
            f"<del lang='{review.language or ''}'>{escape(_shortened(block.text))}</del>"
        )
        st.button(
            translator.gettext("Put back"),
            key=f"put-back-{block.number}",
            on_click=act,
            args=(
                lambda: desk.put_back(identifier, block.number, after=number),
                translator.gettext("The block is in the text again."),
                lambda _: desk.restore_revision(identifier, number, after=number + 1),
            ),
        )


def _show_doubtful(translator: Translator, desk: Desk, review: Review, block: ReviewedBlock) -> None:
    identifier, number = review.article.id, review.revision.number
    reason = translator.gettext("In doubt: {reason}?", reason=reason_name(translator, block.reason))
    with st.container(key=f"doubtful-{block.number}", horizontal=True, vertical_alignment="top", gap="small"):
        st.html(
            f"<p class='reason'>{escape(reason)}</p>"
            f"<div class='article' lang='{review.language or ''}'>{article_html(block.text).html}</div>"
        )
        with st.container(key=f"doubtful-actions-{block.number}", horizontal=True, width="content", gap="xsmall"):
            st.button(
                translator.gettext("Keep"),
                key=f"keep-{block.number}",
                on_click=act,
                args=(
                    lambda: desk.keep_block(identifier, block.number, after=number),
                    translator.gettext("The block belongs to the text."),
                    lambda _: desk.restore_revision(identifier, number, after=number + 1),
                ),
            )
            st.button(
                translator.gettext("Take out"),
                key=f"take-out-{block.number}",
                on_click=act,
                args=(
                    lambda: desk.take_out(identifier, block.number, after=number),
                    translator.gettext("The block is out of the text."),
                    lambda _: desk.restore_revision(identifier, number, after=number + 1),
                ),
            )


def _shortened(text: str) -> str:
    flat = "\n".join(line.strip() for line in text.strip().splitlines() if line.strip())
    return flat if len(flat) <= _LONGEST_SHOWN else f"{flat[:_LONGEST_SHOWN]}…"


_show()
