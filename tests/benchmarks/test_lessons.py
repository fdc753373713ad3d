"""How lessons are read, and what the encoder learns from a few of them."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel

from corpus.language import Language
from search.embedded.checkpoint import build_tokenizer
from search.embedded.source import open_weights
from tests.benchmarks.learn_adaptation import Batch, Sigmoid, contrast, learn, loss_of
from tests.benchmarks.lessons import Group, Lessons, Library, Need, Passage, Reader, laid_out


@pytest.fixture(scope="module")
def reader() -> Reader:
    weights = open_weights()
    return Reader(build_tokenizer(weights.vocabulary, weights.architecture.positions))


def _chance() -> random.Random:
    return random.Random(0)  # noqa: S311 - not for secrets


def _passage(*tokens: int) -> Passage:
    return Passage(list(tokens), [(0, len(tokens))])


def _group(theme: str, token: int) -> Group:
    return Group(theme, [_passage(token, token + 1)] * 4, [[token, 2]] * 12, [[3]])


def _library() -> Library:
    passages = [_passage(10), _passage(11), _passage(12)]
    return Library(passages, [Need([[20]], {0: 3, 1: 1}), Need([[21]], {2: 1}), Need([[22]], {})])


def test_a_passage_of_a_library_is_put_together_with_its_lists() -> None:
    text, _ = laid_out(["Do this:", "- one", "- two", "Then rest.", "Go on."])
    assert text == "Do this:\n- one\n- two\nThen rest. Go on."


def test_the_places_of_sentences_are_those_in_the_text() -> None:
    text, places = laid_out(["Do this:", "- one thing", "- another", "Then rest.", "Go on."])
    assert [text[start:end] for start, end in places] == [
        "Do this:",
        "one thing",
        "another",
        "Then rest.",
        "Go on.",
    ]


def test_groups_and_libraries_are_read_as_tokens(reader: Reader, tmp_path: Path) -> None:
    (tmp_path / "libraries").mkdir()
    group = {
        "theme": "rest",
        "passages": dict.fromkeys(Language, "A first sentence is here. A second one follows it."),
        "questions": {each: ["One?", "Two?", "Three?"] for each in Language},
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(group), encoding="utf-8")
    library = {
        "passages": [
            {"id": "a", "language": "en", "title": "Title", "sentences": ["Sleep a night over it.", "Then call."]}
        ],
        "needs": [{"asked": [{"language": "it", "text": "Che faccio?"}], "grades": {"a": 3}}],
    }
    (tmp_path / "libraries" / "b.jsonl").write_text(json.dumps(library), encoding="utf-8")
    lessons = reader.lessons(tmp_path, tmp_path / "libraries")
    (read,) = lessons.groups
    assert (read.theme, len(read.passages), len(read.questions), read.unanswered) == ("a rest", 4, 12, [])
    assert [len(passage.sentences) for passage in read.passages] == [2] * 4
    ((first, last), (begin, end)) = read.passages[0].sentences
    assert first < last <= begin < end < len(read.passages[0].tokens)
    (small,) = lessons.libraries
    assert small.needs[0].grades == {0: 3}
    assert (
        small.passages[0].sentences[0][0] >= 4
    )  # the beginning, the prompt and the title stand before the first sentence


def test_a_batch_knows_what_is_right_what_helps_and_what_has_no_answer() -> None:
    batch = Batch()
    batch.add_group(0, _group("one", 5), _chance())
    batch.add_library(_library(), _chance())
    right, counted = batch.judgements()
    assert right.shape == (7 + 3, 2 + 3)
    assert right[:6].tolist() == [[True, True, False, False, False]] * 6
    assert not right[6].any()  # the group's unanswered question
    assert right[7:].tolist() == [[False, False, True, False, False], [False] * 4 + [True], [False] * 5]
    assert (~counted).nonzero().tolist() == [[7, 3]]  # helps a little: neither right nor wrong


def test_the_contrast_is_small_where_the_right_one_is_nearest_and_leaves_out_what_does_not_count() -> None:
    right = torch.tensor([[True, False, False]])
    counted = torch.tensor([[True, True, False]])
    good = contrast(torch.tensor([[0.9, 0.1, 0.95]]), right, counted)
    bad = contrast(torch.tensor([[0.1, 0.9, 0.0]]), right, counted)
    assert float(good) < 0.01 < 10 < float(bad)


def test_learning_makes_the_loss_smaller_and_keeps_it_as_thin_matrices() -> None:
    torch.manual_seed(1)
    shape = BertConfig(vocab_size=40, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16)
    lessons = Lessons([_group(f"theme {place}", 5 + 2 * place) for place in range(6)], [_library()])
    model = BertModel(shape, add_pooling_layer=False)
    before = {name: weight.detach().clone() for name, weight in model.named_parameters()}
    learner = learn(model, lessons, epochs=1, rate=0.0)
    batch = Batch()
    for number, group in enumerate(lessons.groups):
        batch.add_group(number, group, _chance())
    model.train(mode=False)
    device = next(model.parameters()).device
    untaught = loss_of(learner.encode(batch.passages, batch.questions), batch, Sigmoid().to(device))
    taught = learn(model, lessons, epochs=30, rate=3e-3)
    model.train(mode=False)
    assert loss_of(taught.encode(batch.passages, batch.questions), batch, Sigmoid().to(device)) < untaught
    changed = {name for name, weight in model.named_parameters() if not bool((weight.cpu() == before[name]).all())}
    learnt = taught.learnt(rank=4)
    assert set(learnt) == changed
    name = "encoder.layer.0.output.dense.weight"
    assert learnt[name].up.shape == (8, 4)
    whole = taught.learnt(rank=8)[name].product()
    difference = (dict(model.named_parameters())[name].detach().cpu() - before[name]).numpy()
    assert np.abs(whole - difference).max() < 1e-3 * max(1.0, np.abs(difference).max())
