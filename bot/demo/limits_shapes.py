"""How is one rule of Block Kit said? Small checks that are put together into tables."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterator[str]]


def string(most: int, least: int = 1) -> Check:
    """Plain characters, not too few and not too many."""

    def check(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield f"{where}: text is expected"
        elif not least <= len(value) <= most:
            yield f"{where}: {len(value)} characters, between {least} and {most} are allowed"

    return check


def link(most: int) -> Check:
    """An absolute address."""
    length = string(most)

    def check(value: Any, where: str) -> Iterator[str]:
        yield from length(value, where)
        if isinstance(value, str) and not re.match(r"[a-z][a-z0-9+.-]*:\S+$", value):
            yield f"{where}: an absolute address is expected"

    return check


def matching(pattern: str, example: str) -> Check:
    """Characters in one form, such as a date."""

    def check(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            yield f"{where}: something like {example} is expected"

    return check


def number(least: int | None = None, most: int | None = None, above: int | None = None) -> Check:
    """A number within bounds."""

    def check(value: Any, where: str) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int | float):
            yield f"{where}: a number is expected"
        elif (least is not None and value < least) or (above is not None and value <= above):
            yield f"{where}: {value} is too small"
        elif most is not None and value > most:
            yield f"{where}: {value} is too large"

    return check


def flag(value: Any, where: str) -> Iterator[str]:
    """True or false."""
    if not isinstance(value, bool):
        yield f"{where}: true or false is expected"


def anything(value: Any, where: str) -> Iterator[str]:
    """Whatever stands here is checked elsewhere, or not at all."""
    yield from ()


def one_of(*values: Any) -> Check:
    """One of a few values."""

    def check(value: Any, where: str) -> Iterator[str]:
        if value not in values:
            yield f"{where}: {value!r} is none of {', '.join(map(str, values))}"

    return check


def items(of: Check, least: int, most: int) -> Check:
    """A list, each of its members checked."""

    def check(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield f"{where}: a list is expected"
            return
        if not least <= len(value) <= most:
            yield f"{where}: {len(value)} items, between {least} and {most} are allowed"
        for position, one in enumerate(value):
            yield from of(one, f"{where}[{position}]")

    return check


def object_of(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *also: Check
) -> Check:
    """An object with these fields and no others; `also` looks at the whole once its parts fit."""
    known = {**required, **(optional or {})}

    def check(value: Any, where: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{where}: an object is expected"
            return
        found = [f"{where}.{name}: missing" for name in required if name not in value]
        for name, one in value.items():
            rule = known.get(name)
            found += rule(one, f"{where}.{name}") if rule else [f"{where}.{name}: not known here"]
        if not found:
            found = [problem for look in also for problem in look(value, where)]
        yield from found

    return check


def typed(kinds: Mapping[str, Check]) -> Check:
    """An object whose `type` decides by which rule it is read."""

    def check(value: Any, where: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if isinstance(kind, str) and kind in kinds:
            yield from kinds[kind](value, where)
        else:
            yield f"{where}: {kind!r} cannot stand here"

    return check


def plain(most: int) -> Check:
    """A plain_text object."""
    return typed({"plain_text": _plain_object(most)})


def text(most: int) -> Check:
    """A plain_text or mrkdwn object."""
    return typed({"plain_text": _plain_object(most), "mrkdwn": _mrkdwn_object(most)})


def _plain_object(most: int) -> Check:
    return object_of({"type": anything, "text": string(most)}, {"emoji": flag})


def _mrkdwn_object(most: int) -> Check:
    return object_of({"type": anything, "text": string(most)}, {"verbatim": flag})
