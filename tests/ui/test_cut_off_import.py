"""An import that is stopped or cut off leaves whole articles behind, and completes what is missing when it goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from corpus.account import Role
from corpus.article import RevisionContent
from corpus.job import JobState
from corpus.language import Language
from corpus.relation import Relation
from ingest.incoming import IncomingFile
from ingest.report import FileReport
from search.indexer import Progress
from tests.ui.conftest import SignIn, SmallLibrary, Visit, html
from tests.ui.test_admin_page import part
from tests.ui.test_library_folder import FIRST, SECOND, awkward_library, dump, exported, service_in, splitting
from ui.jobs import CancelledError
from ui.library_archive import pack
from ui.service import Service
from ui.web.resources import shared_service

OF_ARTICLES = {"article", "revision", "removed_block", "kept_block", "seen_block"}


def import_until(service: Service, folder: Path, last: int) -> None:
    """An import that is stopped once `last` articles have come in, and what follows by itself afterwards."""

    def progress(done: int, total: int) -> None:
        if done == last:
            raise CancelledError

    with pytest.raises(CancelledError):
        list(service.import_library(folder, progress))
    service.editing.follow_up.note()
    service.editing.join()


@pytest.fixture(scope="module")
def awkward(tmp_path_factory: pytest.TempPathFactory) -> tuple[Service, Path]:
    """A library with something of everything, and its export."""
    folder = tmp_path_factory.mktemp("awkward")
    service = awkward_library(folder / "library")
    return service, exported(service, folder / "out")


@pytest.mark.parametrize("last", [1, 4, 9])
def test_what_has_come_in_is_whole_and_searchable_and_nothing_else_is_there(
    awkward: tuple[Service, Path], tmp_path: Path, last: int
) -> None:
    first, folder = awkward
    second = service_in(tmp_path / "second")
    import_until(second, folder, last)
    assert second.library.whole.identifiers() == list(range(1, last + 1))
    rows, whole = dump(second), dump(first)
    assert all(set(rows[table]) <= set(whole[table]) for table in OF_ARTICLES)
    for each in range(1, last + 1):
        there, here = (service.library.whole.article(each).revisions for service in (first, second))
        assert there == here
    assert all(finding.ok for finding in second.compare())
    assert second.relations(every=True) == []
    assert second.golden_questions() == []


@pytest.mark.parametrize("last", [1, 4, 9])
def test_an_import_that_goes_on_is_as_good_as_one_that_was_never_stopped(
    awkward: tuple[Service, Path], tmp_path: Path, last: int
) -> None:
    first, folder = awkward
    second = service_in(tmp_path / "second")
    import_until(second, folder, last)
    reports = list(second.import_library(folder))
    assert [each.reason for each in reports if each.reason] == []
    assert as_decided(second) == as_decided(first)


def as_decided(service: Service) -> dict[str, list[str]]:
    """Everything but the topics that nobody has decided on: these are found anew after every import."""
    rows = dump(service)
    return {**rows, "article_topic": [each for each in rows["article_topic"] if "'proposed'" not in each]}


def test_the_page_tells_what_a_stopped_import_has_left_and_lets_it_go_on(
    small_library: SmallLibrary, visit: Visit, sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack(exported(small_library.service, tmp_path / "out"), tmp_path / "out.zip")
    shared, begun, opened = shared_service(), Event(), Event()
    import_library = shared.import_library

    def import_slowly(folder: Path, progress: Progress) -> Iterator[FileReport]:
        def wait(done: int, total: int) -> None:
            if done == 2 and not opened.is_set():
                begun.set()
                assert opened.wait(30)
            progress(done, total)

        return import_library(folder, wait)

    monkeypatch.setattr(shared, "import_library", import_slowly)
    job = shared.editing.import_library(IncomingFile("out.zip", (tmp_path / "out.zip").read_bytes()))
    assert begun.wait(30)
    sign_in("astrid", Role.ADMIN)
    app = part(visit("admin", lang="nl"), "library")
    app.button(key=f"job-stop-{job}").click().run()
    assert "Het stopt. Wat klaar is, blijft." in html(app)
    opened.set()
    shared.editing.join()
    shown = html(app.run())
    assert "Gestopt" in shown
    assert "<p>2 van de 4 artikelen zijn binnen, elk in zijn geheel, en die blijven." in shown
    app.button(key=f"job-resume-{job}").click().run()
    shared.editing.join()
    assert [(each.state, each.done) for each in shared.editing.jobs()] == [(JobState.DONE, 4)]
    assert "2 van de 4" not in html(app.run())


def two_articles(folder: Path, *, older: bool) -> Service:
    service = service_in(folder)
    for source, text, language in (("möte.md", FIRST, Language.SWEDISH), ("meeting.md", SECOND, Language.ENGLISH)):
        content = RevisionContent(source, "Before." if older else text)
        service.library.articles.add(source, None, content, language, None, splitting(content.text), live=True)
    return service


def test_a_new_text_of_an_article_that_was_here_gets_what_follows_from_it_even_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = exported(two_articles(tmp_path / "newer", older=False), tmp_path / "out")
    service = two_articles(tmp_path / "library", older=True)
    looked_at: list[int] = []
    relate_edited = service.relate_edited

    def look_at(article: int) -> list[Relation]:
        looked_at.append(article)
        return relate_edited(article)

    monkeypatch.setattr(service, "relate_edited", look_at)
    import_until(service, folder, 1)
    assert looked_at == [1]
    assert [service.article(each).text for each in (1, 2)] == [FIRST, "Before."]
    list(service.import_library(folder))
    assert set(looked_at) == {1, 2}
