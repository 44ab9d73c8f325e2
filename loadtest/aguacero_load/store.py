"""Asks the store of each path which events it remembers to have counted, by docs/wire.md (keys `ids:KIND:START`)."""

import hashlib
import socket
import ssl
import zlib
from collections import defaultdict
from collections.abc import Iterable
from urllib.parse import unquote, urlsplit

from .ledger import COUNTED, Entry

PREFIX = {"kafka": "k", "rabbitmq": "r"}
ASK_AT_ONCE = 500
"""Members of one question."""
SHARDS_MAX = 1024
TIMEOUT = 10.0
"""Seconds that the store may take to connect or to answer."""


class StoreError(Exception):
    """The store can't be asked; the message says why."""


class Valkey:
    """As much of the store's protocol (RESP 2) as is needed here."""

    def __init__(self, url: str, authority: str = ""):
        """With rediss the store's certificate must be of that authority (a file); empty: of one that this machine knows."""
        parts = urlsplit(url)
        if parts.scheme not in ("redis", "rediss") or not parts.hostname:
            raise StoreError(f"'{parts.scheme}://…' is no address of a store; it looks like redis://:PASSWORD@HOST:6379")
        try:
            self._socket = socket.create_connection((parts.hostname, parts.port or 6379), TIMEOUT)
            if parts.scheme == "rediss":
                trust = ssl.create_default_context(cafile=authority or None)
                self._socket = trust.wrap_socket(self._socket, server_hostname=parts.hostname)
        except OSError as e:
            raise StoreError(f"the store at {parts.hostname}:{parts.port or 6379} can't be reached: {e}") from e
        self._answers = self._socket.makefile("rb")
        if parts.password:
            user = [unquote(parts.username)] if parts.username else []
            self.ask([["AUTH", *user, unquote(parts.password)]])
        database = parts.path.strip("/")
        if database:
            self.ask([["SELECT", database]])

    def ask(self, commands: list[list[str | bytes]]) -> list:
        """The answers to these commands, sent at once."""
        sent = bytearray()
        for command in commands:
            sent += b"*%d\r\n" % len(command)
            for word in command:
                word = word.encode() if isinstance(word, str) else word
                sent += b"$%d\r\n%b\r\n" % (len(word), word)
        try:
            self._socket.sendall(sent)
            return [self._answer() for _ in commands]
        except OSError as e:
            raise StoreError(f"the store doesn't answer: {e}") from e

    def close(self) -> None:
        """Ends the connection."""
        self._answers.close()
        self._socket.close()

    def _answer(self):
        line = self._answers.readline()
        if not line.endswith(b"\r\n"):
            raise StoreError("the store has closed the connection")
        sort, rest = line[:1], line[1:-2]
        if sort == b"-":
            raise StoreError(f"the store refuses: {rest.decode(errors='replace')}")
        if sort == b":":
            return int(rest)
        if sort == b"+":
            return rest
        if sort == b"*":
            return [self._answer() for _ in range(int(rest))]
        if sort == b"$":
            length = int(rest)
            return None if length < 0 else self._answers.read(length + 2)[:-2]
        raise StoreError("what answers isn't a store")


class Store:
    """Which events each path has counted, while their ids are remembered: the kind's horizon and a little more."""

    def __init__(self, url: str, buckets: dict[str, int], tenant: str = "default", authority: str = ""):
        """The width of each kind's id buckets is in seconds."""
        self._valkey = Valkey(url, authority)
        self._buckets = buckets
        self._tenant = tenant
        self._shards = {path: self._count_shards(prefix) for path, prefix in PREFIX.items()}

    def counted(self, run: str, sender: int, entries: Iterable[Entry]) -> dict[int, int]:
        """By sequence, the COUNTED bits of what the entries don't know yet and the store does."""
        asked: dict[str, list[tuple[int, int, bytes]]] = defaultdict(list)
        for entry in entries:
            name = f"{run}.{sender}.{entry.sequence}"
            eid = identity(self._tenant, entry.kind, entry.source, name)
            start = entry.second // self._buckets[entry.kind] * self._buckets[entry.kind]
            hashed = zlib.crc32(f"{self._tenant}\0{entry.kind}\0{entry.key}".encode())
            for path, prefix in PREFIX.items():
                if not entry.state & COUNTED[path]:
                    key = f"{{{prefix}:{hashed % self._shards[path]}}}:g1:ids:{entry.kind}:{start}"
                    asked[key].append((entry.sequence, COUNTED[path], eid))
        found: dict[int, int] = defaultdict(int)
        for key, events in asked.items():
            for at in range(0, len(events), ASK_AT_ONCE):
                some = events[at : at + ASK_AT_ONCE]
                answers = self._valkey.ask([["SMISMEMBER", key, *(eid for _, _, eid in some)]])[0]
                for (sequence, bit, _), known in zip(some, answers, strict=True):
                    if known:
                        found[sequence] |= bit
        return found

    def close(self) -> None:
        """Ends the connection."""
        self._valkey.close()

    def _count_shards(self, prefix: str) -> int:
        there = self._valkey.ask([["EXISTS", f"{{{prefix}:{shard}}}:g1:pos"] for shard in range(SHARDS_MAX)])
        shards = max((shard + 1 for shard, one in enumerate(there) if one), default=0)
        if not shards:
            raise StoreError("the store holds no shard of the pipeline: is it the pipeline's store?")
        return shards


def identity(tenant: str, kind: str, source: str, event: str) -> bytes:
    """What makes two deliveries the same event."""
    return hashlib.sha256(f"{tenant}\0{kind}\0{source}\0{event}".encode()).digest()[:16]
