"""How articles belong together: near copies, new versions, translations and their sections."""
