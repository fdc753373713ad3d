"""A whole library as a folder: Markdown to read and edit, and beside it, in JSON, everything that Markdown cannot say.

``articles/it/name.md`` is what readers see of an article (drafts lie in ``articles/drafts``, deleted ones in
``articles/bin``); ``history/it/name.json`` holds all its revisions, exactly. Topics and the glossary are TOML, as their
own commands write them. Accounts, and what readers ask and vote, are no part of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from corpus.article import ArticleStatus
from corpus.errors import MentorbaseError
from corpus.glossary_file import format_glossary
from corpus.library import Library
from corpus.message import Message, message
from corpus.topic_file import format_topics
from corpus.whole_article import WholeAlignment, WholeArticle, WholeQuestion, WholeRelation
from search.indexer import Progress
from ui.markdown_export import file_stem, markdown_of

FORMAT = 1
"""Raised when the folder changes so that an older Mentorbase cannot read it."""

MANIFEST = "library.json"
ARTICLES, HISTORY = "articles", "history"
TOPICS, GLOSSARY = "topics.toml", "glossary.toml"
RELATIONS, ALIGNMENTS, QUESTIONS = "relations.jsonl", "alignments.jsonl", "golden-questions.jsonl"

_Whole = TypeVar("_Whole", WholeRelation, WholeAlignment, WholeQuestion)
_PLACES = {ArticleStatus.LIVE: "", ArticleStatus.DRAFT: "drafts", ArticleStatus.DELETED: "bin"}


@dataclass(frozen=True, slots=True)
class Record:
    """An article under the number by which the other files of the folder name it; numbers start at 1."""

    number: int
    article: WholeArticle


class LibraryFolderError(MentorbaseError):
    """A folder cannot be written, or is no library that was exported."""


# Writing


def export_library(
    library: Library, folder: Path, progress: Progress = lambda done, total: None
) -> Iterator[tuple[int, Path]]:
    """Write the whole library into an empty folder; yields the id of each article with its Markdown file.

    Raises LibraryFolderError when there is something in the folder already, or it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise LibraryFolderError(
                Message(f"There is something in {folder} already. Choose a new or an empty folder.")
            )
        yield from _write_articles(library, folder, progress)
        _write_the_rest(library, folder)
    except OSError as error:
        raise LibraryFolderError(
            message(
                "The library cannot be written to a file: the disk may be full.",
                console=f"The library cannot be written to {folder} ({error.strerror or error}).",
            )
        ) from error


def _write_articles(library: Library, folder: Path, progress: Progress) -> Iterator[tuple[int, Path]]:
    taken: set[str] = set()
    identifiers = library.whole.identifiers()
    for number, identifier in enumerate(identifiers, start=1):
        whole = library.whole.article(identifier)
        name = _free_name(whole, number, taken)
        path = folder / ARTICLES / f"{name}.md"
        _write(path, markdown_of_whole(whole))
        write_record(folder / HISTORY / f"{name}.json", Record(number, whole))
        yield identifier, path
        progress(number, len(identifiers))


def _write_the_rest(library: Library, folder: Path) -> None:
    numbers = {identifier: number for number, identifier in enumerate(library.whole.identifiers(), start=1)}
    _write(folder / TOPICS, format_topics(library.topics.topics()))
    _write(folder / GLOSSARY, format_glossary(library.glossary.concepts()))
    _write_lines(folder / RELATIONS, (renumbered(each, numbers) for each in library.whole.relations()))
    _write_lines(folder / ALIGNMENTS, (renumbered(each, numbers) for each in library.whole.alignments()))
    _write_lines(folder / QUESTIONS, (renumbered(each, numbers) for each in library.whole.questions()))
    _write(folder / MANIFEST, json.dumps({"format": FORMAT}) + "\n")  # last: without it the folder is not whole


def renumbered(whole: _Whole, numbers: Mapping[int, int]) -> _Whole:
    """The same with other numbers for its articles. Raises KeyError for an article that has none."""
    if isinstance(whole, WholeQuestion):
        return replace(whole, grades={numbers[each]: grade for each, grade in whole.grades.items()})
    return replace(whole, article=numbers[whole.article], other=numbers[whole.other])


def markdown_of_whole(whole: WholeArticle) -> str:
    """What readers see of an article, or its newest text while they see none."""
    shown = whole.shown
    language = whole.language or shown.language
    return markdown_of(shown.content.title, shown.content.text, language, whole.translation_key, shown.content.details)


