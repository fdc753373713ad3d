"""What computes the embedded encoder."""

from enum import StrEnum


class Engine(StrEnum):
    """Both give the same vectors."""

    AUTO = "auto"
    """OpenVINO where it works, else PyTorch."""

    OPENVINO = "openvino"
    TORCH = "torch"
