"""What number formats and the vocabulary cost the embedded encoder: time, memory and fidelity.

`python -m tests.benchmarks.encoder_formats`: each format runs in a process of its own, twice, in turn.
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

from tests.benchmarks.record import record
from ui.settings import Settings

FORMATS = ("float32", "bfloat16")
ROUNDS = 2


def resident_mb() -> float:
    """Memory of this process now, in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 1024**2


def measure(dtype: str) -> dict[str, Any]:
    """Load the model in a number format and encode the bundled articles' paragraphs and the development questions."""
    started = time.perf_counter()
    import sentence_transformers

    imported, at_import = time.perf_counter() - started, resident_mb()
    from search import encoder as module
    from search.embedded.cache import ensure_unpacked
    from tests.benchmarks.quality import DEVELOPMENT

    folder = ensure_unpacked(Settings().cache, dtype)
    from tokenizers import Tokenizer

    before = resident_mb()
    moment = time.perf_counter()
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer_cost = {"seconds": round(time.perf_counter() - moment, 2), "mb": round(resident_mb() - before)}
    del tokenizer
    moment = time.perf_counter()
    encoder = module.load_embedded(Settings().cache, dtype)
    loaded = time.perf_counter() - moment
    texts = [
        paragraph
        for path in sorted(Path("corpus/articles").rglob("*.md"))
        for paragraph in path.read_text(encoding="utf-8").split("\n\n")[1:]
        if len(paragraph) > 40
    ]
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
        "library": sentence_transformers.__version__,
        "disk_mb": round(sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1024**2),
        "import_seconds": round(imported, 2),
        "import_mb": round(at_import),
        "load_seconds": round(loaded, 2),
        "tokenizer": tokenizer_cost,
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
    full, half = (np.array(runs[dtype][0]["vectors"], np.float32) for dtype in FORMATS)
    cosines = (full * half).sum(1)
    for each in (run for pair in runs.values() for run in pair):
        del each["vectors"]

    def nearest(vectors: Any) -> Any:
        return np.argsort(-(vectors @ vectors.T), axis=1)[:, 1:11]

    overlap = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(nearest(full), nearest(half), strict=True)])
    ratios = [b["passages_per_second"] / a["passages_per_second"] for a, b in zip(*runs.values(), strict=True)]
    result = {
        "runs": runs,
        "bfloat16_to_float32": {
            "passages_per_second": [round(ratio, 2) for ratio in ratios],
            "cosine_mean_and_least": [round(float(cosines.mean()), 6), round(float(cosines.min()), 6)],
            "top_ten_overlap": round(float(overlap), 4),
        },
        "word_table_mb": {
            "float32": round(250_037 * 384 * 4 / 1024**2),
            "bfloat16": round(250_037 * 384 * 2 / 1024**2),
        },
    }
    record("encoder_formats", result, Path("corpus/articles").rglob("*.md"))


if __name__ == "__main__":
    main()
