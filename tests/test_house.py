"""The rules of the house that a program can check: who imports whom, and what stands where."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = ("ui", "ingest", "search", "corpus")
TOP_LEVEL = {*LAYERS, "docs", "tests", "pyproject.toml", "README.md", "CHANGELOG.md", "DECISIONS.md", "Makefile"}
TOP_LEVEL |= {"requirements.lock", ".ci", ".gitignore"}


def modules(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The names of all modules that a file imports, wherever in the file."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively"
            names.add(node.module or "")
    return names


def tops(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_imports_only_from_layers_to_its_right(layer: str) -> None:
    left = set(LAYERS[: LAYERS.index(layer)])
    wrong = {str(path.relative_to(ROOT)): tops(path) & left for path in modules(layer)}
    assert {path: names for path, names in wrong.items() if names} == {}


@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("streamlit", "ui/"),
        ("sqlalchemy", "corpus/"),
        ("alembic", "corpus/"),
        ("faiss", "search/dense_"),
        ("typer", "ui/"),
        ("pydantic_settings", "ui/settings.py"),
        ("pypdf", "ingest/reading/pdf.py"),
    ],
)
def test_a_library_is_known_in_its_home_only(library: str, home: str) -> None:
    users = [str(path.relative_to(ROOT)) for path in modules(*LAYERS) if library in tops(path)]
    assert users, f"nobody imports {library}"
    assert [user for user in users if not user.startswith(home)] == []


def test_every_imported_package_is_listed_in_the_project_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = {re.split(r"[\[=<>~ ]", line)[0].lower().replace("_", "-") for line in project["dependencies"]}
    distributions = packages_distributions()
    used = set().union(*(tops(path) for path in modules(*LAYERS))) - set(LAYERS) - set(sys.stdlib_module_names)
    unlisted = {
        name: distributions.get(name, ["?"])
        for name in used
        if not {each.lower().replace("_", "-") for each in distributions.get(name, ["?"])} & listed
    }
    assert unlisted == {}


def test_every_listed_package_is_pinned_in_the_lock_file() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["dev"]
    listed = {re.split(r"[\[=<>~ ]", line)[0].lower().replace("_", "-") for line in wanted}
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in lock if "==" in line}
    assert listed - pinned == set()


def test_torch_is_pinned_to_one_version_so_that_no_cuda_comes_with_it() -> None:
    assert "torch==2.13.0" in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    assert '"torch==2.13.0"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_no_module_in_the_folder_that_streamlit_puts_first_hides_another() -> None:
    """Streamlit puts the folder of the entry script at the front of sys.path: its modules become top-level names."""
    folder = ROOT / "ui" / "web"
    names = {path.stem if path.is_file() else path.name for path in folder.iterdir() if not path.name.startswith("__")}
    taken = set(LAYERS) | set(sys.stdlib_module_names) | {"tests"}
    hidden = {name for name in names if name in taken or _is_installed(name)}
    assert hidden == set()


def _is_installed(name: str) -> bool:
    try:
        found = importlib.util.find_spec(name)
    except (ImportError, ValueError):
        return False
    return found is not None and str(ROOT) not in str(found.origin)


def test_the_top_level_holds_what_the_users_asked_for_and_the_housekeeping() -> None:
    tracked = {line.partition("/")[0] for line in _tracked_files()}
    assert tracked - TOP_LEVEL == set()


def _tracked_files() -> list[str]:
    import subprocess

    listing = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S607
    if listing.returncode:
        pytest.skip("this is no git checkout")
    return listing.stdout.splitlines()


def test_heavy_libraries_are_not_loaded_by_the_command_line_until_they_are_needed() -> None:
    import subprocess

    code = (
        "import sys, ui.command_line; print(sorted({'torch', 'faiss', 'sqlalchemy', 'streamlit'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
