"""What do views.* answer?"""

import json

from bot.demo import limits
from bot.demo import params as p
from bot.demo.blocks import Json
from bot.demo.refusal import RefusalError
from bot.demo.stage import Stage
from bot.demo.views import OpenView, check_hash

LARGEST_VIEW = 250_000  # bytes of JSON


def open_view(stage: Stage, params: Json) -> Json:
    """views.open: a form for what a person just did."""
    body = checked_view(params, "modal")
    trigger = stage.passes.exchange(p.required(params, "trigger_id", "invalid_trigger_id"))
    return _said(stage, stage.views.open(trigger.user_id, body, trigger.channel))


def push(stage: Stage, params: Json) -> Json:
    """views.push: on top of the form in which the person just did something."""
    body = checked_view(params, "modal")
    trigger = stage.passes.exchange(p.required(params, "trigger_id", "invalid_trigger_id"))
    if trigger.view_id is None:
        raise RefusalError("invalid_trigger_id")
    return _said(stage, stage.views.push(trigger.user_id, body))


def update(stage: Stage, params: Json) -> Json:
    """views.update: new content for a form that is still open, if nobody wrote it meanwhile."""
    body = checked_view(params)
    view = stage.views.find(p.text(params, "view_id"), p.text(params, "external_id"))
    check_hash(view, p.text(params, "hash"))
    return _said(stage, stage.views.update(view, body))


def publish(stage: Stage, params: Json) -> Json:
    """views.publish: a person's Home."""
    workspace = stage.workspace
    body = checked_view(params, "home")
    user_id = p.required(params, "user_id")
    if user_id not in workspace.users:
        raise RefusalError("user_not_found")
    if not workspace.home_tab_enabled:
        raise RefusalError("not_enabled")
    return _said(stage, stage.views.publish(user_id, body, p.text(params, "hash")))


def checked_view(params: Json, kind: str | None = None) -> Json:
    """A view within Slack's limits, of the kind this method takes."""
    view = p.structure(params, "view", "invalid_arguments")
    problems = limits.view_problems(view)
    if not problems and kind is not None and view["type"] != kind:
        problems = [f"view.type: {kind} is expected here"]
    if problems:
        raise RefusalError("invalid_arguments", [f"[ERROR] {problem}" for problem in problems])
    if len(json.dumps(view)) > LARGEST_VIEW:
        raise RefusalError("view_too_large")
    accepted: Json = view
    return accepted


def _said(stage: Stage, view: OpenView) -> Json:
    return {"view": stage.views.as_slack(view)}
