"""Who may do what: by introspection every action of the desk, and in the pages' code that none goes round it."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import ui.web
from corpus.account import Account, Role
from corpus.article import ArticleStatus
from corpus.language import Language
from corpus.relation import RelationKind, RelationState
from ingest.editing import Writing
from ingest.incoming import IncomingFile
from tests.ui.conftest import SmallLibrary
from ui.desk import Desk, NotAllowedError
from ui.service import Service

READING = {
    *(
        "search",
        "suggest",
        "suggest_while_typing",
        "did_you_mean",
        "warm_up",
        "articles",
        "article",
        "translations",
        "related",
        "evaluate",
    ),
    *("is_behind", "held_back", "golden_figures", "compare", "golden_questions"),
    *("relations", "topics", "topics_of", "topics_are_behind", "glossary", "authenticator", "desk"),
    *("look_through", "side_by_side", "map_places", "articles_by_topic", "coverage", "with_named_sections"),
}
READING_PARTS = {
    "editing": {
        *("entries", "trouble", "follow_up", "review", "revision", "revisions", "jobs", "reports", "translation"),
        "golden_results",
    },
    # What a reader does with questions and votes needs no account.
    "questions": {
        *("keeping", "record", "send", "ticket", "vote", "add_word", "helpful_families"),
        *("groups", "decided", "statistics"),
    },
}
ACTIONS = sorted(name for name in vars(Desk) if not name.startswith("_"))
FOR_ADMINS = {
    *("reindex", "check", "replace_topics", "replace_glossary", "import_golden_questions"),
    *("export_library", "exported", "import_library", "try_golden_questions"),
    *("accounts", "invite", "invite_again", "change_account", "disable_account", "enable_account", "remove_account"),
}
EDITOR = Account("bruno", Role.EDITOR)
TEXT = Writing("Fika", "Boka ett möte på fika, snart.", Language.SWEDISH)
OF_SWEDISH = replace(EDITOR, languages=frozenset({Language.SWEDISH}))
ADMIN = Account("astrid", Role.ADMIN)


def act(desk: Desk, name: str) -> object:
    """Calls an action with anything in place of what it asks for: who may not do it must be told before that counts."""
    action = getattr(desk, name)
    wanted = [each for each in inspect.signature(action).parameters.values() if each.default is inspect.Parameter.empty]
    by_name = {each.name: None for each in wanted if each.kind is inspect.Parameter.KEYWORD_ONLY}
    return action(*[None for _ in range(len(wanted) - len(by_name))], **by_name)


@pytest.mark.parametrize("name", ACTIONS)
def test_a_reader_is_refused_by_every_action(small_library: SmallLibrary, name: str) -> None:
    with pytest.raises(NotAllowedError, match=r"^This needs an account with the role '(editor|admin)': sign in first"):
        act(small_library.service.desk(None), name)


@pytest.mark.parametrize("name", sorted(FOR_ADMINS))
def test_an_editor_is_refused_by_the_actions_of_administrators(small_library: SmallLibrary, name: str) -> None:
    refused = r"^This needs the role 'admin'; 'bruno' has the role 'editor'\.$"
    with pytest.raises(NotAllowedError, match=refused):
        act(small_library.service.desk(EDITOR), name)


def test_every_action_of_administrators_exists() -> None:
    assert set(ACTIONS) >= FOR_ADMINS


ARTICLE_ACTIONS: dict[str, Callable[[Desk, int], object]] = {
    "publish": lambda desk, article: desk.publish(article),
    "unpublish": lambda desk, article: desk.unpublish(article),
    "delete": lambda desk, article: desk.delete(article),
    "restore": lambda desk, article: desk.restore(article),
    "save": lambda desk, article: desk.save(article, TEXT, after=1, live=True),
    "restore_revision": lambda desk, article: desk.restore_revision(article, 1),
    "put_back": lambda desk, article: desk.put_back(article, 1),
    "take_out": lambda desk, article: desk.take_out(article, 1),
    "keep_block": lambda desk, article: desk.keep_block(article, 1),
    "save_translation": lambda desk, article: desk.save_translation(
        article, TEXT, original=1, seen=1, after=1, live=True
    ),
    "keep_up": lambda desk, article: desk.keep_up(article, original=1, seen=1),
    "set_language": lambda desk, article: desk.set_language(article, Language.SWEDISH),
    "show": lambda desk, article: desk.show(article, 1),
    "add_topic": lambda desk, article: desk.add_topic(article, "first-meeting"),
    "remove_topic": lambda desk, article: desk.remove_topic(article, "first-meeting"),
}


@pytest.mark.parametrize("name", ARTICLE_ACTIONS)
def test_an_editor_of_swedish_is_refused_an_english_article(small_library: SmallLibrary, name: str) -> None:
    refused = r"^'bruno' may change articles in sv only; this one is in en\. Ask an editor of that language"
    with pytest.raises(NotAllowedError, match=refused):
        ARTICLE_ACTIONS[name](small_library.service.desk(OF_SWEDISH), small_library.ids["meeting-en.md"])


@pytest.mark.parametrize(
    ("account", "source"), [(OF_SWEDISH, "meeting-sv.md"), (EDITOR, "meeting-en.md"), (ADMIN, "paying-it.md")]
)
def test_who_may_change_an_article_changes_it(small_library: SmallLibrary, account: Account, source: str) -> None:
    service, article = small_library.service, small_library.ids[source]
    desk = service.desk(account)
    desk.unpublish(article)
    assert service.article(article).status is ArticleStatus.DRAFT
    desk.publish(article)
    assert service.article(article).status is ArticleStatus.LIVE


def test_an_editor_of_swedish_does_not_publish_an_article_in_another_language(small_library: SmallLibrary) -> None:
    with pytest.raises(NotAllowedError, match="this one is in nl"):
        small_library.service.desk(OF_SWEDISH).publish(small_library.ids["meeting-sv.md"], Language.DUTCH)


def test_a_draft_over_an_english_article_is_none_of_an_editor_of_swedish_whatever_it_asks_for(
    small_library: SmallLibrary, tmp_path: Path
) -> None:
    service, article = small_library.service, small_library.ids["meeting-sv.md"]
    (small_library.files / "meeting-sv.md").write_text(
        "---\ntitle: The first meeting\nlanguage: en\n---\nBook a meeting over coffee, soon.\n", encoding="utf-8"
    )
    (report,) = service.ingest([str(small_library.files / "meeting-sv.md")], draft=True)
    assert report.article == article
    with pytest.raises(NotAllowedError, match="this one is in en"):
        service.desk(OF_SWEDISH).publish(article)


@pytest.mark.parametrize(("account", "status"), [(OF_SWEDISH, "draft"), (EDITOR, "added")])
def test_what_an_editor_of_some_languages_hands_in_waits_as_a_draft(
    small_library: SmallLibrary, account: Account, status: str
) -> None:
    text = "---\ntitle: Fika\nlanguage: sv\n---\nBoka ett möte på fika, snart.\n"
    service = small_library.service
    job = service.desk(account).upload([IncomingFile("ny.md", text.encode())], draft=False)
    service.editing.join()
    assert [each.status for each in service.editing.reports(job)] == [status]


def test_an_editor_of_swedish_writes_no_english_article(small_library: SmallLibrary) -> None:
    with pytest.raises(NotAllowedError, match="this one is in en"):
        small_library.service.desk(OF_SWEDISH).write(replace(TEXT, language=Language.ENGLISH), live=False)


def test_an_editor_of_swedish_translates_any_article_but_into_swedish_only(small_library: SmallLibrary) -> None:
    service, italian = small_library.service, small_library.ids["paying-it.md"]
    desk = service.desk(OF_SWEDISH)
    with pytest.raises(NotAllowedError, match="this one is in nl"):
        desk.translate(italian, replace(TEXT, language=Language.DUTCH), seen=1, live=False)
    article = desk.translate(italian, TEXT, seen=1, live=True)
    assert service.article(article).language is Language.SWEDISH
    service.editing.join()


def test_only_an_administrator_stops_a_new_index(small_library: SmallLibrary) -> None:
    service = small_library.service
    job = service.desk(ADMIN).reindex()
    service.editing.join()
    for action in (service.desk(EDITOR).cancel_job, service.desk(EDITOR).put_job_away):
        with pytest.raises(NotAllowedError, match="needs the role 'admin'"):
            action(job)
    service.desk(ADMIN).put_job_away(job)
    assert service.editing.jobs() == []


def test_translations_are_linked_by_an_editor_of_one_of_their_languages(small_library: SmallLibrary) -> None:
    service, ids = small_library.service, small_library.ids
    english, italian = ids["meeting-en.md"], ids["paying-it.md"]
    relation = service.library.relations.propose(english, italian, RelationKind.TRANSLATION, 0.9)
    with pytest.raises(NotAllowedError):
        service.desk(OF_SWEDISH).reject_relation(relation.id)
    of_italian = replace(EDITOR, languages=frozenset({Language.ITALIAN}))
    service.desk(of_italian).reject_relation(relation.id)
    assert service.library.relations.get(relation.id).state is RelationState.REJECTED


def calls_of_service(path: Path) -> Iterator[str]:
    """The names that a page takes from the service: of `shared_service()` and of what is bound or annotated as it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {"service"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and ast.unparse(node.value) == "shared_service()":
            names |= {ast.unparse(target) for target in node.targets}
        elif isinstance(node, ast.arg) and node.annotation and "Service" in ast.unparse(node.annotation):
            names.add(node.arg)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute):
            continue
        of = ast.unparse(node.value)
        if of in {*names, "shared_service()"}:
            yield node.attr
        elif of.endswith(tuple(f"{name}.{part}" for name in (*names, "shared_service()") for part in READING_PARTS)):
            yield f"{of.rpartition('.')[2]}.{node.attr}"


def test_no_page_changes_the_library_but_by_the_desk() -> None:
    pages = [path for path in Path(ui.web.__file__).parent.glob("*.py") if path.name != "resources.py"]
    used = {(path.name, name) for path in pages for name in calls_of_service(path)}
    assert ("admin_page.py", "desk") in used
    assert ("review_page.py", "editing.review") in used
    may = {*READING, *READING_PARTS, *(f"{part}.{name}" for part, names in READING_PARTS.items() for name in names)}
    assert {(page, name) for page, name in used if name not in may} == set()


def test_what_pages_may_read_exists_and_is_no_action_of_the_desk(small_library: SmallLibrary) -> None:
    assert {name for name in {*READING, *READING_PARTS} if not hasattr(Service, name)} == set()
    service = small_library.service
    assert all(hasattr(getattr(service, part), name) for part, names in READING_PARTS.items() for name in names)
    assert set(ACTIONS) & READING == set()
