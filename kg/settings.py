"""The few settings of a build: from flags, from ``WRIT_…`` variables, from ``writ.toml``, in that order of precedence."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from kg.errors import UsageError
from kg.vocab import DEFAULT_BASE
from kg.workers import cores

#: Names another settings file than ``writ.toml`` in the working directory.
FILE_VARIABLE = "WRIT_CONFIG"


class Settings(BaseSettings):
    """What a build needs to know beside its inputs."""

    model_config = SettingsConfigDict(env_prefix="WRIT_", extra="ignore", frozen=True)

    store: Path = Path("store")
    base: str = DEFAULT_BASE
    #: Claims of a lower confidence are left out.
    min_confidence: float = Field(default=0.0, ge=0, le=1)
    #: … and of a lower one than this those that only a template or only the encoder finds (kg/confidence.py).
    min_confidence_alone: float = Field(default=0.1, ge=0, le=1)
    #: Who makes claims: the rules, a language model, or both.
    extractor: Literal["rules", "llm", "both"] = "rules"
    #: An OpenAI-compatible server ("http://127.0.0.1:8000/v1"), the model to ask there, and the key, if it wants one.
    llm_url: str = ""
    llm_model: str = ""
    llm_key: SecretStr = SecretStr("")
    #: Price of a million tokens, for the cost that a build reports.
    llm_price_in: float = Field(default=0.0, ge=0)
    llm_price_out: float = Field(default=0.0, ge=0)
    #: SSSOM files beside that of the ontology, as ``writ link`` writes them; what is accepted there goes into the graph.
    links: Annotated[tuple[Path, ...], NoDecode] = ()
    jobs: int = Field(default_factory=cores, ge=1, le=256)
    #: How long one document may take, plus a second for each 10 kB.
    document_seconds: float = Field(default=120.0, gt=0)
    #: Address space of one worker.
    worker_bytes: int = Field(default=6 * 2**30, ge=2**29)

    @field_validator("links", mode="before")
    @classmethod
    def _several(cls, value: object) -> object:
        """A variable holds paths as PATH does."""
        return tuple(part for part in value.split(os.pathsep) if part) if isinstance(value, str) else value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags before variables before the file."""
        file = Path(os.environ.get(FILE_VARIABLE, "writ.toml"))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)


def load_settings(**flags: object) -> Settings:
    """The settings in force; flags that are None were not given.

    Raises:
        UsageError: a value is out of range or the file is not TOML.
    """
    given = {name: value for name, value in flags.items() if value is not None}
    try:
        return Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as error:
        first = error.errors()[0]
        raise UsageError(f"setting {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
    except ValueError as error:  # tomllib.TOMLDecodeError
        raise UsageError(f"{os.environ.get(FILE_VARIABLE, 'writ.toml')}: {error}") from error
