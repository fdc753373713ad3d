"""Letting it in: readers, repair, language, splitting and the pipeline from a file to a saved revision."""
