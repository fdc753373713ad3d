"""The one place where the environment is read."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path, user_data_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from search.embedded.engine import Engine


class Settings(BaseSettings):
    """What can be set from outside: each field as an environment variable with `MENTORBASE_` in front."""

    model_config = SettingsConfigDict(env_prefix="MENTORBASE_", env_ignore_empty=True)

    library: Path = Field(default_factory=lambda: user_data_path("mentorbase"))
    """The folder of the library."""

    cache: Path = Field(default_factory=lambda: user_cache_path("mentorbase"))
    """Where the embedded model is unpacked."""

    engine: Engine = Engine.AUTO
    """What computes the embedded model: `openvino`, `torch`, or whichever is there and faster."""

    model: str = ""
    """Another SentenceTransformer, by name or path; empty for the embedded one."""

    query_prompt: str | None = None
    """What is put in front of a question for that model; its own prompt when not set."""

    passage_prompt: str | None = None
    """What is put in front of a passage for that model; its own prompt when not set."""

    reranker: str = ""
    """A CrossEncoder that looks at the first cards again, by name or path; empty for none."""

    read_seconds: float = Field(default=30, gt=0)
    """How long reading one file may take."""

    read_memory_mb: int = Field(default=1024, ge=64)
    """How much memory reading one file may take, beyond what the reader itself needs."""

    read_text_mb: int = Field(default=10, ge=1)
    """How much text one file may hold."""

    session_idle_hours: float = Field(default=8, gt=0)
    """After how many hours without a visit an account is signed out."""

    session_days: float = Field(default=14, gt=0)
    """After how many days an account is signed out, however much it is used."""

    keep_questions: bool = True
    """Whether readers' questions and votes are kept; without, only what is sent to the editors on purpose."""

    question_months: int = Field(default=12, ge=1)
    """How many months questions and votes are kept."""
