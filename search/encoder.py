"""Turns questions and passages into vectors, by any SentenceTransformer: the embedded one, or another by name."""

from __future__ import annotations

import contextlib
import copy
import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from search.embedded.adaptation import adapt, read_adaptation
from search.embedded.cache import embedded_fingerprint, ensure_unpacked, plain_fingerprint
from search.embedded.engine import Engine
from search.embedded.openvino_encoder import OpenVinoEncoder, load_openvino
from search.embedded.openvino_ways import CannotComputeError
from search.errors import ModelUnavailableError, loading_model
from search.late_chunking import Spanned, Spans, tokens_within
from search.neutrality import PLAIN_DIRECTIONS, projection, read_directions

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_BATCH = 8
"""Texts of about one length that pass the model together. Measured on an article's blocks, 32 take a quarter longer:
short texts are filled up to the longest of their batch."""
_log = logging.getLogger(__name__)


class Encoder(Protocol):
    """Encodes questions and passages, which models may treat differently."""

    @property
    def fingerprint(self) -> str:
        """Names everything that the vectors depend on; vectors of different fingerprints do not compare."""

    @property
    def dimension(self) -> int:
        """The number of values in a vector."""

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of shape (len(texts), dimension)."""

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of shape (len(texts), dimension)."""

    def encode_with_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> Spanned:
        """The unit vectors of passages and of their spans, in one reading."""


class SentenceTransformerEncoder:
    """An encoder on a SentenceTransformer model. Safe for threads: one text at a time passes the model."""

    def __init__(self, model: SentenceTransformer, fingerprint: str, lock: threading.Lock | None = None) -> None:
        """`lock` is that of another encoder which shares parts of its model with this one."""
        self._model = model
        self._fingerprint = fingerprint
        self.lock = lock or threading.Lock()
        dimension = model.get_embedding_dimension()
        if dimension is None:
            raise ModelUnavailableError("The model does not tell the dimension of its vectors; choose another one.")
        self._dimension = dimension

    @property
    def model(self) -> SentenceTransformer:
        """The model itself."""
        return self._model

    @property
    def fingerprint(self) -> str:
        """Names everything that the vectors depend on."""
        return self._fingerprint

    @property
    def dimension(self) -> int:
        """The number of values in a vector."""
        return self._dimension

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of questions, of shape (len(texts), dimension), under the model's query prompt."""
        return self._encode(self._model.encode_query, texts)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of passages, of shape (len(texts), dimension), under the model's document prompt."""
        return self._encode(self._model.encode_document, texts)

    def encode_with_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> Spanned:
        """The unit vectors of passages, of shape (len(texts), dimension), and of their spans, read in their context.

        The tokens of the whole passage pass the model, and each span is the mean of its own ("Late Chunking": Günther
        et al. 2024). Models that do not take the mean of all their tokens read each span by itself.
        """
        rest = self._after_mean()
        tokenizer = self._model.tokenizer
        if not texts or rest is None or not getattr(tokenizer, "is_fast", False):
            cut = [[text[start:end] for start, end in own] for text, own in zip(texts, spans, strict=True)]
            alone = self.encode_passages([each for own in cut for each in own])
            return Spanned(self.encode_passages(texts), _split(alone, [len(own) for own in cut]))
        prompt = self._model.prompts.get("document") or ""
        offsets = tokenizer(
            [prompt + text for text in texts],
            truncation=True,
            max_length=self._model.max_seq_length,
            return_offsets_mapping=True,
        )["offset_mapping"]
        with self.lock:
            tokens = self._model.encode_document(
                list(texts), batch_size=_BATCH, show_progress_bar=False, output_value="token_embeddings"
            )
        whole = [_mean(states) for states in tokens]
        means = [
            _mean_of(states, within, start + len(prompt), end + len(prompt))
            for states, within, own in zip(tokens, offsets, spans, strict=True)
            for start, end in own
        ]
        parts = _split(_finished(means, rest, self._dimension), [len(own) for own in spans])
        return Spanned(_finished(whole, rest, self._dimension), parts)

    def _after_mean(self) -> list[Any] | None:
        """The modules behind the mean of all tokens; None for a model that pools otherwise."""
        modules = list(self._model)
        for place, module in enumerate(modules):
            if type(module).__name__ == "Pooling":
                return modules[place + 1 :] if module.pooling_mode == "mean" and module.include_prompt else None
        return None

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str]) -> npt.NDArray[np.float32]:
        if not texts:
            return np.empty((0, self._dimension), np.float32)
        with self.lock:
            vectors = encode(list(texts), batch_size=_BATCH, show_progress_bar=False, normalize_embeddings=True)
        return np.ascontiguousarray(vectors, np.float32)


