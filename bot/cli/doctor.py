"""What is wrong with this deployment? `python -m bot doctor` looks, and changes nothing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, TextIO

import aiohttp
import yaml
from slack_sdk.errors import SlackApiError

from bot.cli.manifest import FILE
from bot.clock import Clock
from bot.messages import doctor as words
from bot.messages.doctor import Finding
from bot.slack import TROUBLE, Slack, connect, open_session, refusal
from storage import reps, schema, workspaces
from storage.database import Database, Unavailable

ILL = 1  # the exit code when something is to be done


@dataclass(frozen=True, slots=True)
class Deployment:
    """What the settings say."""

    bot_token: str
    app_token: str
    api_url: str
    database_url: str
    host: str
    port: int


def run(deployment: Deployment, out: TextIO, clock: Clock) -> int:
    """One line for each part; the exit code says whether all is well."""
    found = asyncio.run(_examine(deployment, clock))
    for finding in found:
        out.write(words.line(finding) + "\n")
    return 0 if all(finding.is_well for finding in found) else ILL


async def _examine(deployment: Deployment, clock: Clock) -> list[Finding]:
    session = open_session()
    try:
        slack = connect(deployment.bot_token, deployment.api_url, session)
        of_slack, team_id = await _slack(slack, deployment, clock)
        return [
            words.settings_read(),
            await _database(deployment.database_url, team_id),
            *of_slack,
            *[finding async for finding in _listening(deployment, slack, session)],
        ]
    finally:
        await session.close()


async def _database(url: str, team_id: str | None) -> Finding:
    try:
        db = await Database.open(url, read_only=True)
    except Unavailable as trouble:
        if trouble.reason == "unreachable" and schema.may_be_made(url):
            return words.database_new()
        return words.database_away(trouble.reason, str(trouble))
    try:
        layout = await db.read(schema.current)
        if layout is None:
            return words.database_new()
        if layout != schema.head():
            is_older = schema.is_known(layout)
            tell = words.database_older if is_older else words.database_newer
            return tell(layout, schema.head())
        return await _of_the_right_team(db, layout, team_id)
    except Unavailable as trouble:
        return words.database_away(trouble.reason, str(trouble))
    finally:
        await db.close()


async def _of_the_right_team(db: Database, layout: str, team_id: str | None) -> Finding:
    served = await db.read(workspaces.served)
    if served and team_id and served[0] != team_id:
        return words.database_of_another(served[0], team_id)
    if quarantined := await db.read(reps.quarantined):
        return words.database_quarantined(quarantined)
    return words.database_fits(layout)


async def _slack(
    slack: Slack, deployment: Deployment, clock: Clock
) -> tuple[list[Finding], str | None]:
    """The token, what it may do, and the time; and whose token it is."""
    try:
        answer: Any = await slack.read.auth_test()
    except SlackApiError as error:
        return [words.token_refused("STEADY_SLACK_BOT_TOKEN", refusal(error))], None
    except TROUBLE as error:
        return [words.slack_away(deployment.api_url, type(error).__name__)], None
    told = {name.lower(): value for name, value in answer.headers.items()}
    found = [words.slack_knows(answer["team"]), _scopes(told.get("x-oauth-scopes", ""))]
    if "date" in told:
        ahead = parsedate_to_datetime(told["date"]) - clock.steady_now()
        found.append(words.clock(ahead.total_seconds()))
    return found, answer["team_id"]


def _scopes(granted: str) -> Finding:
    manifest = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    wanted = set(manifest["oauth_config"]["scopes"]["bot"])
    return words.scopes(wanted - {scope.strip() for scope in granted.split(",")})


async def _listening(
    deployment: Deployment, slack: Slack, session: aiohttp.ClientSession
) -> AsyncIterator[Finding]:
    if deployment.app_token:
        yield await _socket(deployment, slack)
    place = f"{deployment.host}:{deployment.port}"
    try:
        async with session.get(f"http://{place}/readyz") as answer:
            is_ours = "state" in await answer.json(content_type=None)
            yield words.port_answers(place) if is_ours else words.port_is_taken(place)
    except (aiohttp.ClientConnectorError, TimeoutError):
        yield words.port_is_free(place)
    except (aiohttp.ClientError, ValueError, TypeError):
        yield words.port_is_taken(place)


async def _socket(deployment: Deployment, slack: Slack) -> Finding:
    """Slack gives an address to connect to; nobody connects, so nobody is disturbed."""
    try:
        await slack.read.apps_connections_open(app_token=deployment.app_token)
    except SlackApiError as error:
        return words.token_refused("STEADY_SLACK_APP_TOKEN", refusal(error))
    except TROUBLE as error:
        return words.slack_away(deployment.api_url, type(error).__name__)
    return words.socket_opens()
