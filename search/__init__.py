"""Finding it: the encoder, the index, the searcher and its evaluation."""

import os

# Read when torch and FAISS load OpenMP. By default its threads wait for each other so busily that two processes that
# encode on the same processors take many times as long as one after the other; see the benchmark `two_processes`.
os.environ.setdefault("GOMP_SPINCOUNT", "10000")