def _mean_of(states: Any, offsets: Sequence[tuple[int, int]], start: int, end: int) -> Any:
    """The mean of the tokens that lie in a span; of all tokens for a span that the model no longer reads."""
    places = tokens_within(offsets, start, end)
    return _mean(states[places] if places else states)


def _mean(states: Any) -> Any:
    return states.float().mean(0)  # bfloat16 would round once more


def _finished(means: Sequence[Any], modules: Sequence[Any], dimension: int) -> npt.NDArray[np.float32]:
    """The unit vectors that the modules behind pooling make of mean vectors, of shape (len(means), dimension)."""
    import torch

    if not means:
        return np.empty((0, dimension), np.float32)
    features = {"sentence_embedding": torch.stack(list(means))}
    with torch.inference_mode():
        for module in modules:
            features = module(features)
        vectors = torch.nn.functional.normalize(features["sentence_embedding"], dim=1)
    return np.ascontiguousarray(vectors.cpu().numpy(), np.float32)


def _split(vectors: npt.NDArray[np.float32], counts: Sequence[int]) -> list[npt.NDArray[np.float32]]:
    return np.split(vectors, np.cumsum(counts)[:-1]) if counts else []


class LazyEncoder:
    """Loads an encoder when its first text comes, so that commands which encode nothing start at once."""

    def __init__(self, fingerprint: Callable[[], str], load: Callable[[], Encoder]) -> None:
        self._make_fingerprint = fingerprint
        self._load = load
        self._lock = threading.Lock()
        self._loaded: Encoder | None = None

    @cached_property
    def fingerprint(self) -> str:
        """Names everything that the vectors depend on: asked for with every article, and megabytes are read for it."""
        return self._make_fingerprint()

    @property
    def dimension(self) -> int:
        """The number of values in a vector; loads the encoder."""
        return self.loaded().dimension

    def encode_queries(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of questions, of shape (len(texts), dimension)."""
        return self.loaded().encode_queries(texts)

    def encode_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """Unit vectors of passages, of shape (len(texts), dimension)."""
        return self.loaded().encode_passages(texts)

    def encode_with_spans(self, texts: Sequence[str], spans: Sequence[Spans]) -> Spanned:
        """The unit vectors of passages and of their spans, in one reading."""
        return self.loaded().encode_with_spans(texts, spans)

    def load_ahead(self) -> None:
        """Begin to load the encoder beside other work; what goes wrong is told by the first text, which tries again."""
        threading.Thread(target=self._load_quietly, name="load-encoder").start()

    def _load_quietly(self) -> None:
        with contextlib.suppress(Exception):
            self.loaded()

    def loaded(self) -> Encoder:
        """The encoder itself."""
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
            return self._loaded


def open_embedded_encoder(
    cache: Path, engine: Engine = Engine.AUTO, *, say: Callable[[str], None] = lambda _: None
) -> LazyEncoder:
    """The embedded encoder, unpacked under `cache` and loaded when it is first used; ModelUnavailableError then."""
    return LazyEncoder(embedded_fingerprint, lambda: load_with(engine, cache, say=say))


def open_plain_encoder(embedded: LazyEncoder) -> LazyEncoder:
    """The embedded encoder as it was before it learnt to tell details of mentoring apart.

    It tells better what is about mentoring and what is an advert: measured on the development pages of cleaning, the
    nearness of paragraphs to their page's subject tells 97 % of the pairs of content and boilerplate apart, that of the
    adapted one 92 %. It shares the adapted one's memory: with PyTorch but for the layers that differ, with OpenVINO the
    word table and the tokenizer.
    """

    def load() -> Encoder:
        loaded = embedded.loaded()
        if isinstance(loaded, OpenVinoEncoder):
            return loaded.plain()
        if isinstance(loaded, SentenceTransformerEncoder):
            return SentenceTransformerEncoder(_without_adaptation(loaded.model), plain_fingerprint(), loaded.lock)
        raise TypeError("only the embedded encoder has a plain one")

    return LazyEncoder(plain_fingerprint, load)


def _without_adaptation(model: SentenceTransformer) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer

    adaptation = read_adaptation()
    modules: list[Any] = list(model)
    transformer, pooling, dense, normalise = modules
    bert = transformer.auto_model
    changed = {int(name.split(".")[2]) for name in adaptation}
    shared = [bert.embeddings, *(layer for number, layer in enumerate(bert.encoder.layer) if number not in changed)]
    shared += [transformer.tokenizer, transformer.processor]
    plain, own = copy.deepcopy((transformer, dense), {id(each): each for each in shared})
    adapt(plain.auto_model, adaptation, times=-1.0)
    without = SentenceTransformer(modules=[plain, pooling, own, normalise], similarity_fn_name="cosine", device="cpu")
    without.prompts = model.prompts
    # Only now: SentenceTransformer gives all modules the number format of the first, and the projection is float32.
    own.float().linear.weight = torch.nn.Parameter(torch.from_numpy(projection(read_directions(PLAIN_DIRECTIONS))))
    return without


def open_other_encoder(name: str, query_prompt: str | None, passage_prompt: str | None) -> Encoder:
    """The SentenceTransformer with this name or path; prompts that are None are the model's own.

    Raises ModelUnavailableError when there is none, or it cannot be loaded.
    """
    from huggingface_hub import snapshot_download
    from sentence_transformers import SentenceTransformer

    advice = (
        "MENTORBASE_MODEL takes the folder of a SentenceTransformer or its name on a model hub that can be reached; "
        "leave it empty for the embedded model."
    )
    with loading_model(f"The model '{name}'", advice):
        folder = Path(name).expanduser() if Path(name).expanduser().is_dir() else Path(snapshot_download(name))
        model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
    own = {name: prompt for name, prompt in model.prompts.items() if prompt}
    prompts = {
        "query": own.get("query", "") if query_prompt is None else query_prompt,
        "document": own.get("document", own.get("passage", "")) if passage_prompt is None else passage_prompt,
    }
    model.prompts = {**own, **prompts}
    return SentenceTransformerEncoder(model, "other-" + _hash_folder(folder, prompts))


def computing_dtype() -> str:
    """The number format that this processor computes fastest in: ``bfloat16`` where it has instructions for it.

    Measured on two cores with AMX: bfloat16 encodes passages 3.3 times as fast as float32, with the same top ten for
    99.6 % of places; without such instructions it is slower than float32.
    """
    import torch

    native = torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported()
    return "bfloat16" if native else "float32"


def load_with(engine: Engine, cache: Path, *, say: Callable[[str], None] = lambda _: None) -> Encoder:
    """The embedded encoder on this engine, unpacked first if need be. Raises ModelUnavailableError."""
    if engine is not Engine.TORCH:
        try:
            return load_openvino(cache, say=say)
        except (ImportError, CannotComputeError) as error:
            if engine is Engine.OPENVINO:
                raise ModelUnavailableError(
                    f"OpenVINO cannot be loaded ({error}). Install it with `pip install openvino`, or set "
                    "MENTORBASE_ENGINE to torch or auto."
                ) from error
            _log.warning("OpenVINO cannot be loaded (%s): PyTorch encodes, which takes longer", error)
    return load_embedded(cache, computing_dtype(), say=say)


def load_embedded(cache: Path, dtype: str, *, say: Callable[[str], None] = lambda _: None) -> Encoder:
    """The embedded encoder as a SentenceTransformer, computing in `dtype` (a torch name), unpacked first if need be.

    Raises ModelUnavailableError.
    """
    import torch
    from safetensors.torch import load_file
    from sentence_transformers import SentenceTransformer
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    folder = ensure_unpacked(cache, dtype, say=say)

    kwargs = {"dtype": getattr(torch, dtype), "add_pooling_layer": False}
    model = SentenceTransformer(str(folder), device="cpu", local_files_only=True, model_kwargs=kwargs)
    # Pooling, projection and normalisation in float32: rounded to bfloat16 as the loader leaves it, the projection
    # would let through a part of what it should take out.
    transformer, _pooling, dense, _normalise = model
    transformer.register_forward_hook(_widen_tokens)
    dense.float().load_state_dict(load_file(folder / "2_Dense" / "model.safetensors"))
    return SentenceTransformerEncoder(model, embedded_fingerprint())


def _widen_tokens(_module: object, _inputs: object, features: dict[str, Any]) -> dict[str, Any]:
    features["token_embeddings"] = features["token_embeddings"].float()
    return features


def _hash_folder(folder: Path, prompts: dict[str, str]) -> str:
    digest = hashlib.sha256(repr(sorted(prompts.items())).encode())
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not any(part.startswith(".") for part in file.relative_to(folder).parts):
            digest.update(str(file.relative_to(folder)).encode())
            with file.open("rb") as content:
                digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()[:16]
