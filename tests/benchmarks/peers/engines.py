"""The peers, each used as its documentation says, with its defaults; imported in their environment only.

All have the same encoder. A vector is handed to them under a name where they take nothing but texts.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from tests.benchmarks.peers.data import ALL, CHOSEN_LANGUAGE, LANGUAGES, ONE_LANGUAGE, RARE, TOP, Data

Vectors = npt.NDArray[np.float32]

_AT_ONCE = 5000
_BATCH = 32


class Engine(Protocol):
    """What is compared."""

    def begin(self) -> None:
        """Do what is done once for a library, whatever it takes in."""

    def add_texts(self, data: Data) -> None:
        """Take the texts in, until they can be found."""

    def add_vectors(self, data: Data) -> None:
        """Take passages with their vectors in, until they can be found, by others that open the folder too."""

    def open(self) -> None:
        """Open what `add_vectors` has kept."""

    def load(self) -> None:
        """Load the encoder."""

    def by_text(self, question: str, among: str) -> list[int]:
        """The numbers of the ten passages nearest to a question, of those that a filter leaves."""

    def by_vector(self, number: int, vector: Vectors, among: str) -> list[int]:
        """Those nearest to a vector, that of question `number`, which a filter leaves."""


class _WithEncoder:
    """An engine that is given its vectors by sentence-transformers."""

    def __init__(self, folder: Path, model: Path) -> None:
        self.folder = folder
        self._path = model
        self._model: Any = None

    def begin(self) -> None:
        pass

    def load(self) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(self._path), device="cpu", local_files_only=True)
        self.question("warm up")

    def question(self, text: str) -> Vectors:
        found: Vectors = np.asarray(self._model.encode_query([text], show_progress_bar=False), np.float32)
        return np.asarray(found[0])

    def passages(self, texts: Sequence[str]) -> Vectors:
        return np.asarray(
            self._model.encode_document(list(texts), batch_size=_BATCH, show_progress_bar=False), np.float32
        )


class Plain(_WithEncoder):
    """A loop of a dozen lines: sentence-transformers and a flat FAISS index. What the others are compared with."""

    def add_texts(self, data: Data) -> None:
        self._write(self.passages(data.texts), data.texts)

    def add_vectors(self, data: Data) -> None:
        self._write(np.asarray(data.vectors), data.texts)
        np.save(self.folder / "languages.npy", data.languages)
        np.save(self.folder / "rare.npy", data.rare)
        self.open()

    def _write(self, vectors: Vectors, texts: Sequence[str]) -> None:
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        faiss.write_index(index, str(self.folder / "index.faiss"))
        (self.folder / "texts.json").write_text(json.dumps(list(texts)), encoding="utf-8")

    def open(self) -> None:
        import faiss

        self._index = faiss.read_index(str(self.folder / "index.faiss"))
        self._chosen: dict[str, Any] = {}
        if (self.folder / "rare.npy").exists():
            languages, rare = np.load(self.folder / "languages.npy"), np.load(self.folder / "rare.npy")
            for name, some in ((ONE_LANGUAGE, languages == CHOSEN_LANGUAGE), (RARE, rare)):
                selector = faiss.IDSelectorBatch(np.flatnonzero(some).astype(np.int64))
                self._chosen[name] = faiss.SearchParameters(sel=selector)

    def by_text(self, question: str, among: str) -> list[int]:
        return self._nearest(self.question(question), among)

    def by_vector(self, number: int, vector: Vectors, among: str) -> list[int]:
        return self._nearest(vector, among)

    def _nearest(self, vector: Vectors, among: str) -> list[int]:
        chosen = None if among == ALL else self._chosen[among]
        _, ids = self._index.search(vector[None], TOP, params=chosen)
        return [int(each) for each in ids[0] if each >= 0]


class Txtai:
    """txtai with content storage, which its filters need."""

    def __init__(self, folder: Path, model: Path) -> None:
        self.folder = folder
        self._path = model
        self._encoder = _WithEncoder(folder, model)
        self._known: dict[str, Vectors] = {}

    def begin(self) -> None:
        pass

    def load(self) -> None:
        self._encoder.load()

    def add_texts(self, data: Data) -> None:
        from txtai import Embeddings

        embeddings = Embeddings(
            path=str(self._path),
            method="sentence-transformers",
            instructions={"query": "query: ", "data": "passage: "},
            content=True,
            gpu=False,
        )
        embeddings.index((number, text, None) for number, text in enumerate(data.texts))
        embeddings.save(str(self.folder / "texts"))

    def add_vectors(self, data: Data) -> None:
        from txtai import Embeddings

        def transform(names: Sequence[str]) -> Vectors:
            return np.stack([self._vector(name, data) for name in names])

        self._embeddings = Embeddings(method="external", transform=transform, content=True)
        self._embeddings.index(
            (
                number,
                {
                    "text": f"@{number}",
                    "passage": data.text(number),
                    "language": LANGUAGES[data.languages[number]],
                    "rare": int(data.rare[number]),
                },
                None,
            )
            for number in range(len(data.vectors))
        )
        self._embeddings.config.pop("transform")  # a function cannot be kept
        self._embeddings.save(str(self.folder / "vectors"))
        self._embeddings.config["transform"] = transform

    def _vector(self, name: str, data: Data | None) -> Vectors:
        if data is not None and name.startswith("@"):
            return np.asarray(data.vectors[int(name[1:])])
        return self._known[name] if name in self._known else self._encoder.question(name)

    def open(self) -> None:
        from txtai import Embeddings

        def transform(names: Sequence[str]) -> Vectors:
            return np.stack([self._vector(name, None) for name in names])

        self._embeddings = Embeddings()
        self._embeddings.load(str(self.folder / "vectors"), config={"transform": transform})

    def by_text(self, question: str, among: str) -> list[int]:
        if among == ALL:
            return [int(row["id"]) for row in self._embeddings.search(question, TOP)]
        where = f"language = '{LANGUAGES[CHOSEN_LANGUAGE]}'" if among == ONE_LANGUAGE else "rare = 1"
        query = f"select id, score from txtai where similar(:question) and {where}"  # noqa: S608 - our own
        return [int(row["id"]) for row in self._embeddings.search(query, TOP, parameters={"question": question})]

    def by_vector(self, number: int, vector: Vectors, among: str) -> list[int]:
        name = f"question {number}"
        self._known[name] = vector
        return self.by_text(name, among)


class Chroma(_WithEncoder):
    """ChromaDB, kept in a folder."""

    def _collection(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        client = chromadb.PersistentClient(str(self.folder), Settings(anonymized_telemetry=False))
        return client.get_or_create_collection("passages", metadata={"hnsw:space": "ip"}, embedding_function=None)

    def add_texts(self, data: Data) -> None:
        collection = self._collection()
        ids = [str(number) for number in range(len(data.texts))]
        collection.add(ids=ids, embeddings=self.passages(data.texts), documents=data.texts)

    def add_vectors(self, data: Data) -> None:
        self._opened = self._collection()
        for at in range(0, len(data.vectors), _AT_ONCE):
            some = range(at, min(at + _AT_ONCE, len(data.vectors)))
            self._opened.add(
                ids=[str(number) for number in some],
                embeddings=np.asarray(data.vectors[some.start : some.stop]),
                documents=[data.text(number) for number in some],
                metadatas=[
                    {"language": LANGUAGES[data.languages[number]], "rare": bool(data.rare[number])} for number in some
                ],
            )

    def open(self) -> None:
        self._opened = self._collection()

    def by_text(self, question: str, among: str) -> list[int]:
        return self._nearest(self.question(question), among)

    def by_vector(self, number: int, vector: Vectors, among: str) -> list[int]:
        return self._nearest(vector, among)

    def _nearest(self, vector: Vectors, among: str) -> list[int]:
        where: dict[str, Any] | None = None
        if among != ALL:
            where = {"language": LANGUAGES[CHOSEN_LANGUAGE]} if among == ONE_LANGUAGE else {"rare": True}
        found = self._opened.query(query_embeddings=vector[None], n_results=TOP, where=where, include=["documents"])
        return [int(each) for each in found["ids"][0]]


class Lance(_WithEncoder):
    """LanceDB; with its index from 100,000 rows on, below which its documentation finds none needed."""

    _INDEX_FROM = 100_000

    def add_texts(self, data: Data) -> None:
        vectors = self.passages(data.texts)
        rows = [
            {"id": number, "text": text, "vector": vector}
            for number, (text, vector) in enumerate(zip(data.texts, vectors, strict=True))
        ]
        self._database().create_table("texts", rows)

    def _database(self) -> Any:
        import lancedb

        return lancedb.connect(str(self.folder))

    def add_vectors(self, data: Data) -> None:
        import pyarrow

        table: Any = None
        for at in range(0, len(data.vectors), _AT_ONCE):
            some = range(at, min(at + _AT_ONCE, len(data.vectors)))
            flat = pyarrow.array(np.asarray(data.vectors[some.start : some.stop]).reshape(-1))
            rows = pyarrow.table(
                {
                    "id": list(some),
                    "text": [data.text(number) for number in some],
                    "language": [LANGUAGES[data.languages[number]] for number in some],
                    "rare": [bool(data.rare[number]) for number in some],
                    "vector": pyarrow.FixedSizeListArray.from_arrays(flat, data.vectors.shape[1]),
                }
            )
            if table is None:
                table = self._database().create_table("passages", rows)
            else:
                table.add(rows)
        if len(data.vectors) >= self._INDEX_FROM:
            table.create_index(metric="dot", vector_column_name="vector")
        self._table = table

    def open(self) -> None:
        self._table = self._database().open_table("passages")

    def by_text(self, question: str, among: str) -> list[int]:
        return self._nearest(self.question(question), among)

    def by_vector(self, number: int, vector: Vectors, among: str) -> list[int]:
        return self._nearest(vector, among)

    def _nearest(self, vector: Vectors, among: str) -> list[int]:
        query = self._table.search(vector).distance_type("dot").limit(TOP).select(["id", "text", "_distance"])
        if among != ALL:
            where = f"language = '{LANGUAGES[CHOSEN_LANGUAGE]}'" if among == ONE_LANGUAGE else "rare = true"
            query = query.where(where, prefilter=True)
        return [int(row["id"]) for row in query.to_list()]
