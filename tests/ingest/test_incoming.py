from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.language import Language
from corpus.library import Library
from ingest.incoming import Incoming, IncomingFile, safe_name
from ingest.pipeline import Ingestor
from tests.ingest.conftest import OURS

ENGLISH, ITALIAN = OURS[Language.ENGLISH], OURS[Language.ITALIAN]


@pytest.fixture
def incoming(tmp_path: Path) -> Incoming:
    return Incoming(tmp_path / "incoming")


def test_files_are_kept_under_their_names_and_removed(incoming: Incoming, tmp_path: Path) -> None:
    token = incoming.keep([IncomingFile("a.md", b"one"), IncomingFile("a.md", b"two")])
    given = list(incoming.inputs(token, "ada"))
    assert [(each.source, each.origin, each.handed_in_by, each.read()) for each in given] == [
        ("a.md", None, "ada", b"one"),
        ("a.md", None, "ada", b"two"),
    ]
    assert incoming.is_there(token)
    incoming.remove(token)
    assert not incoming.is_there(token)
    assert list((tmp_path / "incoming").iterdir()) == []


def test_an_archive_is_opened(incoming: Incoming) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inside/b.txt", "Hello")
    token = incoming.keep([IncomingFile("all.zip", packed.getvalue())])
    assert [(each.source, each.origin) for each in incoming.inputs(token)] == [("inside/b.txt", None)]


def test_two_editors_files_of_one_name_are_two_articles(incoming: Incoming, library: Library) -> None:
    statuses = []
    for text, editor in ((ENGLISH, "ada"), (ITALIAN, "grace"), (ENGLISH, "grace")):
        token = incoming.keep([IncomingFile("notes.txt", text.encode())])
        statuses += [(each.status, each.article) for each in Ingestor(library).ingest(incoming.inputs(token, editor))]
    assert statuses == [("added", 1), ("added", 2), ("duplicate", 1)]
    assert [library.revisions.get(article).saved_by for article in (1, 2)] == ["ada", "grace"]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ada\\Första mötet.docx", "Första mötet.docx"),
        ("a\nb\x00.pdf", "ab.pdf"),
        ("what?.md", "what-.md"),
        (".hidden", "hidden"),
        ("..", "file"),
        ("...x", "x"),
        ("", "file"),
        ("e\u0301.txt", "\u00e9.txt"),
    ],
)
def test_a_name_leads_nowhere_else(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@given(st.text(max_size=300))
def test_any_name_can_be_written(name: str) -> None:
    kept = safe_name(name)
    assert kept not in ("", ".", "..")
    assert not set(kept) & set('/\\\x00<>:"|?*')
    assert len(kept.encode()) <= 155  # a disk takes 255


def test_a_token_is_no_path(incoming: Incoming) -> None:
    with pytest.raises(ValueError, match="is no token"):
        incoming.remove("../library")
