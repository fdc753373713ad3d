"""The chart of the library's map, as Vega-Lite reads it: a mark for each family, and the names of the topics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from corpus.language import Language
from search.library_map import Place
from ui.shelves import Family

# Each colour has a contrast of more than 3 to 1 on paper and at night, and a shape of its own beside it.
_COLOURS = ("#3a7fd0", "#c8651b", "#2f8f7a", "#b4559b", "#8a7a1f", "#6a6fd6", "#d0555e")
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right")
_OTHERS = ("#7d8487", "circle")
_HEIGHT = 560
_WIDTHS = {"wide": 900, "narrow": 340}  # of the drawing, in pixels
_NARROW = 560
_LETTER, _LINE = 7.5, 24  # of a label, in pixels
_FEWEST = 2  # families that make an area
TAPPED, CLICKED = "tapped", "clicked"
"""The chart's two selections: a finger first wants to see what it has touched, a mouse has seen it."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What the chart says, in the reader's language: the names of topics and languages, and its own few words."""

    topics: Mapping[str, str]
    languages: Mapping[Language, str]
    other_topics: str
    title: str
    readable_in: str
    topic: str


def main_topic(family: Family, names: Mapping[str, str]) -> str | None:
    """The topic that a family is about before all others, of those that have a name."""
    return next((topic for topic in family.topics if topic in names), None)


def map_chart(
    families: Sequence[Family], places: Mapping[str, Place], wording: Wording, ink: str, *, by_topic: bool
) -> dict[str, Any]:
    """The chart of the families that have a place; a selection holds the `article` that was chosen.

    `ink` is the colour of its letters.
    """
    shown = [family for family in families if family.key in places]
    groups = _topic_groups(shown, wording) if by_topic else _language_groups(wording)
    points = [_point(family, places[family.key], wording, groups, by_topic=by_topic) for family in shown]
    axis = {"axis": None, "scale": {"zero": False, "nice": False, "padding": 28}}
    where = {"x": {"field": "x", "type": "quantitative", **axis}, "y": {"field": "y", "type": "quantitative", **axis}}
    used = [name for name in groups if any(point["group"] == name for point in points)]
    return {
        "height": _HEIGHT,
        "config": {"view": {"stroke": None}},
        "layer": [
            _labels(shown, places, wording, where, ink),
            _points_layer(points, where, groups, used, wording, ink),
        ],
    }


def _language_groups(wording: Wording) -> dict[str, tuple[str, str]]:
    names = [wording.languages[language] for language in Language]
    return dict(zip(names, zip(_COLOURS, _SHAPES, strict=True), strict=False))


def _topic_groups(families: Sequence[Family], wording: Wording) -> dict[str, tuple[str, str]]:
    """The topics of most families have a colour each."""
    counted = Counter(topic for family in families if (topic := main_topic(family, wording.topics)))
    largest = [wording.topics[topic] for topic, _ in sorted(counted.items(), key=lambda each: (-each[1], each[0]))]
    groups = dict(zip(largest, zip(_COLOURS, _SHAPES, strict=True), strict=False))
    return {**groups, wording.other_topics: _OTHERS}


def _point(
    family: Family, place: Place, wording: Wording, groups: Mapping[str, Any], *, by_topic: bool
) -> dict[str, Any]:
    topic = main_topic(family, wording.topics)
    name = wording.topics[topic] if topic else ""
    language = wording.languages[family.shown.language] if family.shown.language else ""
    group = (name if name in groups else wording.other_topics) if by_topic else language
    readable = [wording.languages[each] for each in Language if each in family.languages]
    return {
        "x": place[0],
        "y": place[1],
        "article": family.shown.id,
        "name": family.shown.title,
        "topic": name,
        "languages": ", ".join(readable),
        "group": group,
    }


def _points_layer(
    points: list[dict[str, Any]],
    where: dict[str, Any],
    groups: Mapping[str, tuple[str, str]],
    used: list[str],
    wording: Wording,
    ink: str,
) -> dict[str, Any]:
    columns = {"expr": f"width < {_NARROW} ? 1 : 4"}
    legend = {"orient": "bottom", "columns": columns, "labelColor": ink, "labelFontSize": 14, "labelLimit": 0}

    def scaled(part: int) -> dict[str, Any]:
        scale = {"domain": used, "range": [groups[name][part] for name in used]}
        return {"field": "group", "type": "nominal", "scale": scale, "title": None, "legend": legend}

    finger = "event.pointerType === 'touch' || event.pointerType === 'pen'"
    told = (("name", wording.title), ("topic", wording.topic), ("languages", wording.readable_in))
    return {
        "data": {"values": points},
        # The edge cannot be seen, but a finger hits it.
        "mark": {
            "type": "point",
            "filled": True,
            "size": 170,
            "opacity": 0.9,
            "cursor": "pointer",
            "stroke": "transparent",
            "strokeWidth": 10,
        },
        "params": [
            {"name": TAPPED, "select": {"type": "point", "fields": ["article"], "on": f"click[{finger}]"}},
            {"name": CLICKED, "select": {"type": "point", "fields": ["article"], "on": f"click[!({finger})]"}},
        ],
        "encoding": {
            **where,
            "color": scaled(0),
            "shape": scaled(1),
            "tooltip": [{"field": field, "type": "nominal", "title": title} for field, title in told],
        },
    }


def _labels(
    families: Sequence[Family], places: Mapping[str, Place], wording: Wording, where: dict[str, Any], ink: str
) -> dict[str, Any]:
    """The names of topics in the middle of their families, as many as can be read, behind the marks."""
    test = f"width < {_NARROW} ? datum.narrow : datum.wide"
    return {
        "data": {"values": _label_values(families, places, wording)},
        "mark": {"type": "text", "fontSize": 14, "fontWeight": 600, "tooltip": None, "color": ink},
        "encoding": {
            **where,
            "text": {"field": "name", "type": "nominal"},
            "opacity": {"condition": {"test": test, "value": 0.8}, "value": 0},
        },
    }


def _label_values(families: Sequence[Family], places: Mapping[str, Place], wording: Wording) -> list[dict[str, Any]]:
    areas: dict[str, list[Place]] = {}
    for family in families:
        for topic in family.topics:
            areas.setdefault(topic, []).append(places[family.key])
    largest = sorted(
        (topic for topic, own in areas.items() if topic in wording.topics and len(own) >= _FEWEST),
        key=lambda each: (-len(areas[each]), each),
    )
    labels = [
        {
            "name": wording.topics[topic],
            "x": sum(x for x, _ in areas[topic]) / len(areas[topic]),
            "y": sum(y for _, y in areas[topic]) / len(areas[topic]),
        }
        for topic in largest
    ]
    frame = [places[family.key] for family in families]
    return [
        {**label, **{name: kept[number] for name, kept in _readable(labels, frame).items()}}
        for number, label in enumerate(labels)
    ]


def _readable(labels: Sequence[Mapping[str, Any]], frame: Sequence[Place]) -> dict[str, list[bool]]:
    """Which labels can stand at each width, so that none covers one of a larger area."""
    found: dict[str, list[bool]] = {}
    for name, width in _WIDTHS.items():
        taken: list[tuple[float, float, float]] = []
        kept = []
        for label in labels:
            x, y = (_share(label[axis], [place[number] for place in frame]) for number, axis in enumerate("xy"))
            half = len(label["name"]) * _LETTER / 2
            box = x * width, y * _HEIGHT, half
            inside = half <= box[0] <= width - half
            free = all(abs(box[1] - other[1]) > _LINE or abs(box[0] - other[0]) > half + other[2] for other in taken)
            kept.append(inside and free)
            if kept[-1]:
                taken.append(box)
        found[name] = kept
    return found


def _share(value: float, values: Sequence[float]) -> float:
    low, high = min(values), max(values)
    return (value - low) / (high - low) if high > low else 0.5
