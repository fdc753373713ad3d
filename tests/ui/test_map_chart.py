"""The chart of the map, as values."""

from __future__ import annotations

from typing import Any

from corpus.language import Language
from tests.ui.test_shelves import summary
from ui.map_chart import Wording, map_chart
from ui.shelves import Family

SWEDISH, ITALIAN, DUTCH = Language.SWEDISH, Language.ITALIAN, Language.DUTCH
WORDING = Wording(
    topics={"goals": "Setting goals", "trust": "Trust", "lonely": "Alone"},
    languages={each: each.own_name for each in Language},
    other_topics="Other topics",
    title="Title",
    readable_in="In",
    topic="Topic",
)
FAMILIES = [
    Family(summary(1, "Mål", SWEDISH, "a"), (summary(2, "Obiettivi", ITALIAN, "a"),), ("goals", "trust")),
    Family(summary(3, "Doelen", DUTCH, "b"), (), ("goals",)),
    Family(summary(4, "Fiducia", ITALIAN, "c"), (), ("gone", "trust")),
    Family(summary(5, "Utan ämne", SWEDISH, "d")),
    Family(summary(6, "Not on the map", SWEDISH, "e")),
]
LABELS, POINTS = 0, 1
PLACES = {"a": (-1.0, 0.0), "b": (0.0, 0.5), "c": (1.0, -0.5), "d": (0.0, -1.0)}


def chart(*, by_topic: bool) -> dict[str, Any]:
    return map_chart(FAMILIES, PLACES, WORDING, "#111111", by_topic=by_topic)


def points(*, by_topic: bool) -> list[dict[str, Any]]:
    values: list[dict[str, Any]] = chart(by_topic=by_topic)["layer"][POINTS]["data"]["values"]
    return values


def test_a_mark_tells_the_title_the_topic_and_every_language() -> None:
    assert points(by_topic=False)[0] == {
        "x": -1.0,
        "y": 0.0,
        "article": 1,
        "name": "Mål",
        "topic": "Setting goals",
        "languages": "Italiano, Svenska",
        "group": "Svenska",
    }


def test_what_has_no_place_is_not_on_the_map() -> None:
    assert [each["article"] for each in points(by_topic=False)] == [1, 3, 4, 5]


def test_colours_show_the_language_that_opens_or_the_first_topic_that_is_known() -> None:
    assert [each["group"] for each in points(by_topic=False)] == ["Svenska", "Nederlands", "Italiano", "Svenska"]
    assert [each["group"] for each in points(by_topic=True)] == [
        "Setting goals",
        "Setting goals",
        "Trust",
        "Other topics",
    ]


def test_every_group_has_a_colour_and_a_shape_of_its_own() -> None:
    for by_topic in (False, True):
        encoding = chart(by_topic=by_topic)["layer"][POINTS]["encoding"]
        for channel in ("color", "shape"):
            scale = encoding[channel]["scale"]
            assert len(scale["domain"]) == len(scale["range"])
        assert len(set(encoding["color"]["scale"]["range"])) == len(encoding["color"]["scale"]["range"])


def test_an_area_is_named_in_the_middle_of_two_families_or_more() -> None:
    labels = chart(by_topic=False)["layer"][LABELS]["data"]["values"]
    # Families a and b are about goals, a and c about trust; nobody knows of the topic "gone".
    assert [(each["name"], each["x"], each["y"]) for each in labels] == [
        ("Setting goals", -0.5, 0.25),
        ("Trust", 0.0, -0.25),
    ]


def test_a_name_that_would_cover_that_of_a_larger_area_is_left_out() -> None:
    # Both areas have their middle at (0, 0); "Setting goals" has one family more.
    places = {"0": (-1.0, -1.0), "1": (1.0, 1.0), "2": (0.0, 0.0), "3": (-1.0, 1.0), "4": (1.0, -1.0)}
    families = [Family(summary(n, "…", SWEDISH, str(n)), (), ("goals" if n < 3 else "trust",)) for n in range(5)]
    values = map_chart(families, places, WORDING, "#111111", by_topic=True)["layer"][LABELS]["data"]["values"]
    assert [(each["name"], each["wide"], each["narrow"]) for each in values] == [
        ("Setting goals", True, True),
        ("Trust", False, False),
    ]
