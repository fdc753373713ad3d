"""What number formats, engines and the vocabulary cost the embedded encoder: time, memory and fidelity.

`python -m tests.benchmarks.encoder_formats`: PyTorch in each format, and OpenVINO, run in processes of their own,
twice, in turn.
"""

from __future__ import annotations

import json
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from search.encoder import Encoder
from tests.benchmarks.record import record
from ui.settings import Settings

OPENVINO = "openvino"
FORMATS = ("float32", "bfloat16", OPENVINO)
ROUNDS = 2
EACH = 3  # one paragraph of so many


def resident_mb() -> float:
    """Memory of this process now, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1024**2


def disk_mb(*folders: Path) -> int:
    """What the files of folders take."""
    return round(
        sum(file.stat().st_size for folder in folders for file in folder.rglob("*") if file.is_file()) / 1024**2
    )


def open_slow(dtype: str) -> tuple[Encoder, dict[str, Any]]:
    """The encoder on PyTorch, and what opening it took."""
    started = time.perf_counter()
    import sentence_transformers

    imported, at_import = time.perf_counter() - started, resident_mb()
    from search import encoder as module
    from search.embedded.cache import ensure_unpacked

    folder = ensure_unpacked(Settings().cache, dtype)
    moment = time.perf_counter()
    encoder = module.load_embedded(Settings().cache, dtype)
    return encoder, {
        "library": sentence_transformers.__version__,
        "disk_mb": disk_mb(folder),
        "import_seconds": round(imported, 2),
        "import_mb": round(at_import),
        "load_seconds": round(time.perf_counter() - moment, 2),
    }


def open_fast(_dtype: str) -> tuple[Encoder, dict[str, Any]]:
    """The encoder on OpenVINO, and what opening it took."""
    from search.embedded.openvino_encoder import load_openvino

    cache = Settings().cache
    moment = time.perf_counter()
    encoder = load_openvino(cache)
    return encoder, {
        "disk_mb": disk_mb(_newest(cache, f"{encoder.fingerprint}-openvino-*"), _newest(cache, "words-*")),
        "load_seconds": round(time.perf_counter() - moment, 2),
    }


def _newest(cache: Path, pattern: str) -> Path:
    return max(cache.glob(pattern), key=lambda each: each.stat().st_mtime)


def measure(dtype: str) -> dict[str, Any]:
    """Load the model in a number format and encode the bundled articles' paragraphs and the development questions."""
    started = time.perf_counter()
    encoder, about = (open_fast if dtype == OPENVINO else open_slow)(dtype)
    encoder.encode_queries(["What is mentoring?"])
    first = time.perf_counter() - started
    from tests.benchmarks.quality import DEVELOPMENT

    texts = [
        paragraph
        for path in sorted(Path("corpus/articles").rglob("*.md"))
        for paragraph in path.read_text(encoding="utf-8").split("\n\n")[1:]
        if len(paragraph) > 40
    ][::EACH]
    encoder.encode_passages(texts[:8])
    moment = time.perf_counter()
    vectors = encoder.encode_passages(texts)
    rate = len(texts) / (time.perf_counter() - moment)
    questions = [
        json.loads(line)["question"] for line in DEVELOPMENT.questions.read_text(encoding="utf-8").splitlines()[:60]
    ]
    times = []
    for question in questions:
        moment = time.perf_counter()
        encoder.encode_queries([question])
        times.append(time.perf_counter() - moment)
    return {
        **about,
        "first_vector_seconds": round(first, 2),
        "resident_mb": round(resident_mb()),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "passages_per_second": round(rate, 1),
        "question_ms": round(1000 * statistics.median(times), 1),
        "vectors": vectors.tolist(),
    }


def main() -> None:
    """Entry of the command."""
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(measure(sys.argv[1])))
        return
    import numpy as np

    runs: dict[str, list[dict[str, Any]]] = {dtype: [] for dtype in FORMATS}
    for _ in range(ROUNDS):
        for dtype in FORMATS:
            command = [sys.executable, "-m", "tests.benchmarks.encoder_formats", dtype]
            runs[dtype].append(json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout))
    full, *others = (np.array(runs[dtype][0]["vectors"], np.float32) for dtype in FORMATS)
    for each in (run for several in runs.values() for run in several):
        del each["vectors"]

    def nearest(vectors: Any) -> Any:
        return np.argsort(-(vectors @ vectors.T), axis=1)[:, 1:11]

    compared = {}
    for name, vectors in zip(FORMATS[1:], others, strict=True):
        cosines = (full * vectors).sum(1)
        overlap = [len(set(a) & set(b)) / 10 for a, b in zip(nearest(full), nearest(vectors), strict=True)]
        pairs = list(zip(runs[FORMATS[0]], runs[name], strict=True))
        compared[name] = {
            "passages_times": [round(b["passages_per_second"] / a["passages_per_second"], 2) for a, b in pairs],
            "question_times": [round(a["question_ms"] / b["question_ms"], 2) for a, b in pairs],
            "cosine_mean_and_least": [round(float(cosines.mean()), 6), round(float(cosines.min()), 6)],
            "top_ten_overlap": round(float(np.mean(overlap)), 4),
        }
    result = {
        "runs": runs,
        "to_float32": compared,
        "word_table_mb": {
            "float32": round(250_037 * 384 * 4 / 1024**2),
            "bfloat16": round(250_037 * 384 * 2 / 1024**2),
        },
    }
    record("encoder_formats", result, Path("corpus/articles").rglob("*.md"))


if __name__ == "__main__":
    main()