def _free_name(whole: WholeArticle, number: int, taken: set[str]) -> str:
    """A place for the article's files that no other has, on disks that tell no capitals too."""
    language = whole.language or whole.shown.language
    stem = file_stem(whole.source) or f"article-{number}"
    base = str(PurePosixPath(_PLACES[whole.status], str(language or "unknown")))
    name, count = f"{base}/{stem}", 1
    while name.casefold() in taken:
        count += 1
        name = f"{base}/{stem}-{count}"
    taken.add(name.casefold())
    return name


def write_record(path: Path, record: Record) -> None:
    """An article with its history, as `read_record` reads it back."""
    line = TypeAdapter(Record).dump_python(record, mode="json")
    _write(path, json.dumps(line, ensure_ascii=False, indent=1) + "\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())  # line ends stay as they are, on every system


def _write_lines(path: Path, wholes: Iterable[Any]) -> None:
    lines = (TypeAdapter(type(each)).dump_python(each, mode="json") for each in wholes)
    _write(path, "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines))


# Reading


def check_folder(folder: Path) -> None:
    """Raises LibraryFolderError unless a library was exported into the folder, by this Mentorbase or an older one."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["format"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise LibraryFolderError(
            message(
                "There is no whole library in this file: its {manifest} is missing or cannot be read. Choose a file "
                "that was made by “Make the file”; single articles are added on the editors’ desk.",
                console=f"There is no whole library in {folder}: its {MANIFEST} is missing or cannot be read. Choose "
                "the folder that `mentorbase library export` has written; single articles go in by `mentorbase "
                "ingest`.",
                manifest=MANIFEST,
            )
        ) from error
    if not isinstance(found, int) or found > FORMAT:
        raise LibraryFolderError(
            message(
                "A newer Mentorbase has written this file. Ask whoever looks after this one to update it.",
                console=f"A newer Mentorbase has written {folder} (format {found}). Install that one first.",
            )
        )


def read_record(path: Path) -> Record:
    """An article with its history. Raises LibraryFolderError with what is wrong in the file."""
    try:
        record = TypeAdapter(Record).validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise LibraryFolderError(
            message(
                "This is no history of an article: it is damaged, or was changed by hand.",
                console=f"This is no history of an article: {_first_fault(error)}.",
            )
        ) from error
    numbers = [each.number for each in record.article.revisions]
    if not numbers or numbers != sorted(set(numbers)) or numbers[0] < 1:
        raise LibraryFolderError(
            message(
                "This is no history of an article: its versions are not numbered one after another.",
                console="This is no history of an article: its revisions are not numbered one after another.",
            )
        )
    if record.article.live is not None and record.article.live not in numbers:
        raise LibraryFolderError(
            message(
                "The history has no version {number}, which readers are to see.",
                console=f"The history has no revision {record.article.live}, which readers are to see.",
                number=str(record.article.live),
            )
        )
    if record.article.live is not None and record.article.language is None:
        raise LibraryFolderError(
            message(
                "The article is published and has no language. Give it one, as 'language' of 'article'.",
                console="The article is live and has no language. Give it one, as 'language' of 'article'.",
            )
        )
    for revision in record.article.revisions:
        content = revision.content
        spans = [
            *((each.start, each.start) for each in content.removed),
            *((each.start, each.end) for each in content.doubtful),
            *((each.start, each.end) for each in content.foreign),
        ]
        if any(not 0 <= start <= end <= len(content.text) for start, end in spans):
            raise LibraryFolderError(
                message(
                    "Version {number} has a block that stands outside of its text.",
                    console=f"Revision {revision.number} has a block that stands outside of its text.",
                    number=str(revision.number),
                )
            )
    return record


def read_lines(path: Path, kind: type[_Whole]) -> Iterator[tuple[int, _Whole | LibraryFolderError]]:
    """The lines of a file, numbered from 1, each as what it holds or as what is wrong with it; none without a file."""
    if not path.is_file():
        return
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            yield number, TypeAdapter(kind).validate_json(line)
        except ValueError as error:
            told = message(
                "Line {line} cannot be read: it is damaged, or was changed by hand.",
                console=f"Line {number} cannot be read: {_first_fault(error)}.",
                line=str(number),
            )
            yield number, LibraryFolderError(told)


def _first_fault(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    fault = error.errors(include_url=False, include_input=False)[0]
    where = ".".join(str(each) for each in fault["loc"])
    return f"{where}: {fault['msg']}" if where else fault["msg"]
