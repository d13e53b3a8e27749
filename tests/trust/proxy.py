"""A wire that can go wrong: a proxy between a client and a server on loopback, with faults to order."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar

T = TypeVar("T")

HOST = "127.0.0.1"
GARBAGE = b"\xff\x00\x17 )( {}{ \r\n* 99999999999999999999 EXISTS \xfe\r\n+ what\r\n"
_LITERAL = re.compile(rb"\{(\d{3,})\}\r\n")


class CutError(Exception):
    """A fault has ended this connection."""


class Weather:
    """What happens to the bytes of every connection while it lasts. This one: nothing."""

    accepts = True

    async def up(self, link: Link, data: bytes) -> bytes:
        """From the client to the server."""
        del link
        return data

    async def down(self, link: Link, data: bytes) -> bytes:
        """From the server to the client."""
        del link
        return data


CLEAR = Weather()


class Refusing(Weather):
    """Nobody is there: every connection is reset."""

    accepts = False


class Black(Weather):
    """Connections are taken, and nothing ever passes on them."""

    async def up(self, link: Link, data: bytes) -> bytes:
        link.frozen = True
        return data

    async def down(self, link: Link, data: bytes) -> bytes:
        link.frozen = True
        return data


class Trickling(Weather):
    """One byte at a time."""

    async def down(self, link: Link, data: bytes) -> bytes:
        for position in range(len(data)):
            if link.proxy.weather is not self:
                return data[position:]
            await link.write_down(data[position : position + 1])
            await asyncio.sleep(0.03)
        return b""


class Late(Weather):
    """Everything the server says comes so many seconds later."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def down(self, link: Link, data: bytes) -> bytes:
        del link
        await asyncio.sleep(self._seconds)
        return data


class HalfALiteral(Weather):
    """The next literal stops in its middle: by the end of the connection, or by silence."""

    def __init__(self, *, silent: bool) -> None:
        self._silent = silent

    async def down(self, link: Link, data: bytes) -> bytes:
        found = _LITERAL.search(data)
        if found is None:
            return data
        link.proxy.weather = CLEAR
        await link.write_down(data[: found.end() + int(found[1]) // 2])
        if not self._silent:
            raise CutError
        link.frozen = True
        return b""


class Flipped(Weather):
    """One bit of what comes next is wrong."""

    async def down(self, link: Link, data: bytes) -> bytes:
        link.proxy.weather = CLEAR
        middle = len(data) // 2
        return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


class CutAt(Weather):
    """The connection is lost at a command: before the server hears of it, or after it has acted."""

    def __init__(self, command: bytes, *, after: bool) -> None:
        self._command = command
        self._after = after
        self._acted = False

    async def up(self, link: Link, data: bytes) -> bytes:
        if self._command not in data:
            return data
        if not self._after:
            link.proxy.weather = CLEAR
            raise CutError
        self._acted = True
        return data

    async def down(self, link: Link, data: bytes) -> bytes:
        if self._acted and b" OK " in data:
            link.proxy.weather = CLEAR
            raise CutError
        return data


@dataclass(eq=False)
class Link:
    """One connection through the proxy."""

    proxy: Proxy
    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    frozen: bool = False
    open: asyncio.Event = field(default_factory=asyncio.Event)

    async def write_down(self, data: bytes) -> None:
        if not self.frozen:
            self.client.write(data)
            await self.client.drain()

    async def write_up(self, data: bytes) -> None:
        if not self.frozen:
            self.server.write(data)
            await self.server.drain()

    def reset(self) -> None:
        """RST to both sides."""
        for side in (self.client, self.server):
            sock = side.get_extra_info("socket")
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            side.transport.abort()

    def hang_up(self) -> None:
        """FIN to both sides."""
        for side in (self.client, self.server):
            side.close()


class Proxy:
    """Listens on `port` and passes everything on to `target`, as the weather allows."""

    def __init__(self, loop: Proxies, target: int) -> None:
        self._loop = loop
        self._target = target
        self._tasks: set[asyncio.Task[None]] = set()
        self.weather: Weather = CLEAR
        self.links: set[Link] = set()
        self.port = 0

    async def listen(self) -> None:
        self._server = await asyncio.start_server(self._taken, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        self._server.close()
        for link in list(self.links):
            link.reset()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    # Faults, from the tests' thread

    def change(self, weather: Weather) -> None:
        """From now on."""
        self._loop.do(self._set(weather))

    def freeze(self) -> None:
        """The connections of now are dead, and nobody is told; new ones work."""
        self._for_all(lambda link: setattr(link, "frozen", True))

    def stall(self) -> None:
        """Nothing passes until `resume`, and nothing is lost."""
        self._for_all(lambda link: link.open.clear())

    def resume(self) -> None:
        """End of `stall`."""
        self._for_all(lambda link: link.open.set())

    def reset(self) -> None:
        """RST."""
        self._for_all(Link.reset)

    def hang_up(self) -> None:
        """FIN."""
        self._for_all(Link.hang_up)

    def say(self, data: bytes) -> None:
        """Bytes to the client that the server has not sent."""
        self._for_all(lambda link: link.client.write(data))

    async def _set(self, weather: Weather) -> None:
        self.weather = weather

    def _for_all(self, what: Callable[[Link], object]) -> None:
        async def run() -> None:
            for link in list(self.links):
                what(link)

        self._loop.do(run())

    # Connections

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await self._serve(reader, writer)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        beyond, server = await asyncio.open_connection(HOST, self._target)
        link = Link(self, writer, server)
        link.open.set()
        if not self.weather.accepts:
            link.reset()
            return
        self.links.add(link)
        pumps = [
            asyncio.ensure_future(self._pump(link, reader, link.write_up, up=True)),
            asyncio.ensure_future(self._pump(link, beyond, link.write_down, up=False)),
        ]
        try:
            await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            if link.frozen:  # a half-open link: the client is told nothing when the server goes
                await pumps[0]
        finally:
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)
            self.links.discard(link)
            for side in (link.client, link.server):
                side.transport.abort()  # `close` would wait for a peer that takes nothing

    async def _pump(
        self,
        link: Link,
        source: asyncio.StreamReader,
        write: Callable[[bytes], Coroutine[Any, Any, None]],
        *,
        up: bool,
    ) -> None:
        try:
            while data := await source.read(65536):
                await link.open.wait()
                weather = self.weather
                data = await (weather.up(link, data) if up else weather.down(link, data))
                await link.open.wait()
                await write(data)
        except CutError:
            link.reset()
        except OSError:
            return


class Proxies:
    """Runs proxies on an event loop in a thread of its own."""

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxies", daemon=True)
        self._thread.start()
        self._all: list[Proxy] = []
        return self

    def __exit__(self, *_: object) -> None:
        for proxy in self._all:
            self.do(proxy.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def open(self, target: int) -> Proxy:
        """A proxy in front of a port."""
        proxy = Proxy(self, target)
        self.do(proxy.listen())
        self._all.append(proxy)
        return proxy

    def do(self, what: Coroutine[Any, Any, T]) -> T:
        """Run it on the loop, and wait for it."""
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(20)
