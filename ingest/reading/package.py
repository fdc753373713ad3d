"""Opens the zip archive that a .docx or .odt file is: its parts are limited, and hold no XML that can do harm."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from lxml import etree

from corpus.message import Message, message
from ingest.errors import UnreadableError

_MB = 1024 * 1024
_MOST_PARTS = 10_000
_MOST_BYTES_OF_A_PART = 20 * _MB
"""A book of 500 pages has about 5 MB."""

_ENCRYPTED = 0x41
_DAMAGE = (OSError, EOFError, OverflowError, ValueError, RuntimeError, struct.error, zlib.error, zipfile.BadZipFile)


class Package:
    """The parts of a document by name. Everything raises UnreadableError; `kind` names the document in its message."""

    def __init__(self, data: bytes, kind: str) -> None:
        self._kind = kind
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (*_DAMAGE, NotImplementedError) as error:
            raise self._damaged() from error
        if len(self._zip.filelist) > _MOST_PARTS:
            raise self._damaged()

    def names(self) -> list[str]:
        """The names of all parts."""
        return self._zip.namelist()

    def read(self, name: str) -> bytes:
        """A part's bytes, counted as they come: what the archive says of their number may be wrong."""
        try:
            info = self._zip.getinfo(name)
            if info.flag_bits & _ENCRYPTED:
                raise UnreadableError(protected(self._kind))
            if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # the others grow without a bound
                raise self._damaged()
            with self._zip.open(info) as part:
                data = part.read(_MOST_BYTES_OF_A_PART + 1)
        except (*_DAMAGE, KeyError, NotImplementedError) as error:
            raise self._damaged() from error
        if len(data) > _MOST_BYTES_OF_A_PART:
            most = _MOST_BYTES_OF_A_PART // _MB
            raise UnreadableError(
                message(
                    "The document has a part of more than {most} MB when unpacked: no article has. Copy the article "
                    "into a new document and hand that in.",
                    console=f"The {self._kind} has a part of more than {most} MB when unpacked: no article has. Copy "
                    "the article into a new document and hand that in.",
                    most=most,
                )
            )
        return data

    def read_xml(self, name: str) -> bytes:
        """A part that is XML without declarations of its own, as no word processor writes them."""
        data = self.read(name)
        bare = data.replace(b"\0", b"")  # UTF-16 has them between the letters
        if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
            raise UnreadableError(
                message(
                    "The document has something in it that may be made to do harm. Open it in the program that it "
                    "comes from and save it anew.",
                    console=f"The {self._kind} holds XML with declarations of its own, which may be made to do harm. "
                    "Open it in the program that it comes from and save it anew.",
                )
            )
        return data

    def parse(self, name: str) -> etree._Element:
        """The tree of a part that is XML."""
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
        )
        try:
            return etree.fromstring(self.read_xml(name), parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise self._damaged() from error

    def _damaged(self) -> UnreadableError:
        return UnreadableError(damaged(self._kind))


def protected(kind: str) -> Message:
    """Why a document that needs a password is not read."""
    return message(
        "The document is protected by a password. Save it without one.",
        console=f"The {kind} is protected by a password. Save it without one.",
    )


def damaged(kind: str) -> Message:
    """Why a document is not read that is not as it should be."""
    return message(
        "The document is damaged and cannot be read. Open it in the program that it comes from and save it anew.",
        console=f"The {kind} is damaged and cannot be read. Open it in the program that it comes from and save it "
        "anew.",
    )
