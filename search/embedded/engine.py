"""What computes the embedded encoder."""

from __future__ import annotations

from enum import StrEnum


class Engine(StrEnum):
    """A way of computing the same vectors."""

    AUTO = "auto"
    """OpenVINO where it can be loaded and computes, else PyTorch."""
    OPENVINO = "openvino"
    TORCH = "torch"
