"""Does what an editor asks, and tells at the foot of the screen what came of it, with the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from typing import TypeVar

import streamlit as st

from corpus.errors import MentorbaseError
from corpus.revision import RevisedMeanwhileError
from ui.desk import NotAllowedError
from ui.translator import Translator
from ui.web.frame import session_translator

_TOLD = "told-by-editing"
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Told:
    """What came of an action, and what undoes it."""

    text: str
    undo: Callable[[], object] | None = None
    is_trouble: bool = False


def act(action: Callable[[], _Result], told: str, undo: Callable[[_Result], object] | None = None) -> _Result | None:
    """Do something and tell of it; made for a widget's callback, which runs before its page is shown again.

    `undo` gets what the action returned. Returns None when the action was refused, which is told too.
    """
    translator = session_translator()
    try:
        result = action()
    except RevisedMeanwhileError:
        tell(
            translator.gettext(
                "Somebody changed this article meanwhile: nothing was done. You see it as it is now; decide again."
            ),
            is_trouble=True,
        )
        return None
    except NotAllowedError:
        tell(translator.gettext("This is for editors of its language and for administrators."), is_trouble=True)
        return None
    except MentorbaseError as error:
        tell(translator.message(error), is_trouble=True)
        return None
    tell(told, partial(undo, result) if undo else None)
    return result


def tell(text: str, undo: Callable[[], object] | None = None, *, is_trouble: bool = False) -> None:
    """Tell something with the next page that is shown."""
    st.session_state[_TOLD] = Told(text, undo, is_trouble)


def show_told(translator: Translator) -> None:
    """What was told last, until the next thing happens."""
    told = st.session_state.pop(_TOLD, None)
    if not isinstance(told, Told):
        return
    with st.container(
        key="told-trouble" if told.is_trouble else "told-done",
        horizontal=True,
        vertical_alignment="center",
        gap="small",
    ):
        st.html(f"<p role='status'>{escape(told.text)}</p>", width="content")
        if told.undo is not None:
            st.button(translator.gettext("Undo"), key="undo", type="tertiary", on_click=_undo, args=(told.undo,))
        st.button(translator.gettext("Close"), key="close-told", type="tertiary", icon=":material/close:")


def _undo(undo: Callable[[], object]) -> None:
    act(undo, session_translator().gettext("It is undone."))
