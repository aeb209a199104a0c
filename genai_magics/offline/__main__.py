"""``python -m genai_magics.offline``: serve the offline model on loopback, for any client of the Gemini API."""

import argparse
import asyncio
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress

from .server import LOOPBACK, LoopbackServer
from .transport import pace_from


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until interrupted; the address and the token are printed once, at the start."""
    options = _parser().parse_args(arguments)
    pace = pace_from(os.environ) if options.pace is None else max(0.0, options.pace)
    token = options.token or secrets.token_urlsafe(32)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(LoopbackServer(token, pace=pace), options.port, token))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m genai_magics.offline",
        description="Serve the offline demo model of genai_magics on 127.0.0.1, in the Gemini API's own protocol.",
    )
    parser.add_argument("--port", type=int, default=0, help="port to listen on; 0 (the default) takes a free one")
    parser.add_argument("--token", help="what clients must send as API key; a random one by default")
    parser.add_argument("--pace", type=float, help="characters a second; 0 for at once (default: 400)")
    return parser


async def _serve(server: LoopbackServer, port: int, token: str) -> None:
    async with server.listening(port):
        print(f"The offline demo of genai_magics listens on http://{LOOPBACK}:{server.port}", flush=True)
        print(f"Token (send it as API key): {token}", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    main()
