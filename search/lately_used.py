"""What was used last, so many things at most."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from typing import Generic, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")


class LatelyUsed(Generic[_Key, _Value]):
    """Keeps the values that were put last. Not safe for threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[_Key, _Value] = OrderedDict()

    def known(self, keys: Iterable[_Key]) -> dict[_Key, _Value]:
        """Those of the keys that are kept, with their values."""
        return {key: self._kept[key] for key in keys if key in self._kept}

    def put(self, values: Mapping[_Key, _Value]) -> None:
        """Keep values, also such as are kept already; those that were put the longest ago go."""
        for key, value in values.items():
            self._kept[key] = value
            self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)
