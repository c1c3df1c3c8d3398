"""The body of an answer: read up to a limit of bytes and seconds, decompressed as it comes."""

import asyncio
import zlib
from dataclasses import dataclass
from typing import Any

import aiohttp

from signposts.links.records import Answer, Fault

#: Bytes that are read at a time.
CHUNK = 16_384
#: Bytes by which a file is known, and bytes that make a slow page a page.
KNOWN, _GOOD_PART = 1024, 4096
#: More than this many bytes out of one, far beyond any text, is a bomb.
_BOMB_RATIO = 200


@dataclass(slots=True)
class Budget:
    """What one address may still cost: seconds of network time and bytes from the wire."""

    seconds: float
    bytes: int
    given: tuple[float, int] = (0.0, 0)

    def share(self, seconds: float) -> "Budget":
        """A part of the budget for one look."""
        seconds = min(seconds, self.seconds)
        return Budget(seconds, self.bytes, (seconds, self.bytes))

    def pay(self, share: "Budget") -> None:
        """Count what a look has cost of its share."""
        self.seconds -= share.given[0] - share.seconds
        self.bytes -= share.given[1] - share.bytes


async def read_body(
    answer: Answer, reply: aiohttp.ClientResponse, limit: int, budget: Budget, deadline: float
) -> Answer:
    """The body up to a limit, decompressed; what fails on the way is kept beside what came."""
    unpacker = _Unpacker(answer.headers.get("content-encoding", ""))
    body, read, cut, fault = bytearray(), 0, False, Fault.NONE
    try:
        async with asyncio.timeout_at(deadline):
            async for chunk in reply.content.iter_chunked(CHUNK):
                read += len(chunk)
                body += unpacker.unpack(chunk, limit + 1 - len(body))
                # A file is known by its first bytes; a page is read for what it says.
                if len(body) > limit or read >= limit or (len(body) > KNOWN and b"%PDF-" in body[:KNOWN]):
                    cut = True
                    break
    except TimeoutError:
        # A page that came in good part is there; a few drops are not a page.
        cut, fault = True, Fault.NONE if len(body) >= _GOOD_PART else Fault.TIMEOUT
    except (aiohttp.ClientPayloadError, aiohttp.ClientConnectionError):
        # Some hosts announce a wrong length: a page that came to its end is whole.
        fault = Fault.NONE if body.rstrip()[-7:].lower() == b"</html>" else Fault.TRUNCATED
    except zlib.error:
        fault = Fault.MALFORMED
    if cut and len(body) > _BOMB_RATIO * max(unpacker.consumed, 1):
        fault = Fault.BOMB
    budget.bytes -= read
    if cut or fault:
        reply.close()
    return Answer(answer.url, answer.status, answer.headers, bytes(body[:limit]), cut, fault)


class _Unpacker:
    """Undoes the content encoding of a body, piece by piece, never more than is wanted."""

    def __init__(self, encoding: str) -> None:
        self._encoding = encoding.strip().lower()
        self._engine: Any = None
        #: Bytes that went in, without those that wait for the next turn.
        self.consumed = 0

    def unpack(self, piece: bytes, most: int) -> bytes:
        """At most so many bytes from a piece; raises zlib.error."""
        self.consumed += len(piece)
        if self._encoding not in ("gzip", "x-gzip", "deflate"):
            return piece[: max(most, 0)]
        if self._engine is None:
            self._engine = zlib.decompressobj(self._window(piece))
        out = self._engine.decompress(piece, max(most, 1))
        self.consumed -= len(self._engine.unconsumed_tail)
        return out

    def _window(self, piece: bytes) -> int:
        if self._encoding != "deflate":
            return zlib.MAX_WBITS | 16
        # Hosts send deflate with the wrapper that the standard asks for, or without.
        wrapped = len(piece) > 1 and piece[0] & 0x0F == 8 and (piece[0] * 256 + piece[1]) % 31 == 0
        return zlib.MAX_WBITS if wrapped else -zlib.MAX_WBITS
