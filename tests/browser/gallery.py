"""What does the demo page show for every block it can draw, without Steady behind it?

Run it to look at the page by hand: python -m tests.browser.gallery
"""

import asyncio
import copy
from pathlib import Path
from typing import Any

from aiohttp import WSMsgType, web

Json = dict[str, Any]

STATIC = Path(__file__).parents[2] / "bot" / "demo" / "static"
ANA, BEN, MIA, STEADY = "U0ANA", "U0BEN", "U0MIA", "U0STEADY"
SALES, BLOCKS, DM = "C0SALES", "C0BLOCKS", "D0STEADY"
NASTY = '<img src=x onerror="document.title=1">'
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="180">'
    '<rect width="320" height="180" fill="#0b6b5d"/>'
    '<path d="M0 140 80 90l60 30 90-80 90 60v80H0z" fill="#e3f1ee"/></svg>'
)


class Gallery:
    """A stand-in for the stand-in: pushes one canned snapshot, keeps every act it is sent."""

    def __init__(self) -> None:
        self.snapshot = snapshot()
        self.acts: list[Json] = []
        self.answers: dict[str, Json] = {}
        self.may_answer = asyncio.Event()
        self.may_answer.set()
        self.refuses_connections = False
        self.port = 0
        self._lines: set[web.WebSocketResponse] = set()
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    async def start(self, port: int = 0) -> None:
        """Serve on a port of the system's choice."""
        self._runner = web.AppRunner(self._app(), access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.snapshot = _with_pictures(self.snapshot, self.url)

    async def stop(self) -> None:
        """Close every line, then the server."""
        await self.drop_lines()
        assert self._runner is not None
        await self._runner.cleanup()

    async def push(self) -> None:
        """Send the snapshot as it is now to every open page."""
        self.snapshot["version"] += 1
        for line in list(self._lines):
            await line.send_json(self.snapshot)

    async def drop_lines(self) -> None:
        """Cut every page off."""
        for line in list(self._lines):
            await line.close()

    def kinds(self) -> list[str]:
        """What was done, in order."""
        return [act["kind"] for act in self.acts]

    def conversation(self, channel: str) -> Json:
        """One conversation of the snapshot, to be changed before a push."""
        return next(one for one in self.snapshot["conversations"] if one["id"] == channel)

    def _app(self) -> web.Application:
        app = web.Application()
        app.router.add_get("/", _page)
        app.router.add_get("/picture.svg", _picture)
        app.router.add_static("/static/", STATIC)
        app.router.add_get("/page/live", self._live)
        app.router.add_post("/page/act", self._act)
        return app

    async def _live(self, request: web.Request) -> web.StreamResponse:
        viewer = request.query.get("viewer", ANA)
        if self.refuses_connections:
            raise web.HTTPServiceUnavailable
        if viewer not in [user["id"] for user in self.snapshot["users"]]:
            raise web.HTTPForbidden
        line = web.WebSocketResponse()
        await line.prepare(request)
        self.snapshot["viewer"] = viewer
        self._lines.add(line)
        await line.send_json(self.snapshot)
        async for message in line:
            if message.type is WSMsgType.ERROR:
                break
        self._lines.discard(line)
        return line

    async def _act(self, request: web.Request) -> web.Response:
        act = await request.json()
        self.acts.append(act)
        await self.may_answer.wait()
        return web.json_response(self.answers.get(act["kind"], {"ok": True}))


def _with_pictures(node: Any, root: str) -> Any:
    """The same with every picture at a whole address, as Slack demands."""
    if isinstance(node, list):
        return [_with_pictures(one, root) for one in node]
    if isinstance(node, dict):
        return {name: _with_pictures(one, root) for name, one in node.items()}
    return f"{root}picture.svg" if node == "/picture.svg" else node


async def _page(_: web.Request) -> web.FileResponse:
    return web.FileResponse(STATIC / "index.html")


async def _picture(_: web.Request) -> web.Response:
    return web.Response(text=PICTURE, content_type="image/svg+xml")


def plain(text: str) -> Json:
    """A plain_text object."""
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str, verbatim: bool = True) -> Json:
    """A mrkdwn object."""
    return {"type": "mrkdwn", "text": text, "verbatim": verbatim}


