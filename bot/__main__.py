"""`python -m bot …`: the commands, and nothing more than finding the one that was asked for.

Each imports what it needs when it runs: reading a date needs no Slack and no database.
"""

import argparse
import asyncio
import contextlib
import gc
import io
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence

from bot import log
from bot.cli.problems import refuse
from bot.clock import Clock


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    args = _parser().parse_args(arguments)
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        return int(args.command(args))
    return 0


def _parser() -> argparse.ArgumentParser:
    from bot.cli import backup, manifest, tone, when

    parser = argparse.ArgumentParser(
        prog="python -m bot", description="Steady, a Slack sales assistant."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="run against Slack (settings: .env.example)")
    run.set_defaults(command=_run)
    demo = commands.add_parser("demo", help="run in a browser, without a Slack account")
    demo.add_argument("--host", default="127.0.0.1")
    demo.add_argument("--port", type=int, default=8787)
    demo.set_defaults(command=_demo)
    migrate = commands.add_parser("migrate", help="bring the database to this version's layout")
    migrate.set_defaults(command=_migrate)
    doctor = commands.add_parser("doctor", help="look whether everything is as it should be")
    doctor.set_defaults(command=_doctor)
    backup.add_parsers(commands)
    commands.choices["backup"].set_defaults(command=_backup)
    commands.choices["restore"].set_defaults(command=_restore)
    manifest.add_parser(commands)
    commands.choices["manifest"].set_defaults(command=_manifest)
    when.add_parser(commands)
    commands.choices["when"].set_defaults(command=_when)
    tone.add_parser(commands)
    commands.choices["tone"].set_defaults(command=_tone)
    return parser


def _run(_: argparse.Namespace) -> int:
    gc.disable()  # until all is there: what is imported stays, looking for waste is in vain
    from bot.app import run_until_stopped
    from bot.settings import Unusable, read_settings

    try:
        settings = read_settings()
        log.set_up(settings.log_level, settings.log_format)
        sys.excepthook = log.crashed
        return _until_signal(lambda stopped: run_until_stopped(settings, stopped.wait))
    except Unusable as problem:
        return refuse(str(problem))


def _demo(args: argparse.Namespace) -> int:
    from bot.demo.run import run
    from bot.settings import Unusable

    log.set_up("WARNING")

    def ready(url: str) -> None:
        print(f"Steady's demo is at {url}  (Ctrl+C ends it)", flush=True)

    try:
        return _until_signal(lambda stopped: run(args.host, args.port, ready, stopped.wait))
    except Unusable as problem:
        return refuse(str(problem))


def _migrate(_: argparse.Namespace) -> int:
    from bot.messages import operator as words
    from bot.settings import Unusable, read_database_url
    from storage import schema
    from storage.outage import Unavailable

    try:
        asyncio.run(schema.migrate(read_database_url()))
    except Unusable as problem:
        return refuse(str(problem))
    except Unavailable as trouble:
        return refuse(words.no_database(trouble.reason, str(trouble)))
    print(f"The database is at layout {schema.head()}.")
    return 0


def _doctor(_: argparse.Namespace) -> int:
    from bot.cli import doctor
    from bot.settings import Unusable, read_settings

    try:
        settings = read_settings()
    except Unusable as problem:
        return refuse(str(problem))
    deployment = doctor.Deployment(
        bot_token=settings.slack_bot_token.get_secret_value(),
        app_token=settings.slack_app_token.get_secret_value(),
        api_url=settings.slack_api_url,
        database_url=settings.database_url,
        host=settings.http_host,
        port=settings.http_port,
    )
    return doctor.run(deployment, sys.stdout, Clock())


def _backup(args: argparse.Namespace) -> int:
    from bot.cli import backup
    from bot.settings import Unusable, read_database_url

    try:
        return backup.run_backup(args, read_database_url(), sys.stdout, Clock())
    except Unusable as problem:
        return refuse(str(problem))


def _restore(args: argparse.Namespace) -> int:
    from bot.cli import backup
    from bot.settings import Unusable, read_database_url

    try:
        return backup.run_restore(args, read_database_url(), sys.stdout)
    except Unusable as problem:
        return refuse(str(problem))


def _manifest(args: argparse.Namespace) -> int:
    from bot.cli import manifest

    return manifest.run(args, sys.stdout)


def _when(args: argparse.Namespace) -> int:
    from bot.cli import when

    _read_and_write_utf8()
    return when.run(args, sys.stdin, sys.stdout, Clock().now())


def _tone(args: argparse.Namespace) -> int:
    from bot.cli import tone

    _read_and_write_utf8()
    return tone.run(args, sys.stdin, sys.stdout)


def _read_and_write_utf8() -> None:
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):  # not when a program calls us
            stream.reconfigure(encoding="utf-8", errors="replace")


def _until_signal(work: Callable[[asyncio.Event], Awaitable[None]]) -> int:
    """Run until SIGINT or SIGTERM; both end it in good order."""

    async def run() -> None:
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, stopped.set)
        await work(stopped)

    asyncio.run(run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
