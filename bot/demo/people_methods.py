"""What do auth.test, bots.info, users.*, team.info and api.test answer?"""

from bot.demo import params as p
from bot.demo.as_json import user_json
from bot.demo.blocks import Json
from bot.demo.refusal import RefusalError
from bot.demo.stage import Stage


def auth_test(stage: Stage, params: Json) -> Json:
    """auth.test: whose token is this?"""
    workspace = stage.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.users[workspace.app.bot_user_id].handle,
        "team_id": workspace.team_id,
        "user_id": workspace.app.bot_user_id,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


def bots_info(stage: Stage, params: Json) -> Json:
    """bots.info: Steady's own bot, and the app it belongs to."""
    app = stage.workspace.app
    if p.required(params, "bot") != app.bot_id:
        raise RefusalError("bot_not_found")
    return {
        "bot": {
            "id": app.bot_id,
            "deleted": False,
            "name": app.name,
            "updated": 0,
            "app_id": app.id,
            "user_id": app.bot_user_id,
            "icons": {},
        }
    }


def users_info(stage: Stage, params: Json) -> Json:
    """users.info: one person; the locale only when asked for."""
    user = stage.workspace.users.get(p.required(params, "user"))
    if user is None:
        raise RefusalError("user_not_found")
    return {"user": user_json(stage.workspace, user, p.flag(params, "include_locale"))}


def users_list(stage: Stage, params: Json) -> Json:
    """users.list: everybody, deleted people and apps included, in pages."""
    locale = p.flag(params, "include_locale")
    users, cursor = p.page_of(list(stage.workspace.users.values()), params, default=1000)
    return {
        "members": [user_json(stage.workspace, user, locale) for user in users],
        "cache_ts": int(stage.workspace.clock.steady_now().timestamp()),
        "response_metadata": {"next_cursor": cursor},
    }


def team_info(stage: Stage, params: Json) -> Json:
    """team.info: the workspace itself."""
    workspace = stage.workspace
    team = {
        "id": workspace.team_id,
        "name": workspace.name,
        "domain": workspace.domain,
        "url": f"https://{workspace.domain}.slack.com/",
        "email_domain": "",
        "icon": {},
    }
    return {"team": team}


def api_test(stage: Stage, params: Json) -> Json:
    """api.test: gives back what it was given, also a wished-for error."""
    if error := p.text(params, "error"):
        raise RefusalError(error)
    return {"args": {name: value for name, value in params.items() if name != "token"}}
