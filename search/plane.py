"""Puts vectors onto a plane so that near ones stay near: t-SNE from a start by principal components.

After van der Maaten and Hinton, "Visualizing Data using t-SNE" (2008), with the step size and the early exaggeration of
Belkina et al. (2019) and the start that Kobak and Berens (2019) recommend: the whole of the map then follows the
library's main directions, and is not turned or mirrored after a small change. Nothing in it is random.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

_PERPLEXITY = 12.0  # neighbours that count; measured on the bundled articles, 5 and 8 keep fewer of the nearest ten
_STEPS, _STEPS_OF_MANY, _MANY = 600, 300, 1000
_EXAGGERATED = 0.25  # of all steps
_EXAGGERATION = 12.0
_LEAST_RATE = 10.0  # measured: with the usual 50, a library of forty articles keeps fewer neighbours
_HALVINGS = 40
_FEW = 4  # points between which there is nothing to choose


def to_plane(vectors: Vectors) -> Vectors:
    """Places of unit vectors of shape (n, dimension), at least one, as shape (n, 2), within -1 and 1.

    Memory and time grow with the square of n: 2,000 take about ten seconds of one core.
    """
    start = _principal_components(vectors)
    places = start if len(vectors) <= _FEW else _descend(_affinities(vectors), start)
    return _framed(places)


def _principal_components(vectors: Vectors) -> Vectors:
    """The two main directions of the vectors; the sign of each is that of its furthest point."""
    centred = vectors - vectors.mean(axis=0, keepdims=True)
    left, sizes, _ = np.linalg.svd(centred, full_matrices=False)
    found = np.zeros((len(vectors), 2), np.float32)
    some = min(2, len(sizes))
    found[:, :some] = left[:, :some] * sizes[:some]
    signs = np.sign(found[np.abs(found).argmax(axis=0), [0, 1]])
    return np.asarray(found * np.where(signs == 0, 1, signs), np.float32)


def _affinities(vectors: Vectors) -> Vectors:
    """How much each two points are neighbours, shape (n, n), of sum 1: the same number of them for every point."""
    count = len(vectors)
    perplexity = min(_PERPLEXITY, (count - 1) / 3)
    distances = np.maximum(2 - 2 * (vectors @ vectors.T), 0)
    np.fill_diagonal(distances, np.inf)
    some = min(int(3 * perplexity) + 1, count - 1)  # those further away weigh nothing
    nearest = np.argpartition(distances, some - 1, axis=1)[:, :some]
    shares = np.zeros((count, count), np.float32)
    np.put_along_axis(shares, nearest, _shares(np.take_along_axis(distances, nearest, axis=1), perplexity), axis=1)
    both = shares + shares.T
    return np.asarray(np.maximum(both / both.sum(), 1e-12), np.float32)


def _shares(distances: Vectors, perplexity: float) -> Vectors:
    """The weights of each point's neighbours, of sum 1 and the wanted perplexity, found by halving."""
    apart = (distances - distances.min(axis=1, keepdims=True)).astype(np.float64)
    low, high = np.zeros((len(apart), 1)), np.full((len(apart), 1), np.inf)
    sharpness = np.full((len(apart), 1), 1 / max(float(np.median(apart)), 1e-9))
    for _ in range(_HALVINGS):
        weights = np.exp(-apart * sharpness)
        weights /= weights.sum(axis=1, keepdims=True)
        entropy = -(weights * np.log(np.maximum(weights, 1e-12))).sum(axis=1, keepdims=True)
        blurred = entropy > np.log(perplexity)
        low, high = np.where(blurred, sharpness, low), np.where(blurred, high, sharpness)
        sharpness = np.where(np.isinf(high), sharpness * 2, (low + high) / 2)
    return np.asarray(weights, np.float32)


def _descend(affinities: Vectors, start: Vectors) -> Vectors:
    """The places that keep the neighbours, by gradient descent with momentum and a step size for each coordinate."""
    count = len(start)
    rate = max(count / _EXAGGERATION / 4, _LEAST_RATE)
    places = start / max(float(start[:, 0].std()), 1e-9) * 1e-4
    moved = np.zeros_like(places)
    gains = np.ones_like(places)
    steps = _STEPS_OF_MANY if count > _MANY else _STEPS
    for step in range(steps):
        early = step < steps * _EXAGGERATED
        gradient = _gradient(affinities, places, _EXAGGERATION if early else 1.0)
        gains = np.maximum(np.where(gradient * moved < 0, gains + 0.2, gains * 0.8), 0.01)
        moved = (0.5 if early else 0.8) * moved - rate * gains * gradient
        places = places + moved
        places -= places.mean(axis=0)
    return places


def _gradient(affinities: Vectors, places: Vectors, exaggeration: float) -> Vectors:
    squares = (places * places).sum(axis=1)
    near = places @ places.T
    near *= -2
    near += squares[:, None]
    near += squares[None, :]
    near += 1
    np.reciprocal(near, out=near)
    np.fill_diagonal(near, 0)
    pull = affinities * exaggeration
    pull -= near / near.sum()
    pull *= near
    return np.asarray(4 * (pull.sum(axis=1, keepdims=True) * places - pull @ places), np.float32)


def _framed(places: Vectors) -> Vectors:
    """The places moved and scaled, both directions alike, so that they fill the frame in one of them."""
    low, high = places.min(axis=0), places.max(axis=0)
    size = max(float((high - low).max()), 1e-9)
    return np.asarray((places - (low + high) / 2) * (2 / size), np.float32)
