from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import UnreadableError
from ingest.reading.document import Document
from ingest.reading.markdown import read_markdown


def read(text: str) -> Document:
    return read_markdown(text.encode())


def test_front_matter_gives_title_language_and_key_and_the_rest_are_details() -> None:
    document = read(
        "---\ntitle: 'Chiedere, prima'\nlanguage: it\ntranslation_key: ask-first\nauthor: Åsa\n"
        "topics: [trust, listening]\n---\n\n# Testo\n\nAscolta."
    )
    assert (document.title, document.language, document.translation_key) == ("Chiedere, prima", "it", "ask-first")
    assert document.details == {"author": "Åsa", "topics": ["trust", "listening"]}
    assert document.text.strip() == "# Testo\n\nAscolta."


def test_values_stay_as_they_are_written() -> None:
    document = read(
        "---\ndate: 2026-09-01\ntime: 12:30\nversion: 1.10\nlanguage: no\nyear: 2026\nactive: yes\n"
        "dates: [2026-09-01, 2026-02-30]\nseen: 2026-09-01T10:00:00Z\n---\n" + "Text " * 30
    )
    assert document.language == "no"
    assert document.details == {
        "date": "2026-09-01",
        "time": "12:30",
        "version": "1.10",
        "year": "2026",
        "active": "yes",
        "dates": ["2026-09-01", "2026-02-30"],
        "seen": "2026-09-01T10:00:00Z",
    }


def test_what_is_nested_deeper_than_a_list_is_kept_as_json() -> None:
    document = read("---\nperson: {name: Åsa, roles: [mentor]}\nsteps:\n  - [one, two]\n  - three\n---\nText")
    assert document.details == {"person": '{"name": "Åsa", "roles": ["mentor"]}', "steps": ['["one", "two"]', "three"]}


def test_fields_without_a_value_are_left_out() -> None:
    document = read("---\ntitle:\nlanguage: ''\nauthor: ~\ntranslation_key: null\ntopics: []\n---\nText")
    assert document == Document("\nText")


def test_a_value_over_several_lines_is_kept() -> None:
    assert read("---\nsummary: |\n  one\n  two\n---\nText").details == {"summary": "one\ntwo\n"}


@pytest.mark.parametrize(
    "text",
    [
        "Just a text.",
        "# Heading\n\nText with a rule\n\n---\n\nand another\n\n---\n\nend",
        "---\n\nA rule, then text, and no second rule.",
        "---\n\nA text between two rules\n\n---\n\nand one after them",
        "---\n- a list\n- between rules\n---\nText",
        "{\nnot: json\n}\n\nText",
        "+++\nnot toml\n+++\n\nText",
    ],
)
def test_a_text_without_front_matter_is_kept_whole(text: str) -> None:
    assert read(text) == Document(text)


def test_empty_front_matter_is_no_part_of_the_text() -> None:
    assert read("---\n---\nText").text.strip() == "Text"
    assert read("---\n# a comment\n---\nText").text.strip() == "Text"


def test_rules_in_the_text_under_front_matter_stay() -> None:
    document = read("---\ntitle: A\n---\nOne\n\n---\n\nTwo\n\n---\n\nThree")
    assert (document.title, document.text.strip()) == ("A", "One\n\n---\n\nTwo\n\n---\n\nThree")


def test_windows_line_ends_blank_lines_and_a_byte_order_mark_do_not_hide_front_matter() -> None:
    data = "\ufeff\r\n---\r\ntitle: A\r\n---\r\nText\r\n".encode()
    assert (read_markdown(data).title, read_markdown(data).text.strip()) == ("A", "Text")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: one: two\n---\nText", 2),
        ("---\nauthor: A\ntitle: 'open\n---\nText", 4),
        ("---\nauthor: A\n\ntopics: [a, b\n---\nText", 5),
        ("\n\n---\n\n\nauthor: A\nkey: *alias\n---\nText", 7),
        ("---\na: &x [1, 2]\nb: *x\n---\nText", 3),
    ],
)
def test_front_matter_that_is_no_yaml_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(UnreadableError, match=f"is not valid YAML in line {line}\\. Put values with a colon in quotes"):
        read(text)


def test_front_matter_that_nests_without_end_is_refused() -> None:
    with pytest.raises(UnreadableError, match="is not valid YAML"):
        read("---\na: " + "[" * 5000 + "\n---\n" + "Text " * 2000)


def test_a_small_file_cannot_grow_by_aliases() -> None:
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    with pytest.raises(UnreadableError, match="is not valid YAML in line 3"):
        read(f"---\n{bomb}---\n" + "Text " * 500)


@pytest.mark.parametrize("tag", ["!!python/object/apply:os.getcwd []", "!!int abc", "!!timestamp x", "!own thing"])
def test_tags_construct_nothing(tag: str) -> None:
    assert set(read(f"---\nvalue: {tag}\n---\nText").details) <= {"value"}


def test_front_matter_without_a_text_is_refused() -> None:
    with pytest.raises(UnreadableError, match=r"^The file has front matter but no text under it\.$"):
        read("---\ntitle: A\n---\n \n")


printable = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff"), max_size=20
)
names = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8)


@given(st.dictionaries(names, st.one_of(printable, st.lists(printable, min_size=1, max_size=3)), max_size=4))
def test_whatever_yaml_can_write_comes_back_as_the_same_strings(values: dict[str, str | list[str]]) -> None:
    own = {"title", "language", "translation_key"}
    front = yaml.safe_dump(values, allow_unicode=True)
    document = read(f"---\n{front}---\n" + "Text of the article. " * 50)
    kept = {name: value for name, value in values.items() if name not in own and value not in ("~", "null", "")}
    assert document.details == kept
