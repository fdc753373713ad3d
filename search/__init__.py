"""Finding it: the encoder, the index, the searcher and its evaluation."""

import os

# Read when torch and FAISS load OpenMP. By default its threads wait for each other so busily that two processes that
# encode on the same processors take many times as long as one after the other; see the benchmark `two_processes`.
os.environ.setdefault("GOMP_SPINCOUNT", "10000")

# Read when NumPy loads OpenBLAS, whose threads wait so too. Our matrices are small: two threads gain nothing on idle
# processors (measured: building the encoder's graphs takes 0.12 s with one, 0.18 s with two), and lose on busy ones
# (up to 0.6 s).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