def option(text: str, value: str, description: str | None = None) -> Json:
    """One choice of a select, a menu or a group."""
    more = {"description": plain(description)} if description else {}
    return {"text": plain(text), "value": value, **more}


def button(text: str, action_id: str, **more: Any) -> Json:
    """A button with a value of its own name."""
    return {
        "type": "button",
        "text": plain(text),
        "action_id": action_id,
        "value": action_id,
        **more,
    }


def section(text: str, **more: Any) -> Json:
    """A section with mrkdwn text, verbatim as Steady writes it."""
    return {"type": "section", "text": mrkdwn(text), **more}


def field(label: str, element: Json, block_id: str, **more: Any) -> Json:
    """An input block."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element,
        **more,
    }


def message(ts: str, user: str, text: str, **more: Any) -> Json:
    """One message said at 09:12 on 25 November unless told otherwise."""
    return {
        "ts": ts,
        "at": "2026-11-25T08:12:00+00:00",
        "at_local": "2026-11-25T09:12",
        "user": user,
        "bot": user == STEADY,
        "text": text,
        "blocks": None,
        "ephemeral": False,
        "edited": False,
        **more,
    }


def with_ids(blocks: list[Json], prefix: str = "b") -> list[Json]:
    """Blocks as Slack keeps them: each with a block_id."""
    return [{"block_id": f"{prefix}{index}", **block} for index, block in enumerate(blocks)]


NUDGE = with_ids(
    [
        section("*Acme* asked for today, 15:00:\n> after our board has met"),
        section(
            "They said so on 3 February; you wanted to send the revised quote. You could open "
            "with: “When we spoke on 3 February you suggested today. Is now still good?”"
        ),
        {
            "type": "actions",
            "elements": [
                button("Done", "done", style="primary"),
                button("They moved it", "moved"),
                button("They said no", "said_no"),
                {
                    "type": "static_select",
                    "action_id": "snooze",
                    "placeholder": plain("Snooze"),
                    "options": [option("Two hours", "2h"), option("Tomorrow, 09:00", "1d")],
                },
            ],
        },
        {"type": "context", "elements": [mrkdwn("The date was theirs. Second reminder of two.")]},
    ],
    "nudge",
)

TEXTS = [
    {"type": "header", "text": plain("Everything this page can draw")},
    section(
        "*bold*, _italic_, ~struck~, `code`, *bold with _italic_ inside*, 3*4*5 and snake_case_name"
        " stay.\n"
        "> a quotation\n> of two lines\nAfter it. <https://example.com/a?b=1|A link>, "
        f"<@{BEN}>, <@{ANA}>, <#{SALES}|sales>, <!here>, a &lt;tag&gt; &amp; an ampersand.\n"
        "```\n13 weeks of pipeline\n  are kept *as typed*\n```"
    ),
    section("verbatim: https://example.com is no link :bulb:"),
    {
        "type": "section",
        "text": mrkdwn("not verbatim: https://example.com, is one", verbatim=False),
    },
    {"type": "section", "text": plain("plain text: *stars*, <https://example.com|brackets> stay")},
    section(
        "Dates: <!date^1796032800^{date_long} at {time}|fallback>, "
        "<!date^1795593600^{date_short_pretty} at {time}|fallback>, "
        "<!date^oops^{date}|only the fallback>"
    ),
    section(f"A client called {NASTY.replace('<', '&lt;').replace('>', '&gt;')} stays harmless."),
    {"type": "section", "text": plain(f"And in plain text: {NASTY}")},
    {
        "type": "section",
        "fields": [
            mrkdwn("*Stage*\nReview a proposal"),
            mrkdwn("*Amount*\n€48,000"),
            mrkdwn("*Decides by*\n18 December"),
            mrkdwn("*Next step*\nSend the revised quote"),
        ],
    },
    {
        "type": "context",
        "elements": [
            {"type": "image", "image_url": "/picture.svg", "alt_text": "A small picture"},
            mrkdwn("Saved by Ana, *25 November*"),
            plain("· private to you"),
        ],
    },
    {"type": "divider"},
    {
        "type": "image",
        "image_url": "/picture.svg",
        "alt_text": "Hills in green",
        "title": plain("A picture with a title"),
    },
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "Rich text: "},
                    {"type": "text", "text": "bold", "style": {"bold": True}},
                    {"type": "text", "text": ", "},
                    {"type": "text", "text": "all", "style": {"italic": True, "strike": True}},
                    {"type": "text", "text": ", "},
                    {"type": "text", "text": "code", "style": {"code": True}},
                    {"type": "text", "text": ", "},
                    {"type": "link", "url": "https://example.com", "text": "a link"},
                    {"type": "text", "text": ", "},
                    {"type": "user", "user_id": MIA},
                    {"type": "text", "text": ", "},
                    {"type": "channel", "channel_id": SALES},
                    {"type": "text", "text": ", "},
                    {"type": "emoji", "name": "seedling"},
                    {"type": "text", "text": ", "},
                    {
                        "type": "date",
                        "timestamp": 1796032800,
                        "format": "{date_short} {time}",
                        "fallback": "soon",
                    },
                    {"type": "text", "text": f", *not parsed* {NASTY}, "},
                    {"type": "broadcast", "range": "here"},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "Acme"}]},
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "Globex"}]},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "ordered",
                "indent": 1,
                "elements": [
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "Call"}]},
                    {"type": "rich_text_section", "elements": [{"type": "text", "text": "Write"}]},
                ],
            },
            {
                "type": "rich_text_quote",
                "elements": [{"type": "text", "text": "the new plant opens in April"}],
            },
            {
                "type": "rich_text_preformatted",
                "elements": [{"type": "text", "text": "when | who\n9:00 | Acme"}],
            },
        ],
    },
]

TABLE = {
    "type": "table",
    "column_settings": [{"is_wrapped": True}, {"align": "right"}, {"align": "right"}],
    "rows": [
        [{"type": "raw_text", "text": name} for name in ("Rep", "Open pipeline", "Dates kept")],
        [
            {"type": "raw_text", "text": "Ana Ruiz"},
            {"type": "raw_text", "text": "€310,000"},
            {"type": "raw_number", "value": 38},
        ],
        [
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_section",
                        "elements": [
                            {"type": "text", "text": "Ben Okafor", "style": {"bold": True}}
                        ],
                    }
                ],
            },
            {"type": "raw_text", "text": "€412,500"},
            {"type": "raw_number", "value": 41},
        ],
    ],
}

ELEMENTS = [
    section("A section with a button.", accessory=button("Open", "open_card")),
    section(
        "A section with a picture.",
        accessory={"type": "image", "image_url": "/picture.svg", "alt_text": "Hills"},
    ),
    section(
        "A section with an overflow menu.",
        accessory={
            "type": "overflow",
            "action_id": "overflow",
            "options": [option("Change the date", "change"), option("Let it go", "let_go")],
        },
    ),
    {
        "type": "actions",
        "block_id": "buttons",
        "elements": [
            button("Plain", "plain"),
            button("Primary", "primary", style="primary"),
            button(
                "Danger",
                "danger",
                style="danger",
                confirm={
                    "title": plain("Let Acme go?"),
                    "text": mrkdwn("Its *two* follow-ups will be closed."),
                    "confirm": plain("Let it go"),
                    "deny": plain("Keep it"),
                    "style": "danger",
                },
            ),
            button("Website", "website", url="https://example.com/"),
            button("Open Home", "show_today", url="slack://app?team=T0NW&id=A0STEADY&tab=home"),
        ],
    },
    {
        "type": "actions",
        "block_id": "pickers",
        "elements": [
            {
                "type": "datepicker",
                "action_id": "pick_date",
                "initial_date": "2026-11-30",
                "placeholder": plain("A date"),
            },
            {
                "type": "timepicker",
                "action_id": "pick_time",
                "initial_time": "15:00",
                "placeholder": plain("A time"),
            },
            {
                "type": "datetimepicker",
                "action_id": "pick_moment",
                "initial_date_time": 1796032800,
            },
            {"type": "users_select", "action_id": "pick_user", "placeholder": plain("Give to…")},
            {
                "type": "conversations_select",
                "action_id": "pick_channel",
                "placeholder": plain("A channel"),
            },
            {
                "type": "static_select",
                "action_id": "pick_stage",
                "placeholder": plain("Stage"),
                "option_groups": [
                    {"label": plain("Early"), "options": [option("Meet", "meet")]},
                    {"label": plain("Late"), "options": [option("Decide", "decide")]},
                ],
            },
        ],
    },
    {
        "type": "actions",
        "block_id": "choices",
        "elements": [
            {
                "type": "radio_buttons",
                "action_id": "who_chose",
                "options": [
                    option("They did", "client", "They named that day"),
                    option("I did", "rep"),
                ],
            },
            {
                "type": "checkboxes",
                "action_id": "spoke_to",
                "options": [option("Acme", "acme"), option("Globex", "globex")],
                "initial_options": [option("Acme", "acme")],
            },
        ],
    },
]

WEEKS = [f"W{number}" for number in range(36, 49)]
AMOUNTS = [280, 310, 305, 350, 372, 340, 322, 298, 265, 290, 330, 355, 310]


def chart(kind: str, title: str, series: dict[str, list[int]], categories: list[str]) -> Json:
    """A data_visualization block with one point for each category."""
    drawn = [
        {
            "name": name,
            "data": [
                {"label": category, "value": value * 1000}
                for category, value in zip(categories, values, strict=True)
            ],
        }
        for name, values in series.items()
    ]
    axis = {"categories": categories, "x_label": "Week", "y_label": "EUR"}
    return {
        "type": "data_visualization",
        "title": title,
        "chart": {"type": kind, "series": drawn, "axis_config": axis},
    }


CHARTS = [
    chart("area", "Open pipeline, 13 weeks", {"Team": AMOUNTS}, WEEKS),
    chart("line", "Open and target", {"Open": AMOUNTS, "Target": [400] * 13}, WEEKS),
    chart(
        "bar",
        "Won and lost",
        {"Won": [40, 95, 20, 60], "Lost": [-20, -15, -48, 0]},
        ["August", "September", "October", "November"],
    ),
    {
        "type": "data_visualization",
        "title": "Where the pipeline stands",
        "chart": {
            "type": "pie",
            "segments": [
                {"label": "Client's date", "value": 165000},
                {"label": "Our date", "value": 75000},
                {"label": "No date", "value": 70000},
            ],
        },
    },
]

HOME: Json = {
    "id": "V0HOME",
    "hash": "1.a",
    "type": "home",
    "blocks": with_ids(
        [
            {"type": "header", "text": plain("Wednesday 25 November")},
            section("Two dates your clients named are due today."),
            {
                "type": "actions",
                "elements": [
                    button("New follow-up", "new", style="primary"),
                    button("My pipeline", "mine"),
                    button("Settings", "settings"),
                ],
            },
            {"type": "divider"},
            section(
                "*Acme* · today, 15:00\n> after our board has met",
                accessory=button("Open", "open_acme"),
            ),
            section(
                "*Globex* · today\n> call me when the plant is running",
                accessory=button("Open", "open_globex"),
            ),
            {"type": "divider"},
            {
                "type": "section",
                "fields": [
                    mrkdwn("*Open against target*\n€310,000 of €400,000"),
                    mrkdwn("*Open circles*\nThree, €70,000"),
                ],
            },
            chart("area", "Open pipeline, 13 weeks", {"Mine": AMOUNTS}, WEEKS),
            {"type": "context", "elements": [mrkdwn("Type `/steady help` for everything else.")]},
        ],
        "home",
    ),
}

FORM: Json = {
    "id": "V0FORM",
    "hash": "1.a",
    "type": "modal",
    "callback_id": "followup_form",
    "private_metadata": "nonce",
    "title": plain("New follow-up"),
    "submit": plain("Save"),
    "close": plain("Cancel"),
    "state": {"values": {}},
    "blocks": [
        field(
            "Client",
            {
                "type": "external_select",
                "action_id": "client",
                "placeholder": plain("Type a few letters"),
                "min_query_length": 1,
            },
            "client",
        ),
        field(
            "When",
            {
                "type": "plain_text_input",
                "action_id": "when",
                "placeholder": plain("next Tuesday 3pm"),
                "max_length": 80,
            },
            "when",
            hint=plain("A day, or a day and a time, as they said it."),
        ),
        field(
            "Their words",
            {"type": "plain_text_input", "action_id": "words", "multiline": True},
            "words",
            optional=True,
        ),
        field(
            "Who chose the date?",
            {
                "type": "radio_buttons",
                "action_id": "set_by",
                "options": [option("They did", "client"), option("I did", "rep")],
                "initial_option": option("They did", "client"),
            },
            "set_by",
        ),
        field(
            "Kind",
            {
                "type": "static_select",
                "action_id": "kind",
                "options": [option("Follow-up", "follow_up"), option("Meeting", "meeting")],
                "initial_option": option("Follow-up", "follow_up"),
            },
            "kind",
            dispatch_action=True,
        ),
        field(
            "Date",
            {"type": "datepicker", "action_id": "on", "placeholder": plain("A date")},
            "on",
            optional=True,
        ),
    ],
}


def snapshot() -> Json:
    """A team on the morning of Wednesday 25 November 2026, fresh for every test."""
    return copy.deepcopy(
        {
            "type": "snapshot",
            "version": 1,
            "team": {"id": "T0NW", "name": "Northwind Sales"},
            "app": {"id": "A0STEADY", "user_id": STEADY, "name": "Steady"},
            "viewer": ANA,
            "users": USERS,
            "clock": CLOCK,
            "conversations": CONVERSATIONS,
            "home": HOME,
            "views": [],
            "commands": COMMANDS,
            "shortcuts": SHORTCUTS,
        }
    )


def _user(user_id: str, name: str, title: str, **more: Any) -> Json:
    return {
        "id": user_id,
        "name": name,
        "title": title,
        "tz": "Europe/Berlin",
        "is_bot": False,
        "deleted": False,
        "pickable": True,
        **more,
    }


USERS = [
    _user(ANA, "Ana Ruiz", "Rep, Berlin"),
    _user(BEN, "Ben Okafor", "Rep, London"),
    _user(MIA, "Mia Larsen", "Sales manager"),
    _user(STEADY, "Steady", "", is_bot=True, pickable=False),
]

CLOCK: Json = {
    "now": "2026-11-25T08:30:00+00:00",
    "local": "2026-11-25T09:30",
    "tz": "Europe/Berlin",
    "presets": [
        {"id": "hour", "label": "An hour later"},
        {"id": "tomorrow_morning", "label": "Tomorrow morning"},
        {"id": "next_monday", "label": "Next Monday"},
    ],
}

COMMANDS = [
    {
        "command": "/followup",
        "description": "Remember what a client asked for, and when",
        "usage_hint": 'Acme next Tuesday 3pm "their words" your note',
    },
    {
        "command": "/client",
        "description": "A client's card, and what to change on it",
        "usage_hint": "Acme | add | touch | cadence | lost",
    },
    {
        "command": "/pipeline",
        "description": "Your open pipeline against the number you chose",
        "usage_hint": "add | move | won | lost | target",
    },
    {
        "command": "/steady",
        "description": "Settings, pause, holidays, and why Steady said something",
        "usage_hint": "settings | pause | why | help",
    },
]

SHORTCUTS = [
    {
        "callback_id": "new_followup",
        "name": "New follow-up",
        "type": "global",
        "description": "Write down what a client asked for",
    },
    {
        "callback_id": "follow_up_on_this",
        "name": "Follow up on this",
        "type": "message",
        "description": "Keep this message as the client's words",
    },
    {
        "callback_id": "check_my_tone",
        "name": "Check my tone",
        "type": "message",
        "description": "Look for ultimatums before sending",
    },
]

CONVERSATIONS: list[Json] = [
    {
        "id": SALES,
        "kind": "channel",
        "name": "sales",
        "topic": "Who spoke to whom, and what they asked for",
        "with": None,
        "unread": 0,
        "messages": [
            message(
                "1795500000.000100",
                MIA,
                "Good morning. Who is speaking to Initech this week?",
                at="2026-11-24T08:05:00+00:00",
                at_local="2026-11-24T09:05",
            ),
            message(
                "1795500060.000100",
                BEN,
                "I am. Their new plant opens in *April*, so I asked what has to happen before.",
                at="2026-11-24T08:07:00+00:00",
                at_local="2026-11-24T09:07",
            ),
            message(
                "1795500090.000100",
                BEN,
                "&gt; call me when the board has met\nThat is what they said.",
                at="2026-11-24T08:08:00+00:00",
                at_local="2026-11-24T09:08",
            ),
            message(
                "1795593000.000100",
                STEADY,
                "Week of 16 November: €1.24m open against €1.40m.",
                edited=True,
                blocks=with_ids(
                    [
                        section(
                            "*Week of 16 November:* €1.24m open against €1.40m, €160,000 short and"
                            " €45,000 up on last week."
                        ),
                        section(
                            "Worth doing: nine deals, €310,000, have no next date. One question "
                            "each: “When would you like me to follow up?”"
                        ),
                        CHARTS[0],
                    ],
                    "digest",
                ),
            ),
            message(
                "1795593060.000100",
                STEADY,
                "Saved. I'll bring Acme back on Monday 30 November at 15:00, Berlin time.",
                ephemeral=True,
                blocks=with_ids(
                    [
                        section(
                            "Saved. I'll bring *Acme* back on *Monday 30 November at 15:00*, Berlin"
                            " time. They said:\n> after our board has met"
                        ),
                        {
                            "type": "actions",
                            "elements": [button("Change", "change"), button("Undo", "undo")],
                        },
                    ],
                    "saved",
                ),
            ),
        ],
    },
    {
        "id": BLOCKS,
        "kind": "channel",
        "name": "every-block",
        "topic": "One of each",
        "with": None,
        "unread": 2,
        "messages": [
            message("1795593000.000201", STEADY, "Texts", blocks=with_ids(TEXTS, "t")),
            message("1795593000.000202", STEADY, "A table", blocks=with_ids([TABLE], "table")),
            message("1795593000.000203", STEADY, "Elements", blocks=with_ids(ELEMENTS, "e")),
            message("1795593000.000204", STEADY, "Charts", blocks=with_ids(CHARTS[:2], "c")),
            message("1795593000.000205", STEADY, "Charts", blocks=with_ids(CHARTS[2:], "d")),
        ],
    },
    {
        "id": DM,
        "kind": "im",
        "name": "Steady",
        "topic": "",
        "with": STEADY,
        "unread": 1,
        "messages": [message("1795593000.000301", STEADY, "Acme asked for today.", blocks=NUDGE)],
    },
    {
        "id": "D0BEN",
        "kind": "im",
        "name": "Ben Okafor",
        "topic": "",
        "with": BEN,
        "unread": 0,
        "messages": [message("1795593000.000401", BEN, "Shall we call Globex together?")],
    },
]


async def _serve_until_stopped() -> None:
    gallery = Gallery()
    await gallery.start(port=8788)
    try:
        await asyncio.Event().wait()
    finally:
        await gallery.stop()


if __name__ == "__main__":
    asyncio.run(_serve_until_stopped())
