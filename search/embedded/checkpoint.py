"""Turns the weight file into a genuine SentenceTransformer folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from search.embedded.adaptation import adapt, read_adaptation
from search.embedded.weight_file import Vocabulary, WeightFile

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer
    from transformers import BertModel, PreTrainedTokenizerFast

QUERY_PROMPT = "query: "
PASSAGE_PROMPT = "passage: "
_MASK = "<mask>"

_EMBEDDING_NAMES = {
    "emb.word": "embeddings.word_embeddings.weight",
    "emb.pos": "embeddings.position_embeddings.weight",
    "emb.type": "embeddings.token_type_embeddings.weight",
    "emb.ln.w": "embeddings.LayerNorm.weight",
    "emb.ln.b": "embeddings.LayerNorm.bias",
}
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def write_sentence_transformer(
    network: BertModel, weights: WeightFile, projection: npt.NDArray[np.float32], folder: Path, dtype: torch.dtype
) -> None:
    """Write the model into `folder`: transformer, mean pooling, the projection as a `Dense` layer, normalisation.

    `network` is what was made of the weights; `projection` is a symmetric matrix of shape (hidden, hidden); `dtype` is
    that of the transformer's weights, the projection stays float32.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Dense, Normalize, Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling

    transformer = folder / "transformer"
    network.to(dtype).save_pretrained(transformer)  # type: ignore[arg-type] # its wrapper hides PyTorch's
    build_tokenizer(weights.vocabulary, weights.architecture.positions).save_pretrained(transformer)
    hidden = weights.architecture.hidden
    dense = Dense(hidden, hidden, bias=False, activation_function=None, init_weight=torch.from_numpy(projection))
    model = SentenceTransformer(
        modules=[
            Transformer(
                str(transformer),
                model_kwargs={"dtype": dtype, "add_pooling_layer": False},
                max_seq_length=weights.architecture.positions,
            ),
            Pooling(hidden, "mean"),
            dense,
            Normalize(),
        ],
        prompts={"query": QUERY_PROMPT, "document": PASSAGE_PROMPT},
        similarity_fn_name="cosine",
        device="cpu",
    )
    dense.linear.weight = torch.nn.Parameter(torch.from_numpy(projection))  # putting the model together rounded it
    model.save_pretrained(str(folder), create_model_card=False)
    for file in transformer.iterdir():
        file.unlink()
    transformer.rmdir()


def build_adapted_bert(weights: WeightFile) -> BertModel:
    """The network as Mentorbase uses it, in float32: the weights with what they have learnt."""
    model = build_bert(weights)
    adapt(model, read_adaptation())
    return model


def build_bert(weights: WeightFile) -> BertModel:
    """The network as it comes, in float32, without a pooler."""
    import torch
    from transformers import BertConfig, BertModel
    from transformers.initialization import no_init_weights

    shape = weights.architecture
    config = BertConfig(
        vocab_size=shape.vocabulary_rows,
        hidden_size=shape.hidden,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward,
        max_position_embeddings=shape.positions,
        type_vocab_size=shape.token_types,
        layer_norm_eps=1e-12,
        bos_token_id=weights.vocabulary.bos,
        eos_token_id=weights.vocabulary.eos,
        pad_token_id=weights.vocabulary.pad,
    )
    with no_init_weights():
        model = BertModel(config, add_pooling_layer=False)
    shapes = {name: value.shape for name, value in model.state_dict().items()}
    state = {}
    for name in weights.names:
        target = name_in_bert(name)
        state[target] = torch.from_numpy(weights.tensor(name)).reshape(shapes[target])
    model.load_state_dict(state)
    model.eval()  # type: ignore[no-untyped-call]
    return model


def build_tokenizer(vocabulary: Vocabulary, positions: int) -> PreTrainedTokenizerFast:
    """XLM-RoBERTa's tokenizer over the file's own pieces, as `transformers` wraps it."""
    from transformers import PreTrainedTokenizerFast

    bos, eos, unk, pad = special_pieces(vocabulary)
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=build_fast_tokenizer(vocabulary),
        bos_token=bos,
        eos_token=eos,
        cls_token=bos,
        sep_token=eos,
        unk_token=unk,
        pad_token=pad,
        mask_token=_MASK,
        model_max_length=positions,
        model_input_names=["input_ids", "attention_mask"],
    )


def build_fast_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """The tokenizer itself.

    The file's normaliser table is exactly NMT + NFKC (a test compares all its entries), which `tokenizers` has.
    """
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    pieces = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=vocabulary.unk, byte_fallback=False))
    folded = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.normalizer = normalizers.Sequence([normalizers.Nmt(), normalizers.NFKC(), folded])
    metaspace = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), metaspace])
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos, _unk, _pad = special = special_pieces(vocabulary)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=[bos, "$A", eos],
        pair=[bos, "$A", eos, eos, "$B", eos],
        special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)],
    )
    tokenizer.add_special_tokens([*special, _MASK])
    return tokenizer


def special_pieces(vocabulary: Vocabulary) -> tuple[str, str, str, str]:
    """The pieces for a text's beginning, its end, what is unknown, and filling."""
    places = (vocabulary.bos, vocabulary.eos, vocabulary.unk, vocabulary.pad)
    bos, eos, unk, pad = (vocabulary.pieces[place] for place in places)
    return bos, eos, unk, pad


def name_in_bert(name: str) -> str:
    """What a `BertModel` calls the tensor of this name in the weight file."""
    if name in _EMBEDDING_NAMES:
        return _EMBEDDING_NAMES[name]
    layer, part, kind = name.split(".")
    return f"encoder.layer.{layer[1:]}.{_LAYER_NAMES[part]}.{'weight' if kind == 'w' else 'bias'}"
