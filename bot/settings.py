"""How is this deployment set up? The only reader of the environment."""

import re
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

_DATABASE = re.compile(r"sqlite(\+aiosqlite)?:///(?!:memory:)\S|postgres(ql)?(\+asyncpg)?://\S")

Level = Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(str.upper)]
Form = Annotated[Literal["auto", "json", "text"], BeforeValidator(str.lower)]

SHORTEST_METRICS_TOKEN = 20  # characters


class Settings(BaseSettings):
    """Deployment only; what a team chooses lives in the database.

    Each is read from the environment, or from `.env`, as `STEADY_` and its name in capitals.
    """

    model_config = SettingsConfigDict(env_prefix="STEADY_", env_file=".env", extra="ignore")

    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = "sqlite:///steady.db"
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=3000, ge=0, le=65535)
    log_level: Level = "INFO"
    watch_shared_channels: bool = False
    welcome: bool = True
    migrate: bool = False
    log_format: Form = "auto"
    metrics_token: SecretStr = SecretStr("")

    @property
    def uses_socket_mode(self) -> bool:
        """With an app token Slack is listened to over Socket Mode, else over HTTP."""
        return bool(self.slack_app_token.get_secret_value())


class Unusable(Exception):  # noqa: N818
    """A setting is missing or wrong; the text is one line that says what to do."""


def read_settings(env_file: Path | None = Path(".env")) -> Settings:
    """The settings, checked; raises Unusable with one line for the first thing to put right."""
    settings = _read(env_file)
    problem = _missing(settings)
    if problem is not None:
        raise Unusable(problem)
    return settings


def read_database_url(env_file: Path | None = Path(".env")) -> str:
    """Where the database is, for commands that need no Slack; raises Unusable like the above."""
    return _read(env_file).database_url


def _read(env_file: Path | None) -> Settings:
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        first = error.errors()[0]
        name = "STEADY_" + "_".join(str(part) for part in first["loc"]).upper()
        raise Unusable(f"{name} is not usable: {first['msg']}.") from None
    if not _DATABASE.match(settings.database_url):
        raise Unusable(
            "STEADY_DATABASE_URL is not usable: it is sqlite:/// and a file, or "
            "postgresql+asyncpg:// and a server."
        )
    return settings


def _missing(settings: Settings) -> str | None:
    bot_token = settings.slack_bot_token.get_secret_value()
    app_token = settings.slack_app_token.get_secret_value()
    if not bot_token:
        return (
            "STEADY_SLACK_BOT_TOKEN is not set. Copy the bot token (xoxb-…) from your app's "
            "OAuth page into the environment or .env."
        )
    if not bot_token.startswith("xoxb-"):
        return "STEADY_SLACK_BOT_TOKEN must be a bot token, which begins with xoxb-."
    if app_token and not app_token.startswith("xapp-"):
        return "STEADY_SLACK_APP_TOKEN must be an app-level token, which begins with xapp-."
    if not app_token and not settings.slack_signing_secret.get_secret_value():
        return (
            "Set STEADY_SLACK_APP_TOKEN (xapp-…) for Socket Mode, or STEADY_SLACK_SIGNING_SECRET "
            "for HTTP; README.md tells which suits you."
        )
    if 0 < len(settings.metrics_token.get_secret_value()) < SHORTEST_METRICS_TOKEN:
        return (
            f"STEADY_METRICS_TOKEN is too easy to guess: take {SHORTEST_METRICS_TOKEN} characters "
            "or more, such as openssl rand -hex 20 prints."
        )
    if not settings.slack_api_url.startswith(("https://", "http://")):
        return "STEADY_SLACK_API_URL must begin with https:// (or http:// for a stand-in)."
    return None
