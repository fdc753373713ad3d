"""Finding it: the encoder, the index, the searcher and its evaluation."""
