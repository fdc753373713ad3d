"""Runs all benchmarks, one after another: `make bench`."""

from tests.benchmarks import (
    answer_choices,
    choices,
    cleaning,
    encoder_batches,
    encoder_formats,
    filtering,
    index_growth,
    latency,
    load,
    map_places,
    neutral_space,
    page_times,
    quality,
    question_grouping,
    reading,
    relations,
    repairing,
    start_and_search,
    suggestion_times,
    summaries,
    topic_finding,
    translation_choices,
    two_processes,
)


def main() -> None:
    """Entry of the command."""
    quality.main()
    choices.main()
    neutral_space.main()
    answer_choices.main()
    encoder_formats.main()
    encoder_batches.main()
    reading.main()
    start_and_search.main()
    suggestion_times.main()
    latency.main()
    load.main()
    two_processes.main()
    page_times.main()
    question_grouping.main()
    repairing.main()
    summaries.main()
    topic_finding.main()
    for part in ("development", "final"):
        cleaning.main(part)
        relations.main(part)
    translation_choices.main()
    map_places.main()
    index_growth.main(10_000, 100_000)
    filtering.main(filtering.ARTICLES)


if __name__ == "__main__":
    main()
