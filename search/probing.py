"""How many lists of an inverted file a query has to look through: measured on the library's own vectors."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Probing:
    """How many lists are looked through, for a search among all and for one among some, and what that gives.

    `recall` and `recall_among_some` are the shares of the ten nearest passages that were found (recall@10), by
    `queries` queries that the numbers of lists were not chosen by.
    """

    lists: int
    lists_among_some: int
    recall: float
    recall_among_some: float
    queries: int

    @classmethod
    def of_all(cls, lists: int) -> Probing:
        """Every list: nothing is missed, and there is nothing to measure."""
        return cls(lists, lists, 1.0, 1.0, 0)
