"""What is said when a choice, or how everything is counted, was taken back?"""

from datetime import datetime

from bot.messages import protection, settings
from bot.messages.blocks import Message, message, say
from bot.playbook import choice
from bot.playbook.asking import Ask
from bot.playbook.model import Rep
from bot.playbook.outcome import CountedIn, Undone
from bot.playbook.preferences import Muted


def said(outcome: Undone, now: datetime) -> Message | None:
    """How it stands now, in a sentence; none for a change of another kind."""
    if outcome.rep is not None:
        return message(say(f"Taken back. {_chosen(outcome.kind, outcome.rep, now)}"))
    if outcome.counted is not None:
        return message(say(f"Taken back. {_counted(outcome.kind, outcome.counted)}"))
    sentence = _SAID.get(outcome.kind)
    return message(say(f"Taken back. {sentence}")) if sentence else None


_SAID = {
    "help_with": "The list stands as before.",
    choice.DIGEST: "The digest is as it was: /pipeline digest shows it.",
    choice.SHARE_LOSS: "The digest goes by what you said before.",
}


def _chosen(kind: str, rep: Rep, now: datetime) -> str:
    head, _, what = kind.partition(":")
    if what:
        named = settings.named(Muted(what) if what in set(Muted) else Ask(what))
        is_mute = f"{head}:" == choice.MUTE
        how = "I bring it up as before" if is_mute else "It is muted, as before"
        return f"{how}: {named}."
    if kind == choice.PAUSE:
        silent = rep.paused_until is not None
        return settings.paused_said(rep, now) if silent else "There is no pause, as before."
    if kind == choice.PROTECT:
        block = rep.protected
        return f"Protected: every {protection.said(block, rep)}." if block else _UNPROTECTED
    return f"Your settings are as before: {settings.when_said(rep)}"


_UNPROTECTED = "Nothing is protected, as before."


def _counted(kind: str, found: CountedIn) -> str:
    if kind.startswith(choice.CURRENCY):
        return f"Everything is counted in {found.reporting} again, at the rates from before."
    if found.rate is None:
        return f"{found.currency} has no rate, as before, so deals in it are not counted."
    return f"One {found.currency} counts as {found.rate} {found.reporting} again."
