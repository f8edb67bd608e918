"""Every setting of the endpoint, once: name, default, meaning. By flag, ``WRIT_…`` variable or ``writ.toml``, in that order."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

from pydantic import Field, SecretStr
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

MIB = 1 << 20


class Settings(BaseSettings):
    """Sizes are in bytes, times in seconds. Zero turns a limit off where the text says so."""

    model_config = SettingsConfigDict(env_prefix="WRIT_", extra="ignore", validate_default=True, frozen=True)

    store: Annotated[Path, Field(description="store directory; an empty one starts an empty dataset")] = Path(
        "store"
    )
    host: Annotated[str, Field(description="address to listen on")] = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535, description="port to listen on; 0 takes a free one")] = 8035
    timeout: Annotated[float, Field(gt=0, le=86400, description="time limit of a query or write")] = 30.0
    token: Annotated[SecretStr, Field(description="token that allows writing (Bearer); empty: read-only")] = (
        SecretStr("")
    )
    backend: Annotated[
        str, Field(description="SPARQL endpoint to stand in front of, in place of the store")
    ] = ""
    backend_update: Annotated[str, Field(description="its update endpoint; empty: the same")] = ""
    backend_default_graph: Annotated[
        str,
        Field(
            description="named graph there that stands for the default graph, for servers that have none to write (Virtuoso)"
        ),
    ] = ""

    # One client gets all but one. With twice as many as there are cores for it, the server has always one that it can give
    # work to: on two cores eight clients of small queries got a fifth more done, or better, than with three, and 32 no
    # less (bench-endpoint, mix b). Long ones get places of their own (slow_readers).
    readers: Annotated[int, Field(ge=1, description="queries that run at a time")] = max(
        3, 1 + 2 * (os.cpu_count() or 1)
    )
    slow_readers: Annotated[
        int, Field(ge=0, description="further ones that have run for over a tenth of a second")
    ] = 4
    memory: Annotated[int, Field(ge=0, description="memory that one query may take; 0: no limit")] = (
        1024 * MIB
    )
    queue: Annotated[int, Field(ge=0, description="requests that may wait for a free reader")] = 1024
    queue_per_client: Annotated[int, Field(ge=0, description="of these, from one client")] = 256
    queue_timeout: Annotated[float, Field(gt=0, description="how long a request waits at most")] = 15.0
    max_result: Annotated[
        int, Field(ge=0, description="bytes of one result before compression; 0: no limit")
    ] = 4096 * MIB
    max_rows: Annotated[int, Field(ge=0, description="rows of one SELECT result; 0: no limit")] = 0
    max_query: Annotated[int, Field(ge=1, description="length of a query")] = MIB
    max_update: Annotated[int, Field(ge=1, description="length of an update")] = 16 * MIB
    max_upload: Annotated[int, Field(ge=1, description="length of an RDF document sent to /store")] = (
        512 * MIB
    )
    max_bodies: Annotated[
        int,
        Field(ge=1, description="memory for the bodies of all requests at a time; half of it for one client"),
    ] = 256 * MIB
    max_depth: Annotated[
        int, Field(ge=8, description="nesting of brackets in a query, or in RDF that is sent")
    ] = 400
    cache: Annotated[int, Field(ge=0, description="memory for results that are asked for again; 0: none")] = (
        64 * MIB
    )

    remote: Annotated[
        tuple[str, ...],
        Field(description="URL prefixes that SERVICE and LOAD may reach; none: they are refused"),
    ] = ()
    max_remote: Annotated[int, Field(ge=1, description="bytes taken from another server at a time")] = (
        64 * MIB
    )
    remote_timeout: Annotated[float, Field(gt=0, description="for another server to answer")] = 20.0

    connections: Annotated[int, Field(ge=1, description="connections at a time")] = 4096
    connections_per_client: Annotated[int, Field(ge=1, description="of these, from one address")] = 1024
    header_timeout: Annotated[float, Field(gt=0, description="for the head of a request to arrive")] = 10.0
    idle_timeout: Annotated[
        float, Field(gt=0, description="for a body to go on, or an answer to be taken")
    ] = 20.0
    keep_alive: Annotated[float, Field(gt=0, description="for the next request on a connection")] = 60.0
    page_threads: Annotated[int, Field(ge=1, description="pages made at a time")] = 16
    trusted_proxies: Annotated[
        tuple[str, ...],
        Field(description="addresses whose X-Forwarded-For and X-Forwarded-Proto are believed"),
    ] = ()
    grace: Annotated[float, Field(ge=0, description="for running requests to end when the server stops")] = (
        10.0
    )
    log_format: Annotated[
        str, Field(pattern="^(json|console|none)$", description="json, console or none")
    ] = "json"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, then the environment, then the file that ``WRIT_CONFIG`` names (``writ.toml`` by default)."""
        file = Path(os.environ.get("WRIT_CONFIG", "writ.toml"))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=file)
