"""What the encoder has learnt: how it is kept, and how it is added to the weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from search.embedded.adaptation import LowRank, adapt, adaptation_hash, read_adaptation, write_adaptation

_NAME = "encoder.layer.0.attention.self.query.weight"


def _change() -> LowRank:
    return LowRank(np.array([[1], [2], [0], [0]], np.float16), np.array([[3, 0, 0.5, 0]], np.float16))


def test_a_change_is_the_product_of_its_two_matrices() -> None:
    assert _change().product().tolist() == [[3, 0, 0.5, 0], [6, 0, 1, 0], [0] * 4, [0] * 4]


def test_an_adaptation_reads_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "adaptation.npz"
    write_adaptation({_NAME: _change()}, path)
    (name, read), *others = read_adaptation(path).items()
    assert (name, others) == (_NAME, [])
    assert read.up.dtype == read.down.dtype == np.float16
    assert read.product().tolist() == _change().product().tolist()


def test_the_same_adaptation_is_the_same_bytes(tmp_path: Path) -> None:
    write_adaptation({_NAME: _change()}, tmp_path / "one.npz")
    write_adaptation({_NAME: _change()}, tmp_path / "other.npz")
    assert adaptation_hash(tmp_path / "one.npz") == adaptation_hash(tmp_path / "other.npz")


def test_a_change_is_added_to_its_weight_alone() -> None:
    from transformers import BertConfig, BertModel

    shape = BertConfig(vocab_size=5, hidden_size=4, num_hidden_layers=1, num_attention_heads=1, intermediate_size=8)
    model = BertModel(shape, add_pooling_layer=False)
    before = {name: weight.detach().clone() for name, weight in model.named_parameters()}
    adapt(model, {_NAME: _change()})
    differences = {
        name: (weight - before[name]).detach().numpy()
        for name, weight in model.named_parameters()
        if not bool((weight == before[name]).all())
    }
    assert list(differences) == [_NAME]
    assert differences[_NAME] == pytest.approx(_change().product(), abs=1e-6)
    with pytest.raises(KeyError):
        adapt(model, {"encoder.layer.9.output.dense.weight": _change()})


def test_the_shipped_adaptation_changes_all_layers() -> None:
    names = [
        f"encoder.layer.{layer}.{part}.weight"
        for layer in range(12)
        for part in (
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
            "intermediate.dense",
            "output.dense",
        )
    ]
    adaptation = read_adaptation()
    assert sorted(adaptation) == sorted(names)
    assert all(np.isfinite(change.product()).all() for change in adaptation.values())
