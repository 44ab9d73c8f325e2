"""The read side's public answers: kinds, totals, reconciliation, and the way of one event."""

import http.client
import json
import re
import time
from decimal import Decimal
from urllib.parse import quote, urlencode, urljoin, urlsplit

TIMEOUT = 15.0
"""Seconds that one answer may take."""
PAGES_MAX = 1_000
_SECONDS = {"D": 86_400, "H": 3_600, "M": 60, "S": 1}


class Unreachable(Exception):
    """Nobody answers there, or something else does; the message says what to do."""


class Refused(Exception):
    """The read side's problem document says no; the message is its sentence."""

    def __init__(self, status: int, problem: dict):
        super().__init__(f"{status} {problem.get('code', '')}: {problem.get('detail', '')}")
        self.status = status


class Insights:
    """One read side, asked with a key. A connection a question, so that it can be asked while it is restarted."""

    def __init__(self, address: str, key: str):
        self.address = address.rstrip("/")
        self._headers = authorization(key)

    def kinds(self) -> dict[str, dict]:
        """The kinds in force by name."""
        return {kind["kind"]: kind for kind in self.get("/v1/kinds")["kinds"]}

    def totals(self, kind: str) -> dict[str, tuple[int, bool]]:
        """By path, the number of events counted and whether that is complete."""
        paths = self.get(f"/v1/kinds/{quote(kind)}/totals")["paths"]
        return {
            path: (sum(group["count"] for group in told["groups"]), told["complete"]) for path, told in paths.items()
        }

    def reconciliation(self, kind: str, since: str) -> dict:
        """All minutes of a kind since that time, with the state of each path."""
        following = f"/v1/reconciliation?{urlencode({'kind': kind, 'from': since})}"
        paths, minutes = {}, []
        for _ in range(PAGES_MAX):
            page = self.get(following)
            paths = page["paths"]
            minutes += page["minutes"]
            following = page.get("next")
            if not following:
                break
        return {"paths": paths, "minutes": minutes}

    def way(self, kind: str, event: str, source: str, moment: str) -> dict:
        """By path, what became of one event."""
        try:
            return self.get(f"/v1/events/{quote(kind)}/{quote(event)}?{urlencode({'source': source, 'time': moment})}")[
                "paths"
            ]
        except Refused as e:
            if e.status == 404:
                return {}
            raise

    def get(self, resource: str, patience: float = TIMEOUT) -> dict:
        """The answer to one question; a 429 or 503 is asked again for that many seconds."""
        give_up = time.monotonic() + patience
        while True:
            status, body = fetch(urljoin(self.address + "/", resource.lstrip("/")), headers=self._headers)
            if status == 200:
                return json.loads(body, parse_float=Decimal)
            if status not in (429, 503) or time.monotonic() > give_up:
                raise Refused(status, _problem(body))
            time.sleep(0.5)


def authorization(key: str) -> dict[str, str]:
    """The header that carries a key; none without one."""
    return {"Authorization": f"Bearer {key}"} if key else {}


def fetch(url: str, body: bytes | None = None, headers: dict[str, str] | None = None, timeout: float = TIMEOUT) -> tuple[int, bytes]:
    """Status and body of one answer over a connection of its own."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unreachable(f"'{url}' is no address: it has to begin with http:// or https:// and name a host")
    sort = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = sort(parts.hostname, parts.port, timeout=timeout)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET" if body is None else "POST", target, body, headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException) as e:
        raise Unreachable(f"{parts.scheme}://{parts.netloc} can't be reached ({e or type(e).__name__})") from e
    finally:
        connection.close()


def seconds(duration: str) -> int:
    """An ISO 8601 duration such as PT15M in whole seconds."""
    return int(sum(float(number) * _SECONDS[unit] for number, unit in re.findall(r"([\d.]+)([DHMS])", duration)))


def _problem(body: bytes) -> dict:
    try:
        document = json.loads(body)
        return document if isinstance(document, dict) else {}
    except ValueError:
        return {}
