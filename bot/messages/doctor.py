"""What does `python -m bot doctor` say of each part, and what is to be done?"""

from collections.abc import Collection
from dataclasses import dataclass

from bot.messages import operator


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: whether it is well, and one sentence."""

    part: str
    is_well: bool
    said: str


def line(finding: Finding) -> str:
    """As it is printed."""
    return f"{'ok' if finding.is_well else 'LOOK':<6}{finding.part:<10}{finding.said}"


def settings_read() -> Finding:
    return Finding("settings", True, "They are complete.")


def database_fits(layout: str) -> Finding:
    return Finding("database", True, f"It can be read, and is at layout {layout}.")


def database_new() -> Finding:
    return Finding("database", True, "There is none yet; the first start makes it.")


def database_older(found: str, needed: str) -> Finding:
    return Finding("database", False, operator.older_layout(found, needed))


def database_newer(found: str, known: str) -> Finding:
    return Finding("database", False, operator.newer_layout(found, known))


def database_away(reason: str, trouble: str) -> Finding:
    return Finding("database", False, operator.no_database(reason, trouble))


def database_of_another(served: str, told: str) -> Finding:
    return Finding("database", False, operator.other_workspace(served, told))


def database_quarantined(reps: int) -> Finding:
    people = "1 rep" if reps == 1 else f"{reps} reps"
    return Finding(
        "database",
        True,
        f"A restored copy: the direct messages of {people} are read back before it starts any.",
    )


def slack_knows(team: str) -> Finding:
    return Finding("slack", True, f"It knows the bot token, of {team}.")


def token_refused(setting: str, code: str) -> Finding:
    return Finding("slack", False, operator.token_refused(setting, code))


def slack_away(url: str, kind: str) -> Finding:
    return Finding("slack", False, operator.slack_away(url, kind))


def scopes(missing: Collection[str]) -> Finding:
    """The rights the manifest asks for."""
    if not missing:
        return Finding("scopes", True, "The app has every right that manifest.yml asks for.")
    names = ", ".join(sorted(missing))
    return Finding(
        "scopes",
        False,
        f"The app lacks {names}. Bring its manifest up to date, then install it again.",
    )


def clock(seconds: float) -> Finding:
    """This machine's against Slack's; Slack's signatures hold for five minutes."""
    if abs(seconds) <= CLOCK_SECONDS:
        return Finding("clock", True, "It agrees with Slack's.")
    which = "behind" if seconds > 0 else "ahead of"
    return Finding(
        "clock",
        False,
        f"It is {abs(seconds):.0f} seconds {which} Slack's. Switch on time synchronisation (NTP).",
    )


def socket_opens() -> Finding:
    return Finding("listening", True, "Slack lets Socket Mode connect.")


def port_answers(place: str) -> Finding:
    return Finding("listening", True, f"A Steady answers at {place}.")


def port_is_free(place: str) -> Finding:
    return Finding("listening", True, f"{place} is free for Steady to listen on.")


def port_is_taken(place: str) -> Finding:
    return Finding(
        "listening",
        False,
        f"Something else listens on {place}. Set STEADY_HTTP_PORT to a free port.",
    )


CLOCK_SECONDS = 60  # a nudge is promised within a minute
