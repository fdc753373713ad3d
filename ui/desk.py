"""What editors and administrators do to a library: every action asks first whether the account may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from corpus.account import Account, ListedAccount, Role
from corpus.errors import MentorbaseError
from corpus.glossary import Concept
from corpus.golden_store import KeptQuestion
from corpus.language import Language
from corpus.relation import Relation, RelationKind
from corpus.topic import Topic
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

    # Articles

    def ingest(
        self,
        paths: Iterable[str],
        *,
        draft: bool = False,
        again: bool = False,
        progress: Progress = lambda done, total: None,
    ) -> Iterator[FileReport]:
        """Take in files. Those of an editor who has languages become drafts: what they are in is not known before."""
        account = self._editor()
        all_drafts = draft or not all(account.may_change(language) for language in Language)
        return self._service.ingest(paths, draft=all_drafts, again=again, progress=progress)

    def try_ingest(
        self,
        paths: Iterable[str],
        *,
        draft: bool = False,
        again: bool = False,
        progress: Progress = lambda done, total: None,
    ) -> Iterator[FileReport]:
        """Report what `ingest` would do."""
        self._editor()
        return self._service.try_ingest(paths, draft=draft, again=again, progress=progress)

    def publish(self, identifier: int, language: Language | None = None) -> None:
        """Make an article's newest revision live; the account's languages must hold the present one and the new one."""
        self._editor_of(identifier)
        self._check_language(language)
        self._service.publish(identifier, language)

    def unpublish(self, identifier: int) -> None:
        """Make an article a draft again."""
        self._editor_of(identifier)
        self._service.unpublish(identifier)

    def delete(self, identifier: int) -> None:
        """Put an article into the bin."""
        self._editor_of(identifier)
        self._service.delete(identifier)

    def restore(self, identifier: int) -> None:
        """Take an article out of the bin."""
        self._editor_of(identifier)
        self._service.restore(identifier)

    def put_back(self, identifier: int, number: int) -> None:
        """Put a removed block back into an article's text."""
        self._editor_of(identifier)
        self._service.put_back(identifier, number)

    def take_out(self, identifier: int, number: int) -> None:
        """Take a doubtful block out of an article's text."""
        self._editor_of(identifier)
        self._service.take_out(identifier, number)

    def add_topic(self, article: int, topic: str) -> None:
        """Say that an article is about a topic."""
        self._editor_of(article)
        self._service.add_topic(article, topic)

    def remove_topic(self, article: int, topic: str) -> None:
        """Say that an article is not about a topic."""
        self._editor_of(article)
        self._service.remove_topic(article, topic)

    # Relations

    def accept_relation(self, identifier: int) -> Relation:
        """Do what a relation proposes; two translations need one of their languages, other relations both articles'."""
        self._editor_of_relation(identifier)
        return self._service.accept_relation(identifier)

    def reject_relation(self, identifier: int) -> Relation:
        """Keep two articles apart for ever; needs what `accept_relation` needs."""
        self._editor_of_relation(identifier)
        return self._service.reject_relation(identifier)

    # The library as a whole

    def catch_up(self, progress: Progress = lambda done, total: None, *, wait: bool = True) -> bool:
        """Complete the index after changes."""
        self._editor()
        return self._service.catch_up(progress, wait=wait)

    def assign_topics(
        self, articles: Sequence[int] | None = None, progress: Progress = lambda done, total: None
    ) -> int:
        """Propose topics for articles."""
        self._editor()
        return self._service.assign_topics(articles, progress)

    def reindex(self, progress: Progress = lambda done, total: None, *, accept: bool = False) -> int:
        """Write a new index."""
        self._admin()
        return self._service.reindex(progress, accept=accept)

    def check(self, progress: Progress = lambda done, total: None) -> list[Finding]:
        """Compare store and index, and mend the index."""
        self._admin()
        return self._service.check(progress)

    def replace_topics(self, topics: Sequence[Topic], *, confirmed: bool = False) -> dict[str, int]:
        """Take another taxonomy."""
        self._admin()
        return self._service.replace_topics(topics, confirmed=confirmed)

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
            raise NotAllowedError(f"This needs an account with the role '{role}': sign in first.")
        if not account.has(role):
            raise NotAllowedError(f"This needs the role '{role}'; '{account.name}' has the role '{account.role}'.")
        return account

    def _editor_of(self, identifier: int) -> None:
        """Checks the language that readers see an article in, and that of its newest text."""
        self._editor()
        self._check_language(self._service.article(identifier).language)
        self._check_language(self._service.library.articles.known(identifier).language)

    def _editor_of_relation(self, identifier: int) -> None:
        account = self._editor()
        relation = self._service.library.relations.get(identifier)
        languages = [self._service.article(each).language for each in (relation.article, relation.other)]
        is_translation = relation.kind is RelationKind.TRANSLATION
        if is_translation and any(account.may_change(language) for language in languages):
            return
        for language in languages:
            self._check_language(language)

    def _check_language(self, language: Language | None) -> None:
        account = self._editor()
        if not account.may_change(language):
            theirs = ", ".join(each for each in Language if each in account.languages)
            raise NotAllowedError(
                f"'{account.name}' may change articles in {theirs} only; this one is in {language}. Ask an editor of "
                "that language or an administrator."
            )
