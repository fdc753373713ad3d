"""Golden questions are tried as a job that no page waits for, and what came of it stays until it is out of date."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Event

import pytest

from corpus.account import Role
from corpus.job import JobKind, JobState
from corpus.language import Language
from search.filters import EVERYTHING, Filters
from search.result import SearchResult
from tests.ui.conftest import SignIn, SmallLibrary, Visit, html
from tests.ui.test_admin_page import part
from ui.golden_trials import GoldenResults
from ui.service import Service
from ui.web.resources import shared_service

FOUND, FOUND_THIRD = "book a meeting over coffee", "zebra"


@pytest.fixture
def service(small_library: SmallLibrary) -> Service:
    small_library.service.add_golden_question(FOUND, [small_library.ids["meeting-en.md"]])
    small_library.service.add_golden_question(FOUND_THIRD, [small_library.ids["paying-it.md"]])
    return small_library.service


def tried(service: Service) -> GoldenResults:
    service.editing.try_golden_questions(started_by="astrid")
    service.editing.join()
    return service.editing.golden_results()


def test_nothing_is_known_before_the_first_trial(service: Service) -> None:
    assert service.editing.golden_results() == GoldenResults()


def test_a_trial_tells_how_each_question_did_and_who_tried_it(service: Service) -> None:
    results = tried(service)
    # The answer to the second one comes third: 1 / log2(3 + 1).
    assert (results.ndcg_by_question, results.success_at_3) == ({1: 1.0, 2: 0.5}, 1.0)
    (job,) = service.editing.jobs()
    assert (job.kind, job.state, job.done, job.total) == (JobKind.GOLDEN, JobState.DONE, 2, 2)
    assert (results.tried, results.tried_by) == (job.ended, "astrid")


def test_a_new_trial_takes_the_place_of_the_one_before(service: Service) -> None:
    tried(service)
    service.remove_golden_question(2)
    assert tried(service).success_at_3 == 1
    assert [job.id for job in service.editing.jobs()] == [2]


def test_a_question_that_has_another_answer_now_or_is_new_was_not_tried(
    service: Service, small_library: SmallLibrary
) -> None:
    tried(service)
    service.add_golden_question(FOUND, [small_library.ids["paying-it.md"]])
    service.remove_golden_question(2)
    service.add_golden_question("grazie", [small_library.ids["paying-it.md"]])  # it gets the id 2
    assert service.editing.golden_results().ndcg_by_question == {}


def test_a_newer_index_was_judged_itself(service: Service) -> None:
    tried(service)
    service.reindex()
    results = service.editing.golden_results()
    assert (results.ndcg_by_question, results.success_at_3, results.tried) == ({1: 1.0, 2: 0.5}, 1.0, None)


class Gate:
    """A search that tells that it has begun, and goes on when it is let."""

    def __init__(self, search: Callable[..., SearchResult]) -> None:
        self._search = search
        self.begun = Event()
        self.opened = Event()

    def __call__(
        self, question: str, filters: Filters = EVERYTHING, limit: int = 10, reader: Language | None = None
    ) -> SearchResult:
        self.begun.set()
        assert self.opened.wait(30)
        return self._search(question, filters, limit, reader)


@pytest.fixture
def gate(service: Service, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    """In front of the searches of the app's service."""
    shared = shared_service()
    gate = Gate(shared.search)
    monkeypatch.setattr(shared, "search", gate)
    yield gate
    gate.opened.set()
    shared.editing.join()


def test_the_page_shows_how_far_a_trial_is_and_begins_no_second_one(visit: Visit, sign_in: SignIn, gate: Gate) -> None:
    sign_in("astrid", Role.ADMIN)
    app = part(visit("admin"), "search")
    app.button(key="try-golden").click().run()
    assert gate.begun.wait(30)
    shown = html(app.run())
    assert "<h2>The golden questions are asked</h2>" in shown
    assert "0 of 2" in shown
    assert "not tried yet" in shown
    app.button(key="try-golden").click().run()
    editing = shared_service().editing
    assert [job.state for job in editing.jobs()] == [JobState.RUNNING]


def test_a_trial_that_is_stopped_leaves_the_results_as_they_were_and_can_go_on(
    visit: Visit, sign_in: SignIn, service: Service, gate: Gate
) -> None:
    editing = shared_service().editing
    gate.opened.set()
    before = tried(shared_service())
    gate.opened.clear()
    gate.begun.clear()
    sign_in("astrid", Role.ADMIN)
    app = part(visit("admin", lang="sv"), "search")
    app.button(key="try-golden").click().run()
    assert gate.begun.wait(30)
    app.run()
    app.button(key="job-stop-2").click().run()
    assert "Det stoppas." in html(app)
    gate.opened.set()
    editing.join()
    assert [job.state for job in editing.jobs()] == [JobState.CANCELLED, JobState.DONE]
    assert editing.golden_results() == before
    app.run()
    app.button(key="job-resume-2").click().run()
    editing.join()
    assert [(job.id, job.state) for job in editing.jobs()] == [(2, JobState.DONE)]
