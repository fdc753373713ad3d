"""The pages of a long list: which part of it the address wants, and the numbers below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import streamlit as st

from ui.web import address

_Item = TypeVar("_Item")


def page_number(count: int, size: int) -> int:
    """The page that is wanted of a list of `count` items, from 1; the last one where there are not so many."""
    return min(address.page(), _pages(count, size))


def items_of_page(items: Sequence[_Item], size: int) -> Sequence[_Item]:
    """The items of the page that is wanted, `size` to a page."""
    page = page_number(len(items), size)
    return items[(page - 1) * size : page * size]


def show_page_numbers(count: int, size: int, name: str) -> None:
    """The way to the other pages of a list of `count` items, if there are any."""
    pages = _pages(count, size)
    if pages == 1:
        return
    page = page_number(count, size)
    key = f"{name}-page-{page}"  # each page's widget is a new one, so that it shows what the address says
    st.pagination(pages, default=page, key=key, on_change=_turn_page, args=(key,))


def _pages(count: int, size: int) -> int:
    return max(-(-count // size), 1)


def _turn_page(key: str) -> None:
    address.set_page(st.session_state[key])
