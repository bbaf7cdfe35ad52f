"""Settings: from the command line, else the environment (`UTELYS_…`), else `DIR/utelys.toml`."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


class BadSettings(Exception):
    """A setting makes no sense; the message names it and says what to do."""


class Settings(BaseSettings):
    """Everything that can be set. Sizes are in bytes, rates in a second, durations in seconds."""

    model_config = SettingsConfigDict(env_prefix="UTELYS_", extra="forbid")

    data: Path = Path("data")
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65_535)] = 8080
    public_url: str | None = None
    """Where members reach the server, such as `https://home.example.org`; links begin with it."""

    behind_proxy: bool = False
    """A proxy of one's own stands in front and says in `X-Forwarded-For` who comes. Without one
    this must stay off: anybody could then name any address."""

    first_house_name: str = "Huset"
    first_house_zone: str = "Europe/Oslo"

    recent_entries_bytes: Annotated[int, Field(ge=0)] = 64 * 1024 * 1024
    """Memory for entries that are kept ready to send."""
    missed_days: Annotated[int, Field(ge=1)] = 30
    """Who has been away for longer starts again from the state of each stream."""
    outbox_bytes: Annotated[int, Field(ge=64 * 1024)] = 2 * 1024 * 1024
    """What a device may leave unread before it is cut."""
    compact_after: Annotated[float, Field(ge=0)] = 20.0
    """After an erasure, how long until the journal is emptied of what was erased."""
    files_most_bytes: Annotated[int, Field(ge=0)] = 10 * 1024 * 1024 * 1024
    """What all files together may take."""
    files_a_day_bytes: Annotated[int, Field(ge=0)] = 200 * 1024 * 1024
    """What one member may send in files within 24 hours."""
    disk_keep_free_bytes: Annotated[int, Field(ge=0)] = 1024 * 1024 * 1024
    """What is to stay free on the disk: with less, files are refused long before messages are."""

    hello_within: Annotated[float, Field(gt=0)] = 10.0
    request_within: Annotated[float, Field(gt=0)] = 20.0
    """What the first request of a connection, and the body of a command, may take to arrive."""

    commands_burst: Annotated[float, Field(ge=1)] = 20_000
    commands_per_second: Annotated[float, Field(gt=0)] = 300
    """What one device may send; far above what people do, it guards against a client gone wild."""
    costly_burst: Annotated[float, Field(ge=1)] = 500
    costly_per_second: Annotated[float, Field(gt=0)] = 2
    guesses_burst: Annotated[float, Field(ge=1)] = 30
    guesses_per_second: Annotated[float, Field(gt=0)] = 0.1
    """Wrong codes and tokens from one address."""
    all_guesses_burst: Annotated[float, Field(ge=1)] = 1_000
    all_guesses_per_second: Annotated[float, Field(gt=0)] = 2
    """Wrong codes and tokens from everywhere."""

    push_contact: str | None = None
    """Whom a push service may write to if something goes wrong: `mailto:…` or `https://…`."""
    push_timeout: Annotated[float, Field(gt=0)] = 10.0
    push_allow_private: bool = False
    """Let pushes go to this machine and its neighbours; for tests alone."""

    log_level: str = "info"
    test: bool = False
    test_clock: Path | None = None
    test_kill: str = ""
    """Where the program ends as if by `kill -9`; `crashing` says how it is written."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the signature is the library's
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the file last: what is nearer to the one who starts the server wins."""
        folder = init_settings().get("data") or env_settings().get("data") or Path("data")
        file = TomlConfigSettingsSource(settings_cls, Path(folder) / "utelys.toml")
        return init_settings, env_settings, file


def load(**given: Any) -> Settings:
    """Read the settings; what is given and not None goes before all else.

    Raises:
        BadSettings: one of them makes no sense.
    """
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(str(part) for part in first["loc"])
        raise BadSettings(
            f"The setting {name} is wrong: {first['msg']}. "
            f"Look at UTELYS_{name.upper()} in the environment, and at utelys.toml."
        ) from None
    except (ValueError, OSError, RecursionError) as error:
        raise BadSettings(f"The settings file utelys.toml cannot be read: {error}.") from None
    if settings.test_clock is not None and not settings.test:
        raise BadSettings("UTELYS_TEST_CLOCK is for tests and is refused unless UTELYS_TEST=1.")
    if settings.test_kill and not settings.test:
        raise BadSettings("UTELYS_TEST_KILL is for tests and is refused unless UTELYS_TEST=1.")
    if settings.push_allow_private and not settings.test:
        raise BadSettings(
            "UTELYS_PUSH_ALLOW_PRIVATE is for tests and is refused unless UTELYS_TEST=1."
        )
    contact = settings.push_contact
    if contact is not None and not contact.startswith(("mailto:", "https://")):
        raise BadSettings("UTELYS_PUSH_CONTACT begins with mailto: or https://.")
    return settings
