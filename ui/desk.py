"""What editors and administrators do to a library: every action asks first whether the account may."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.account import Account, ListedAccount, Role
from corpus.errors import MentorbaseError
from corpus.glossary import Concept
from corpus.golden_store import KeptQuestion
from corpus.job import JobKind
from corpus.language import Language
from corpus.message import message
from corpus.relation import RelationKind
from corpus.topic import Topic
from ingest.editing import Conflict, Writing
from ingest.incoming import IncomingFile
from ingest.report import FileReport
from search.golden import GoldenQuestion, Qrels
from search.indexer import Progress

if TYPE_CHECKING:
    from ui.service import Finding, Service


class NotAllowedError(MentorbaseError):
    """The account may not do this; the message says who may."""


class Desk:
    """The desk of one account, or of a reader, who may do nothing at it.

    Every method raises NotAllowedError before anything happens, and otherwise does what the service's method of the
    same name does.
    """

    def __init__(self, service: Service, account: Account | None) -> None:
        self._service = service
        self._account = account

    # Editing

    def save(self, identifier: int, writing: Writing, *, after: int, live: bool) -> Conflict | None:
        """Save what the account has written; its languages must hold the present one and the new one."""
        account = self._editor_of(identifier)
        self._check_language(writing.language)
        return self._service.editing.save(identifier, writing, after=after, live=live, saved_by=account.name)

    def restore_revision(self, identifier: int, number: int, *, after: int | None = None) -> None:
        """Make an older text the newest again."""
        account = self._editor_of(identifier)
        self._service.editing.restore_revision(identifier, number, after=after, saved_by=account.name)

    def put_back(self, identifier: int, number: int, *, after: int | None = None) -> None:
        """Put a removed block back into an article's text."""
        account = self._editor_of(identifier)
        self._service.editing.put_back(identifier, number, after=after, saved_by=account.name)

    def take_out(self, identifier: int, number: int, *, after: int | None = None) -> None:
        """Take a doubtful block out of an article's text."""
        account = self._editor_of(identifier)
        self._service.editing.take_out(identifier, number, after=after, saved_by=account.name)

    def keep_block(self, identifier: int, number: int, *, after: int | None = None) -> None:
        """Say that a doubtful block belongs to an article's text."""
        account = self._editor_of(identifier)
        self._service.editing.keep_block(identifier, number, after=after, saved_by=account.name)

    def add_question(self, identifier: int, question: str, *, after: int | None = None) -> None:
        """Say that an article answers a question."""
        account = self._editor_of(identifier)
        self._service.editing.add_question(identifier, question, after=after, saved_by=account.name)

    def set_language(self, identifier: int, language: Language, *, after: int | None = None) -> None:
        """Say which language an article is in."""
        account = self._editor_of(identifier)
        self._check_language(language)
        self._service.editing.set_language(identifier, language, after=after, saved_by=account.name)

    def publish(self, identifier: int, language: Language | None = None, *, after: int | None = None) -> int | None:
        """Make an article's newest revision live; the account's languages must hold the present one and the new one."""
        self._editor_of(identifier)
        self._check_language(language)
        return self._service.editing.publish(identifier, language, after=after)

    def unpublish(self, identifier: int) -> int | None:
        """Make an article a draft again."""
        self._editor_of(identifier)
        return self._service.editing.unpublish(identifier)

    def show(self, identifier: int, number: int | None) -> None:
        """Let readers see a revision again that they saw before, or none."""
        self._editor_of(identifier)
        self._service.editing.show(identifier, number)

    def delete(self, identifier: int) -> None:
        """Put an article into the bin."""
        self._editor_of(identifier)
        self._service.editing.delete(identifier)

    def restore(self, identifier: int) -> None:
        """Take an article out of the bin."""
        self._editor_of(identifier)
        self._service.editing.restore(identifier)

    def accept_relation(self, identifier: int) -> Mapping[int, str]:
        """Do what a relation proposes; two translations need one of their languages, other relations both articles'."""
        self._editor_of_relation(identifier)
        return self._service.editing.accept_relation(identifier)

    def reject_relation(self, identifier: int) -> None:
        """Keep two articles apart for ever; needs what `accept_relation` needs."""
        self._editor_of_relation(identifier)
        self._service.editing.reject_relation(identifier)

    def reopen_relation(self, identifier: int, families: Mapping[int, str] | None = None) -> None:
        """Undo what was decided on a relation; needs what `accept_relation` needs."""
        self._editor_of_relation(identifier)
        self._service.editing.reopen_relation(identifier, families)

    def add_topic(self, article: int, topic: str) -> None:
        """Say that an article is about a topic."""
        self._editor_of(article)
        self._service.editing.add_topic(article, topic)

    def remove_topic(self, article: int, topic: str) -> None:
        """Say that an article is not about a topic."""
        self._editor_of(article)
        self._service.editing.remove_topic(article, topic)

    def upload(self, files: Collection[IncomingFile], *, draft: bool) -> int:
        """Take files in as a job. Those of an editor who has languages become drafts."""
        account = self._editor()
        all_drafts = draft or not all(account.may_change(language) for language in Language)
        return self._service.editing.upload(files, draft=all_drafts, saved_by=account.name)

    def paste(self, text: str) -> FileReport:
        """Take in a text as a draft."""
        account = self._editor()
        return self._service.editing.paste(text, saved_by=account.name)

    def write(self, writing: Writing, *, live: bool) -> FileReport:
        """Take in a new article; the account's languages must hold its language."""
        account = self._editor()
        self._check_language(writing.language)
        return self._service.editing.write(writing, live=live, saved_by=account.name)

    def translate(self, original: int, writing: Writing, *, seen: int, live: bool) -> int:
        """Save a new translation of an article; the account's languages must hold its language, not the article's."""
        account = self._editor()
        self._check_language(writing.language)
        return self._service.editing.translate(original, writing, seen=seen, live=live, saved_by=account.name)

    def save_translation(
        self, identifier: int, writing: Writing, *, original: int, seen: int, after: int, live: bool
    ) -> Conflict | None:
        """Save what was written beside the article that it translates; needs what `save` needs."""
        account = self._editor_of(identifier)
        self._check_language(writing.language)
        return self._service.editing.save_translation(
            identifier, writing, original=original, seen=seen, after=after, live=live, saved_by=account.name
        )

    def keep_up(self, identifier: int, *, original: int, seen: int) -> None:
        """Say that an article needs no change although a translation of it has changed."""
        self._editor_of(identifier)
        self._service.editing.keep_up(identifier, original=original, seen=seen)

    def cancel_job(self, job: int) -> None:
        """Stop a job."""
        self._account_for_job(job)
        self._service.editing.cancel_job(job)

    def resume_job(self, job: int) -> None:
        """Let a job go on."""
        self._account_for_job(job)
        self._service.editing.resume_job(job)

    def put_job_away(self, job: int) -> None:
        """Forget a job that has ended."""
        self._account_for_job(job)
        self._service.editing.put_job_away(job)

    # The library as a whole

    def reindex(self) -> int:
        """Write a new index as a job, and return its id."""
        account = self._admin()
        return self._service.editing.reindex(started_by=account.name)

    def export_library(self) -> int:
        """Write the whole library to a zip file as a job, and return its id."""
        account = self._admin()
        return self._service.editing.export_library(started_by=account.name)

    def exported(self, job: int) -> Path | None:
        """The zip file that a job has written, as long as it is kept."""
        self._admin()
        return self._service.editing.exported(job)

    def import_library(self, file: IncomingFile) -> int:
        """Take in a zip file of a library as a job, and return its id."""
        account = self._admin()
        return self._service.editing.import_library(file, started_by=account.name)

    def check(self, progress: Progress = lambda done, total: None) -> list[Finding]:
        """Compare store and index, and mend the index."""
        self._admin()
        return self._service.check(progress)

    def replace_topics(self, topics: Sequence[Topic], *, confirmed: bool = False) -> dict[str, int]:
        """Take another taxonomy; the articles are looked at again by themselves."""
        self._admin()
        return self._service.editing.replace_topics(topics, confirmed=confirmed)

    def replace_glossary(self, concepts: Sequence[Concept]) -> None:
        """Take another glossary."""
        self._admin()
        self._service.replace_glossary(concepts)

    # What readers ask

    def take_on(self, questions: Sequence[int]) -> None:
        """Say that this account looks after questions."""
        account = self._editor()
        self._service.questions.assign(questions, account.name)

    def answer(self, questions: Sequence[int], article: int) -> None:
        """Say which article answers questions."""
        self._editor()
        self._service.questions.answer(questions, article)

    def close(self, questions: Sequence[int], reason: str) -> None:
        """Say why questions get no answer."""
        self._editor()
        self._service.questions.close(questions, reason)

    def reopen(self, questions: Sequence[int]) -> None:
        """Let questions wait again."""
        self._editor()
        self._service.questions.reopen(questions)

    # Golden questions

    def add_golden_question(
        self, question: str, articles: Sequence[int], language: Language | None = None, grade: int = 3
    ) -> KeptQuestion:
        """Keep a question that articles answer."""
        self._editor()
        return self._service.add_golden_question(question, articles, language, grade)

    def remove_golden_question(self, identifier: int) -> None:
        """Keep a question no more."""
        self._editor()
        self._service.remove_golden_question(identifier)

    def try_golden_questions(self) -> int:
        """Ask the golden questions as a job, and return its id."""
        account = self._admin()
        return self._service.editing.try_golden_questions(started_by=account.name)

    def import_golden_questions(self, questions: Sequence[GoldenQuestion], qrels: Qrels) -> int:
        """Keep the questions of files."""
        self._admin()
        return self._service.import_golden_questions(questions, qrels)

    # Accounts

    def accounts(self) -> list[ListedAccount]:
        """All accounts."""
        self._admin()
        return self._service.library.accounts.all()

    def invite(self, name: str, role: Role, languages: Iterable[Language] = ()) -> str:
        """Make an account and return the token of the link by which its owner chooses a password."""
        self._admin()
        self._service.library.accounts.add(name, role, None, languages)
        return self._service.library.invitations.invite(name)

    def invite_again(self, name: str) -> str:
        """The token of a new link by which the owner of an account chooses a password."""
        self._admin()
        return self._service.library.invitations.invite(name)

    def change_account(self, name: str, role: Role, languages: Iterable[Language]) -> None:
        """Give an account another role and other languages."""
        self._admin()
        self._service.library.accounts.change_role(name, role)
        self._service.library.accounts.change_languages(name, languages)

    def disable_account(self, name: str) -> None:
        """Let an account not sign in any more, and sign it out everywhere."""
        self._admin()
        self._service.library.accounts.disable(name)

    def enable_account(self, name: str) -> None:
        """Let a disabled account sign in again."""
        self._admin()
        self._service.library.accounts.enable(name)

    def remove_account(self, name: str) -> None:
        """Remove an account for ever."""
        self._admin()
        self._service.library.accounts.remove(name)

    # Who may

    def _editor(self) -> Account:
        return self._with_role(Role.EDITOR)

    def _admin(self) -> Account:
        return self._with_role(Role.ADMIN)

    def _with_role(self, role: Role) -> Account:
        account = self._account
        if account is None:
            raise NotAllowedError(
                message(
                    "This needs an account: sign in first.",
                    console=f"This needs an account with the role '{role}': sign in first.",
                )
            )
        if not account.has(role):
            raise NotAllowedError(
                message(
                    "Your account may not do this. Ask an administrator.",
                    console=f"This needs the role '{role}'; '{account.name}' has the role '{account.role}'.",
                )
            )
        return account

    def _editor_of(self, identifier: int) -> Account:
        """Checks the language that readers see an article in, and that of its newest text."""
        account = self._editor()
        self._check_language(self._service.article(identifier).language)
        self._check_language(self._service.library.articles.known(identifier).language)
        return account

    def _editor_of_relation(self, identifier: int) -> None:
        account = self._editor()
        relation = self._service.library.relations.get(identifier)
        languages = [self._service.article(each).language for each in (relation.article, relation.other)]
        is_translation = relation.kind is RelationKind.TRANSLATION
        if is_translation and any(account.may_change(language) for language in languages):
            return
        for language in languages:
            self._check_language(language)

    def _account_for_job(self, job: int) -> Account:
        self._editor()
        is_for_admins = self._service.library.jobs.get(job).kind is not JobKind.TAKE_IN
        return self._admin() if is_for_admins else self._editor()

    def _check_language(self, language: Language | None) -> None:
        account = self._editor()
        if not account.may_change(language):
            theirs = tuple(each for each in Language if each in account.languages)
            raise NotAllowedError(
                message(
                    "Your account may change articles in {languages} only. Ask an editor of this article's language or "
                    "an administrator.",
                    console=f"'{account.name}' may change articles in {', '.join(theirs)} only; this one is in "
                    f"{language}. Ask an editor of that language or an administrator.",
                    languages=theirs,
                )
            )
