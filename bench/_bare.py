"""What is the least a Bolt app does? It answers `/followup` with an empty acknowledgement.

    python -m bench._bare usual|before|many

`usual` is Bolt as everybody runs it, `before` with `process_before_response`, `many` as usual
among as many empty listeners as an ordinary app of our size has. Says its port, and runs until it
is ended. Imports nothing of Steady's: it is what start and memory are measured against.
"""

import asyncio
import os
import sys

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

PATH = "/slack/events"
SECRET = "BENCH_SIGNING_SECRET"  # how the secret is told
EACH_KIND = 8  # of eight kinds: 64 listeners, `/followup` in their middle


async def acknowledge(ack: AsyncAck) -> None:
    await ack()


async def hear() -> None:
    """An event is acknowledged by Bolt itself."""


def many(bolt: AsyncApp) -> None:
    """Empty listeners under names of their own, each kind of them in turn."""
    for n in range(EACH_KIND):
        bolt.action(f"press_{n}")(acknowledge)
        bolt.action(f"choose_{n}")(acknowledge)
        bolt.view(f"form_{n}")(acknowledge)
        bolt.event({"type": "message", "subtype": f"kind_{n}"})(hear)
    bolt.command("/followup")(acknowledge)
    for n in range(EACH_KIND):
        bolt.command(f"/command_{n}")(acknowledge)
        bolt.shortcut(f"shortcut_{n}")(acknowledge)
        bolt.options(f"list_{n}")(acknowledge)
        bolt.view_closed(f"form_{n}")(acknowledge)


async def serve(mode: str) -> None:
    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T0", bot_user_id="U0", bot_id="B0", bot_token="xoxb-bench"
        )

    bolt = AsyncApp(
        authorize=authorize,
        signing_secret=os.environ[SECRET],
        process_before_response=mode == "before",
    )
    if mode == "many":
        many(bolt)
    else:
        bolt.command("/followup")(acknowledge)

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post(PATH, events)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stderr.write(f'"port": {runner.addresses[0][1]}}}\n')
    sys.stderr.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
