"""How is Steady started quickly enough to be killed often? Imported once, forked for each life.

Reads one order a line from standard input: settings, the file for its log and, for a doomed one,
a plan. Answers with the process id. A child runs what `python -m bot run` runs.
"""

import asyncio
import json
import os
import signal
import sys
from typing import Any

from bot import __main__ as command_line
from bot import log
from bot.settings import read_settings
from storage import schema
from tests.torture import doomed


def main() -> None:
    # Nobody waits for the children: the system forgets them at once.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    schema.head()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            os._exit(_live(order))
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


def _live(order: dict[str, Any]) -> int:
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    file = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for descriptor in (1, 2):
        os.dup2(file, descriptor)
    os.chdir(order["folder"])
    os.environ.update(order["settings"])
    if order["plan"] is None:
        return command_line.main(["run"])
    log.set_up()
    asyncio.run(_doomed(doomed.Plan(**order["plan"])))
    return 0


async def _doomed(plan: doomed.Plan) -> None:
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    await doomed.run(read_settings(), plan, stopped)


if __name__ == "__main__":
    main()
