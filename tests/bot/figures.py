"""What does a process tell of itself at `/metrics`, and has its first tick come to an end?"""

import asyncio
from collections.abc import Callable

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

TOKEN = "canary-metrics-token"


async def asked(port: int, token: str = TOKEN) -> tuple[int, str]:
    """The page, as whoever shows this token is given it."""
    url, headers = f"http://127.0.0.1:{port}/metrics", {"Authorization": f"Bearer {token}"}
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, await answer.text()


async def figures(port: int) -> dict[str, float]:
    """Every sample, by its name and the values of its labels."""
    status, page = await asked(port)
    assert status == 200
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


async def after_first_tick(port: int) -> None:
    """Wait for its end; the next tick is far, unless something wakes it."""
    await until(port, lambda found: found.get("steady_stage_seconds_count redraw", 0) > 0)


async def until_nothing_waits(port: int) -> None:
    """Wait until all that may be said has been."""
    await until(
        port, lambda found: not any(found[k] for k in found if k.startswith("steady_outbox "))
    )


async def until(port: int, is_so: Callable[[dict[str, float]], bool]) -> None:
    """Ask until the figures show it."""
    async with asyncio.timeout(30):
        while not is_so(await figures(port)):  # noqa: ASYNC110 - a page is asked
            await asyncio.sleep(0.02)
