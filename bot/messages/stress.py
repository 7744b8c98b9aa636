"""What does Steady say of the loss of any one client? (S4-1)"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.messages import money
from bot.messages.blocks import Message, aside, cut, isolated, message, say
from bot.messages.counts import counted, joined
from bot.messages.names import person_said
from bot.playbook.deal import Stress, StressLine


@dataclass(frozen=True, slots=True)
class _Whose:
    """Of whom it is said, in the three places where that shows."""

    book: str
    are: str
    pays: str


_YOURS = _Whose("your book", "you are", "you")
_TEAMS = _Whose("the team's book", "the team is", "the team")


def weighed(found: Stress, name: str | None = None) -> Message:
    """Would what is open survive the loss of any one client? (S4-1)

    `name`: a colleague's, empty where Slack told none; None of one's own.
    """
    if name is None:
        return _weighed(found, _YOURS)
    who = person_said(name, "this colleague")
    return _weighed(found, _Whose(f"{who}'s book", f"{who} is", who))


def of_team(found: Stress) -> Message:
    """The same, of everybody's clients and deals; for managers."""
    return _weighed(found, _TEAMS)


def _weighed(found: Stress, whose: _Whose) -> Message:
    if found.worst is None:
        return message(say(_nothing_to_stress(found, whose)), [aside(x) for x in _unvalued(found)])
    return message(
        say(worst_case(found.worst, found.currency, whose)),
        [aside(line) for line in _rest_of_stress(found)],
        [say(f"• {_concentration(one, found.currency, whose)}") for one in _few(found)],
        aside(_BESIDE.format(name=isolated(found.worst.client.name))),
    )


_BESIDE = "Nothing is wrong with {name}. This is about what stands beside it."


def worst_case(worst: StressLine, currency: str, whose: _Whose = _YOURS) -> str:
    """What the loss of one client would cost, and what stands beside it."""
    name = isolated(cut(worst.client.name, 80))
    value = money.of(worst.value_minor, currency)
    elsewhere = f"about {money.of(worst.elsewhere_minor, currency)}"
    if worst.elsewhere_minor == 0:
        elsewhere = "nothing yet"
    start = f"{name} is {value} a year, {worst.share * 100:.0f} % of {whose.book}. If it left, "
    middle = f"what {whose.are} likely to win elsewhere, beyond this year's plan, is {elsewhere}"
    if worst.short_minor:
        return f"{start}{middle}: {money.of(worst.short_minor, currency)} short."
    return f"{start}{middle}: enough to replace it."


def _concentration(one: StressLine, currency: str, whose: _Whose) -> str:
    name = isolated(cut(one.client.name, 80))
    value = money.of(one.value_minor, currency)
    return f"{name}: {value} a year, {one.share * 100:.0f} % of {whose.book}."


def _few(found: Stress) -> Sequence[StressLine]:
    """Those that carry much, unless it is the worst case alone, which is said already."""
    return found.concentrated if len(found.concentrated) > 1 else ()


def _rest_of_stress(found: Stress) -> list[str]:
    lines = []
    if found.not_survived:
        clients = counted(found.not_survived, "client")
        which = clients if found.not_survived == 1 else f"any one of {clients}"
        lines.append(f"The loss of {which} would not be replaced by what is open.")
    if _few(found):
        lines.append("Much rests on few:")
    return [*_unvalued(found), *lines]


def _unvalued(found: Stress) -> list[str]:
    """Whose yearly value is not counted: nobody typed one, or there is no rate for it."""
    return [*_untyped(found), *_unrated(found)]


def _unrated(found: Stress) -> list[str]:
    if not found.unrated:
        return []
    which = counted(len(found.unrated), "paying client")
    currencies = list(dict.fromkeys(found.unrated))
    return [
        f"The yearly value of {which}, in {joined(currencies)}, is not counted: "
        f"{money.no_rate(currencies[0])}"
    ]


def _untyped(found: Stress) -> list[str]:
    if not found.unvalued:
        return []
    which = counted(found.unvalued, "paying client")
    return [f"Nobody has typed a yearly value for {which}: /client value Acme 84k does."]


def _nothing_to_stress(found: Stress, whose: _Whose) -> str:
    pays = f"pays {whose.pays}"
    if found.clients == 0:
        return f"No client {pays} yet, as far as I know, so none can leave."
    if found.unrated:
        return f"I cannot say: no yearly value of a client who {pays} can be counted."
    return f"I cannot say: no yearly value is known for any client who {pays}."
