"""Runs all benchmarks, one after another: `make bench`."""

from tests.benchmarks import (
    choices,
    encoder_formats,
    quality,
    reading,
    relations,
    start_and_search,
    translation_choices,
)


def main() -> None:
    """Entry of the command."""
    quality.main()
    choices.main()
    encoder_formats.main()
    reading.main()
    start_and_search.main()
    for part in ("development", "final"):
        relations.main(part)
    translation_choices.main()


if __name__ == "__main__":
    main()
