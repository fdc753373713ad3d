"""The commands `mentorbase topics …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from corpus.language import Language
from ui.console import ArticleId, AsJson, err, opened_service, out, print_json, read_file, write_file
from ui.progress import shown_progress

if TYPE_CHECKING:
    from corpus.topic import Topic
    from ui.service import Service

TopicId = Annotated[str, typer.Argument(metavar="TOPIC", help="The topic's id, as `topics list` shows it.")]
TopicsFile = Annotated[Path, typer.Argument(metavar="FILE", help="A TOML file of topics.")]

topics = typer.Typer(help="The topics of mentoring, and those of each article.", no_args_is_help=True)


@topics.command("list")
def list_topics(as_json: AsJson = False) -> None:
    """All topics with their names in the four languages."""
    with opened_service() as service:
        known = service.topics()
    if as_json:
        for topic in known:
            print_json(_topic_line(topic))
        return
    table = Table("topic", "audience", *Language)
    for topic in known:
        names = (escape(topic.names[language]) for language in Language)
        table.add_row(topic.id, ", ".join(topic.audience), *names)
    out.print(table)


@topics.command("export")
def export_topics(file: TopicsFile) -> None:
    """Write all topics to a TOML file, to be changed and taken back by `import`."""
    from corpus.topic_file import format_topics

    with opened_service() as service:
        known = service.topics()
    write_file(file, format_topics(known), "topics")
    out.print(f"{len(known)} topics written to {file}", markup=False, highlight=False)


@topics.command("import")
def import_topics(
    file: TopicsFile,
    yes: Annotated[bool, typer.Option("--yes", help="Also if articles lose topics that are not in the file.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take the topics of a TOML file instead of the present ones, and look at all articles again."""
    from corpus.topic_file import read_topics

    taken = read_topics(read_file(file, "topics"))
    with opened_service() as service:
        lost = service.replace_topics(taken, confirmed=yes)
        assigned = _assign(service)
    if as_json:
        print_json({"topics": len(taken), "lost": lost, "articles": assigned})
        return
    for topic, articles in lost.items():
        out.print(f"'{topic}' has gone; {articles} articles had it.", markup=False, highlight=False)
    out.print(f"{len(taken)} topics taken from {file}; {assigned} articles looked at.", markup=False, highlight=False)


@topics.command("of")
def topics_of(identifier: ArticleId, as_json: AsJson = False) -> None:
    """The topics of one article, with their scores."""
    with opened_service() as service:
        _print_topics(service, identifier, as_json)


@topics.command()
def add(identifier: ArticleId, topic: TopicId, as_json: AsJson = False) -> None:
    """Give an article a topic, or confirm one that was proposed."""
    with opened_service() as service:
        service.add_topic(identifier, topic)
        _print_topics(service, identifier, as_json)


@topics.command()
def remove(identifier: ArticleId, topic: TopicId, as_json: AsJson = False) -> None:
    """Take a topic from an article; it is not proposed again."""
    with opened_service() as service:
        service.remove_topic(identifier, topic)
        _print_topics(service, identifier, as_json)


def _assign(service: Service) -> int:
    with shown_progress(err, "Encoding passages") as progress:
        service.catch_up(progress)
    with shown_progress(err, "Finding topics") as progress:
        return service.assign_topics(progress=progress)


def _print_topics(service: Service, article: int, as_json: bool) -> None:
    found = service.topics_of(article)
    if as_json:
        lines = [{"topic": each.topic, "score": round(each.score, 4), "state": each.state} for each in found]
        print_json({"article": article, "topics": lines})
        return
    if not found:
        out.print(f"Article {article} has no topics.", highlight=False)
    for each in found:
        out.print(f"{each.score:.2f}  {each.state:<9} {escape(each.topic)}", highlight=False)


def _topic_line(topic: Topic) -> dict[str, Any]:
    return {
        "topic": topic.id,
        "audience": list(topic.audience),
        "names": dict(topic.names),
        "descriptions": dict(topic.descriptions),
    }
