"""What does a person see when a request reaches Steady a second time?"""

from dataclasses import replace

from bot.demo.blocks import Json
from bot.demo.inbound import Answer, Delivery
from bot.demo.people import People, command_failed
from bot.demo.seen import Seen


async def again(people: People, delivery: Delivery) -> Seen:
    """The same bytes under the same signature; a form's errors are told, its other answers not."""
    user = people.person(_user_id(delivery.payload))
    channel_id = _channel_id(delivery.payload) or people.stage.workspace.dm(user.id).id
    with people.stage.workspace.watching(user.id, channel_id) as messages:
        answer = await people.inbound.repeat(delivery)
        error = _shown(people, replace(delivery, answer=answer))
    top = people.stage.views.top(user.id)
    view = people.stage.views.as_slack(top) if top else None
    return Seen(answer.status, messages, _errors(answer), view, error, answer.body)


def _shown(people: People, delivery: Delivery) -> str | None:
    if delivery.kind != "slash_commands":
        return None
    return people.show_answer(delivery) or command_failed(delivery.payload["command"], delivery)


def _errors(answer: Answer) -> dict[str, str]:
    body = answer.json() or {}
    return dict(body["errors"]) if body.get("response_action") == "errors" else {}


def _user_id(payload: Json) -> str:
    user = payload.get("user_id") or payload.get("user") or payload["event"]["user"]
    return str(user["id"] if isinstance(user, dict) else user)


def _channel_id(payload: Json) -> str | None:
    places = (payload, payload.get("container", {}), payload.get("event", {}))
    channels = [place.get("channel_id") or place.get("channel") for place in places]
    return next((one for one in channels if isinstance(one, str)), None)
