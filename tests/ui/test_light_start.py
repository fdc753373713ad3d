"""What a question does not need is not loaded for it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui.service import open_service
from ui.settings import Settings

_ROOT = Path(__file__).parents[2]
_HEAVY = {"torch", "transformers", "sentence_transformers", "scipy", "sklearn", "trafilatura", "mammoth", "pypdf"}
_TELL = f"""
import sys
from ui.command_line import main
try:
    main()
except SystemExit as end:
    print(end.code, *sorted({sorted(_HEAVY)} & sys.modules.keys()), file=sys.stderr)
"""


@pytest.fixture
def settings(model_cache: Path, tmp_path: Path) -> Settings:
    """Of a library with an article, and an embedded model that is unpacked."""
    settings = Settings(library=tmp_path / "library", cache=model_cache)
    (tmp_path / "mentor.md").write_text("# Find a mentor\n\nAsk a person whom you trust to be your mentor.\n")
    service = open_service(settings)
    assert [report.status for report in service.ingest([str(tmp_path / "mentor.md")])] == ["added"]
    service.catch_up()
    return settings


@pytest.mark.parametrize("arguments", [["--help"], ["search", "How do I find a mentor?"]], ids=" ".join)
def test_a_command_loads_neither_pytorch_nor_what_reads_files(settings: Settings, arguments: list[str]) -> None:
    places = {"MENTORBASE_LIBRARY": str(settings.library), "MENTORBASE_CACHE": str(settings.cache)}
    result = subprocess.run(
        [sys.executable, "-c", _TELL, *arguments],
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        check=False,
        cwd=_ROOT,
    )
    assert result.stderr.splitlines()[-1:] == ["0"], result.stderr
