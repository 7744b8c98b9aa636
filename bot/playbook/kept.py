"""How is a problem kept as JSON, so that it can be said again as it was?"""

from datetime import date, datetime, time
from typing import Any

from bot.playbook.problem import Problem
from bot.playbook.when import Moment


def problem_as_json(problem: Problem) -> dict[str, Any]:
    """Facts keep their types: dates, times and moments are tagged."""
    return {"code": problem.code, "facts": {k: _tagged(v) for k, v in problem.facts.items()}}


def problem_from_json(stored: dict[str, Any]) -> Problem:
    """The problem a draft kept."""
    return Problem(stored["code"], {k: _plain(v) for k, v in stored["facts"].items()})


def _tagged(value: object) -> object:
    match value:
        case None | bool() | int() | str():
            return value
        case datetime():
            return {"instant": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case Moment(on, at):
            return {"moment": [on.isoformat(), at.isoformat() if at else None]}
        case list() | tuple():
            return {"list": [_tagged(v) for v in value]}
        case _:
            raise TypeError(f"a problem's facts cannot hold a {type(value).__name__}")


def _plain(value: Any) -> object:
    match value:
        case {"instant": text}:
            return datetime.fromisoformat(text)
        case {"date": text}:
            return date.fromisoformat(text)
        case {"time": text}:
            return time.fromisoformat(text)
        case {"moment": [on, at]}:
            return Moment(date.fromisoformat(on), time.fromisoformat(at) if at else None)
        case {"list": values}:
            return tuple(_plain(v) for v in values)
        case _:
            return value
