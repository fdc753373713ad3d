"""A reader's session with the app without a browser: Streamlit's WebSocket, as its page in a browser speaks it."""

from __future__ import annotations

from types import TracebackType
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

_PATH = "/_stcore/stream"
_LARGEST = 64 * 1024 * 1024
_SECONDS = 300.0


class AppError(Exception):
    """The app has shown an error, or its page has not come to its end."""


class AppSession:
    """One reader's session. For one thread."""

    def __init__(self, address: str, host: str) -> None:
        """`address` is the app's, such as `ws://localhost:8501`; `host` is the origin that a browser would name."""
        self._socket = connect(
            f"{address}{_PATH}",
            origin=Origin(host),
            subprotocols=[Subprotocol("streamlit")],
            max_size=_LARGEST,
            open_timeout=_SECONDS,
        )

    def __enter__(self) -> AppSession:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._socket.close()

    def ask(self, question: str) -> int:
        """Open the page that answers, wait until it is whole, and return how many answering sentences it marks.

        Raises AppError.
        """
        asked = BackMsg()
        asked.rerun_script.query_string = urlencode({"q": question})
        self._socket.send(asked.SerializeToString())
        marks = 0
        while True:
            told = ForwardMsg()
            received = self._socket.recv(timeout=_SECONDS)
            told.ParseFromString(received if isinstance(received, bytes) else received.encode())
            kind = told.WhichOneof("type")
            if kind == "delta" and told.delta.new_element.WhichOneof("type") == "exception":
                raise AppError(told.delta.new_element.exception.message)
            if kind == "delta":
                marks += received.count(b"<mark") if isinstance(received, bytes) else 0
            if kind == "script_finished" and told.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                if told.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise AppError("the page did not come to its end")
                return marks
