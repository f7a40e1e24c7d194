"""Name resolution by the system's own rules, in threads of its own.

A dead DNS server holds a thread for many seconds. The event loop's default pool serves the rest of the
daemon (rendering of metrics, the store), so lookups that hang must not sit there.
"""

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from aiohttp.abc import AbstractResolver, ResolveResult

# Made when needed. Enough for one gateway's dead name to leave room for the look-ups of the others.
_THREADS = 64


class Resolver(AbstractResolver):
    """`getaddrinfo`, asked anew each time: what a cache hides is part of what is probed."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="resolve")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The addresses of `host`, in the system's order of preference.

        Raises:
            socket.gaierror: there is no such name, or nobody answered.
        """
        lookup = partial(
            socket.getaddrinfo, host, port, family, socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG
        )
        found = await asyncio.get_running_loop().run_in_executor(self._threads, lookup)
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=family_found,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for family_found, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        """Forget lookups that have not begun; one that hangs ends by itself."""
        self._threads.shutdown(wait=False, cancel_futures=True)
