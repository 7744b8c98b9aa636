"""When did they order, and for how much, as a rep says it?"""

from dataclasses import dataclass, replace
from datetime import date

from bot.playbook.model import Money
from bot.playbook.money import read_money
from bot.playbook.past_day import past_day
from bot.playbook.problem import Problem

_FILLERS = {"for", "of", "worth", "über", "für", "an", "order"}
_OWN_WORDS = {"touch_to_come": "order_to_come", "touch_too_old": "order_too_old"}
_OWN_WORDS |= {"negative_money": "negative_order", "not_money": "unread_order"}


@dataclass(frozen=True, slots=True)
class OrderSaid:
    """The day of an order, and its amount where one was named."""

    on: date
    amount: Money | None = None


def read_order(text: str, today: date, locale: str, currency: str) -> OrderSaid | Problem:
    """ "€12k 3 March", "yesterday", "12,000": today unless a day was named."""
    words, said = text.split(), OrderSaid(today)
    worth: list[str] = []
    at = 0
    while at < len(words):
        day = past_day(words[at:], today)
        if day is not None and isinstance(day.found, Problem):
            return _own(day.found)
        if day is not None and isinstance(day.found, date):
            said, at = replace(said, on=day.found), at + day.count
            continue
        worth += [words[at]] if words[at].casefold() not in _FILLERS else []
        at += 1
    if not worth:
        return said
    amount = read_money(" ".join(worth).strip(" ,;"), locale, currency)
    return _own(amount) if isinstance(amount, Problem) else replace(said, amount=amount)


def _own(problem: Problem) -> Problem:
    """The same trouble, in words about orders."""
    return Problem(_OWN_WORDS.get(problem.code, problem.code), problem.facts)
