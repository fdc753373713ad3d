"""The jobs of an editor's desk: how far each is, what became of its files, and what can be done about it."""

from __future__ import annotations

from collections import Counter
from html import escape
from urllib.parse import urlencode

import streamlit as st

from corpus.account import Account
from corpus.job import Job, JobKind, JobState
from ingest.report import FileReport, Outcome
from ui.desk import Desk
from ui.translator import Translator
from ui.web import address
from ui.web.editing_wording import dotted, outcome_name, saved_line
from ui.web.resources import shared_service
from ui.web.told import act
from ui.web.wording import capitalised

_MOST_SHOWN = 5
_FEW = 5  # files that are shown without a click
_SECONDS = 1.0
_CAN_GO_ON = (JobState.CANCELLED, JobState.FAILED, JobState.INTERRUPTED)


def show_jobs(translator: Translator, account: Account, kind: JobKind) -> None:
    """A card for each job of a kind, up to date while one runs; the page is shown again when one has ended.

    What golden questions have told, the page shows itself.
    """
    jobs = _jobs(kind)
    if not jobs:
        return
    is_moving = any(job.is_unfinished for job in jobs)
    st.session_state[_before(kind)] = [job.id for job in jobs if job.is_unfinished]
    cards = st.fragment(_show_cards, run_every=_SECONDS if is_moving else None)
    cards(translator, account, kind)


def _jobs(kind: JobKind) -> list[Job]:
    jobs = [job for job in shared_service().editing.jobs() if job.kind is kind]
    return [job for job in jobs if job.kind is not JobKind.GOLDEN or job.state is not JobState.DONE]


def _before(kind: JobKind) -> str:
    return f"unfinished-{kind}-jobs"


def _show_cards(translator: Translator, account: Account, kind: JobKind) -> None:
    jobs = _jobs(kind)
    unfinished = [job.id for job in jobs if job.is_unfinished]
    if unfinished != st.session_state.get(_before(kind), unfinished):
        st.rerun()
    desk = shared_service().desk(account)
    for job in jobs[:_MOST_SHOWN]:
        _show_card(translator, desk, job)


def _show_card(translator: Translator, desk: Desk, job: Job) -> None:
    reports = [] if job.kind is JobKind.GOLDEN else shared_service().editing.reports(job.id)
    with st.container(key=f"job-{job.id}", gap="xsmall"):
        meta = dotted([_state_name(translator, job), saved_line(translator, job.created, job.started_by)])
        st.html(
            f"<h2>{escape(_title(translator, job))}</h2><p class='quiet' role='status'>{meta}</p>"
            f"{_progress_html(translator, job)}{_summary_html(translator, reports)}"
        )
        with st.container(key=f"job-actions-{job.id}", horizontal=True, gap="small"):
            if job.is_unfinished:
                st.button(
                    translator.gettext("Stop"),
                    key=f"job-stop-{job.id}",
                    on_click=act,
                    args=(lambda: desk.cancel_job(job.id), _told_of_stopping(translator, job)),
                )
                return
            if job.state in _CAN_GO_ON:
                st.button(
                    translator.gettext("Go on"),
                    key=f"job-resume-{job.id}",
                    on_click=act,
                    args=(lambda: desk.resume_job(job.id), translator.gettext("It goes on.")),
                )
            if job.kind is JobKind.EXPORT:
                _show_download(translator, desk, job)
            st.button(
                translator.gettext("Put away"),
                key=f"job-away-{job.id}",
                type="tertiary",
                on_click=act,
                args=(lambda: desk.put_job_away(job.id), translator.gettext("The list is put away.")),
            )


def _show_download(translator: Translator, desk: Desk, job: Job) -> None:
    path = desk.exported(job.id)
    if path is None:
        return
    size = translator.size(path.stat().st_size)
    st.download_button(
        translator.gettext("Download ({size})", size=size),
        path.read_bytes,  # when it is asked for
        f"mentorbase-{job.created:%Y-%m-%d}.zip",
        "application/zip",
        key=f"job-download-{job.id}",
        on_click="ignore",
    )


def _told_of_stopping(translator: Translator, job: Job) -> str:
    if job.kind in (JobKind.TAKE_IN, JobKind.IMPORT):
        return translator.gettext("It stops. What is done stays.")
    return translator.gettext("It stops.")


def _title(translator: Translator, job: Job) -> str:
    if job.kind is JobKind.REINDEX:
        return translator.gettext("The search index is written anew")
    if job.kind is JobKind.EXPORT:
        return translator.gettext("The library as a file")
    if job.kind is JobKind.GOLDEN:
        return translator.gettext("The golden questions are asked")
    count, names = job.arguments["count"], job.arguments["names"]
    if count == 1:
        return str(names[0])
    return translator.ngettext("{count} file", "{count} files", count)


def _state_name(translator: Translator, job: Job) -> str:
    names = {
        JobState.WAITING: translator.gettext("Waits for its turn"),
        JobState.RUNNING: translator.gettext("Under way: you may leave this page"),
        JobState.DONE: translator.gettext("Done"),
        JobState.CANCELLED: translator.gettext("Stopped"),
        JobState.FAILED: translator.gettext("Did not work"),
        JobState.INTERRUPTED: translator.gettext("Cut off, because Mentorbase was restarted"),
    }
    return names[job.state]


def _progress_html(translator: Translator, job: Job) -> str:
    if not job.is_unfinished:
        trouble = f"<p class='job-trouble'>{escape(translator.message(job.trouble))}</p>" if job.trouble else ""
        return trouble + _left_html(translator, job)
    label = translator.gettext("{done} of {total}", done=job.done, total=job.total) if job.total else ""
    value = f" value='{job.done}'" if job.done else ""
    return f"<p class='job-bar'><progress max='{max(job.total, 1)}'{value}></progress> <span>{escape(label)}</span></p>"


def _left_html(translator: Translator, job: Job) -> str:
    """What an import that was cut off has left behind, and what to do."""
    if job.kind is not JobKind.IMPORT or job.state not in _CAN_GO_ON or not job.total:
        return ""
    told = translator.gettext(
        "{done} of {total} articles have come in, each of them whole, and they stay. Go on to bring in the rest, and "
        "how articles belong together.",
        done=job.done,
        total=job.total,
    )
    return f"<p>{escape(told)}</p>"


def _summary_html(translator: Translator, reports: list[FileReport]) -> str:
    if not reports:
        return ""
    counts = Counter(report.status for report in reports)
    told = [f"{capitalised(outcome_name(translator, each))}: {counts[each]}" for each in Outcome if counts[each]]
    refused = "".join(_row_html(translator, each) for each in reports if each.status is Outcome.REJECTED)
    rows = "".join(_row_html(translator, each) for each in reports if each.status is not Outcome.REJECTED)
    open_first = " open" if len(reports) <= _FEW else ""
    others = f"<details{open_first}><summary>{dotted(told)}</summary><table class='files'>{rows}</table></details>"
    return others + (f"<table class='files'>{refused}</table>" if refused else "")


def _row_html(translator: Translator, report: FileReport) -> str:
    title = escape(report.title or report.source)
    if report.article is not None:
        href = f"review?{urlencode(address.to_article(report.article))}"
        title = f"<a href='{escape(href)}' target='_self'>{title}</a>"
    reason = f"<br><span class='quiet'>{escape(translator.message(report.reason))}</span>"
    told = reason if report.status is Outcome.REJECTED else ""
    lang = f" lang='{report.language}'" if report.language else ""
    return f"<tr><td{lang}>{title}{told}</td><td>{escape(outcome_name(translator, report.status))}</td></tr>"
