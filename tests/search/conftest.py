"""Fixtures of the tests of search."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from search.encoder import SentenceTransformerEncoder, computing_dtype, load_embedded
from tests.fakes import FakeEncoder
from tests.search.shelf import Shelf

settings.register_profile("no deadline", deadline=None)  # a machine may be busy with other things
settings.load_profile("no deadline")


@pytest.fixture(scope="session")
def encoder(model_cache: Path) -> SentenceTransformerEncoder:
    """The embedded encoder, loaded once."""
    loaded = load_embedded(model_cache, computing_dtype())
    assert isinstance(loaded, SentenceTransformerEncoder)
    return loaded


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """An empty library."""
    return Shelf(tmp_path / "library", FakeEncoder())
