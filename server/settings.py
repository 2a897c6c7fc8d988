"""Settings of the server: from the environment, else from a file, else as here.

`server/example.env` explains each; a test compares it with this class.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from core.errors import InputError
from core.home import VARIABLE, data_folder

SECRET_BYTES = 32
_DISTINCT = 12
_KNOWN = ("change", "default", "secret", "senha", "example", "exemplo", "password", "radha")


def _own(name: str) -> AliasChoices:
    return AliasChoices(f"RADHA_{name.upper()}", name)


class Settings(BaseSettings):
    """Everything an administrator may set.

    Raises:
        InputError: a secret is weak or a well-known default.
    """

    model_config = SettingsConfigDict(
        env_file_encoding="utf-8", extra="ignore", populate_by_name=True, frozen=True
    )

    data: Path = Field(default_factory=data_folder, validation_alias=AliasChoices(VARIABLE, "data"))
    host: str = Field("127.0.0.1", validation_alias=_own("host"))
    port: int = Field(8040, ge=0, le=65535, validation_alias=_own("port"))
    database_url: str = ""
    database_pool: int = Field(10, ge=1, le=100, validation_alias=_own("database_pool"))
    secret_key: SecretStr
    encryption_key: SecretStr
    admin_user: str = Field("admin", validation_alias=_own("admin_user"))
    admin_pass: SecretStr | None = Field(None, validation_alias=_own("admin_pass"))

    access_minutes: int = Field(15, ge=1, le=1440, validation_alias=_own("access_minutes"))
    refresh_days: int = Field(30, ge=1, le=365, validation_alias=_own("refresh_days"))
    offline_days: int = Field(7, ge=1, le=60, validation_alias=_own("offline_days"))
    ledger_keep_days: int = Field(35, ge=1, le=400, validation_alias=_own("ledger_keep_days"))
    argon2_memory_kib: int = Field(19_456, ge=8, validation_alias=_own("argon2_memory_kib"))
    argon2_passes: int = Field(2, ge=1, le=20, validation_alias=_own("argon2_passes"))
    trusted_proxies: str = Field("127.0.0.1", validation_alias=_own("trusted_proxies"))

    object_storage_endpoint: str = ""
    object_storage_access_key: str = ""
    object_storage_secret_key: SecretStr = SecretStr("")
    object_storage_bucket: str = ""
    object_storage_region: str = "us-east-1"
    object_storage_prefix: str = ""
    object_storage_public_endpoint: str = ""
    upload_limit_bytes: int = Field(
        200 * 1024 * 1024, ge=1024, validation_alias=_own("upload_limit_bytes")
    )
    body_limit_bytes: int = Field(
        4 * 1024 * 1024, ge=1024, validation_alias=_own("body_limit_bytes")
    )

    job_runner: Literal["auto", "local", "procrastinate", "none"] = Field(
        "auto", validation_alias=_own("job_runner")
    )
    job_parallel: int = Field(0, ge=0, le=64, validation_alias=_own("job_parallel"))
    job_wait_seconds: float = Field(25.0, ge=0, le=300, validation_alias=_own("job_wait_seconds"))
    job_lease_seconds: float = Field(30.0, ge=1, le=600, validation_alias=_own("job_lease_seconds"))
    job_modules: tuple[str, ...] = Field((), validation_alias=_own("job_modules"))

    @field_validator("database_url")
    @classmethod
    def _driver(cls, value: str) -> str:
        # what other programs write; SQLAlchemy knows one name for it
        return value.replace("postgres://", "postgresql://", 1)

    @model_validator(mode="after")
    def _strong(self) -> Self:
        _check_secret("SECRET_KEY", self.secret_key.get_secret_value())
        for key in self.encryption_key.get_secret_value().split(","):
            _check_secret("ENCRYPTION_KEY", key.strip())
        if self.secret_key.get_secret_value() == self.encryption_key.get_secret_value():
            raise InputError("servidor.segredos_iguais")
        return self

    @property
    def database(self) -> str:
        """The database's address: the one that is set, else an SQLite file in the data folder."""
        return self.database_url or f"sqlite:///{self.data / 'radha.db'}"

    @property
    def storage_folder(self) -> Path:
        """Where files lie when no object storage is set."""
        return self.data / "files"


def _check_secret(name: str, value: str) -> None:
    if len(value.encode()) < SECRET_BYTES:
        raise InputError("servidor.segredo_curto", name=name, bytes=SECRET_BYTES)
    plain = value.lower()
    if len(set(value)) < _DISTINCT or any(word in plain for word in _KNOWN):
        raise InputError("servidor.segredo_fraco", name=name)
