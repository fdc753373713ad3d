"""What the README says is so: its commands exist, and all commands, settings and make targets are in it."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import typer

from ui.command_line import app
from ui.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
DOCUMENTED = [line[2:].partition("#")[0].strip() for line in README.splitlines() if line.startswith("$ mentorbase ")]


def commands(group: object, before: tuple[str, ...] = ()) -> dict[tuple[str, ...], click.Command]:
    """All commands under a group by the words that call them."""
    found: dict[tuple[str, ...], click.Command] = {}
    for name, command in getattr(group, "commands", {}).items():
        words = (*before, name)
        found |= commands(command, words) if hasattr(command, "commands") else {words: command}
    return found


COMMANDS = commands(typer.main.get_command(app))


def called(line: str) -> tuple[str, ...]:
    words = tuple(line.split()[1:])
    return next((words[:length] for length in (2, 1) if words[:length] in COMMANDS), ())


@pytest.mark.parametrize("line", DOCUMENTED)
def test_a_command_of_the_readme_exists_with_its_options(line: str) -> None:
    words = called(line)
    assert words, f"{line} calls no command"
    known = {option for parameter in COMMANDS[words].params for option in parameter.opts}
    assert set(re.findall(r"--[a-z-]+", line)) - known == set()


def test_every_command_is_in_the_readme_unless_its_opposite_tells_of_it() -> None:
    told = {called(line) for line in DOCUMENTED}
    assert set(COMMANDS) - told == {("articles", "restore"), ("articles", "unpublish")}
    assert "restore brings it back" in README


def test_every_command_says_what_it_does() -> None:
    assert [words for words, command in COMMANDS.items() if not (command.help or "").strip()] == []


def test_every_setting_is_in_the_readme() -> None:
    told = set(re.findall(r"`(MENTORBASE_[A-Z_]+)`", README))
    assert told == {f"MENTORBASE_{name.upper()}" for name in Settings.model_fields}


def test_every_make_target_of_the_readme_exists_and_the_two_commands_come_first() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = re.findall(r"^make ([a-z-]+)", README, re.MULTILINE)
    assert set(told) - targets == set()
    assert told[:2] == ["run", "test"]
    assert README.index("make run") < README.index("make test") < README.index("## What it does")


def test_the_links_inside_the_project_lead_somewhere() -> None:
    files = [link.partition("#")[0] for link in re.findall(r"\]\(([^)]+)\)", README) if "://" not in link]
    assert [link for link in files if not (ROOT / link).exists()] == []
