"""Runs all benchmarks, one after another: `make bench`."""

from tests.benchmarks import choices, encoder_formats, quality, reading, start_and_search


def main() -> None:
    """Entry of the command."""
    quality.main()
    choices.main()
    encoder_formats.main()
    reading.main()
    start_and_search.main()


if __name__ == "__main__":
    main()
