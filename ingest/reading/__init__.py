"""Readers: the bytes of a file become text with what the file says about itself."""
