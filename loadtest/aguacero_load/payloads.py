"""Payloads of the kinds as typed models, and events that a kind must refuse.

A test checks each model against contracts/kinds/KIND/schema.json: same members, same words, same bounds.
"""

import json
from dataclasses import dataclass
from random import Random

TWEET = "weather.tweet"
METRIC = "container.metric"

MUNICIPALITIES = ("mixco", "guatemala", "amatitlan", "chinautla")
WEATHERS = ("sunny", "cloudy", "rainy", "foggy")
UNITS = {"cpu": "percent", "memory": "MiB", "disk": "MiB", "network": "KiB/s"}
HIGHEST = {"cpu": 400, "memory": 8192, "disk": 100_000, "network": 125_000}


@dataclass(frozen=True, slots=True)
class Tweet:
    """What somebody reports of the weather where they are."""

    municipality: str
    weather: str
    temperature: float
    """Degrees Celsius, -90 to 60, at most two decimals."""
    humidity: float
    """Percent, 0 to 100, at most two decimals."""

    kind = TWEET

    @property
    def key(self) -> str:
        """Partition key, as the kind declares it."""
        return self.municipality

    def members(self) -> str:
        """The payload's JSON without its braces."""
        return (
            f'"municipality":"{self.municipality}","weather":"{self.weather}",'
            f'"temperature":{self.temperature:.2f},"humidity":{self.humidity:.2f}'
        )


@dataclass(frozen=True, slots=True)
class Metric:
    """One reading of one metric of one container."""

    producer: str
    container: str
    metric: str
    value: float
    """In the metric's unit, 0 to 900,000; any number of decimals."""

    kind = METRIC

    @property
    def unit(self) -> str:
        """Each metric has one unit."""
        return UNITS[self.metric]

    @property
    def key(self) -> str:
        """Partition key, as the kind declares it."""
        return self.producer

    def members(self) -> str:
        """The payload's JSON without its braces."""
        return (
            f'"producer":"{self.producer}","container":"{self.container}","metric":"{self.metric}",'
            f'"value":{self.value!r},"unit":"{self.unit}"'
        )


Payload = Tweet | Metric


@dataclass(frozen=True, slots=True)
class Invalid:
    """An event that the door must refuse."""

    kind: str
    key: str
    text: str
    """The payload's JSON without its braces."""
    code: str
    """Code of the refusal that the door owes."""

    def members(self) -> str:
        """The payload's JSON without its braces."""
        return self.text


def tweet(random: Random, municipalities: tuple[str, ...]) -> Tweet:
    """A report from one of those municipalities."""
    return Tweet(
        municipalities[int(random.random() * len(municipalities))],
        WEATHERS[int(random.random() * len(WEATHERS))],
        int(random.random() * 4000) / 100,
        int(random.random() * 10_001) / 100,
    )


def metric(random: Random, producers: int, containers: int, agent: str = "") -> Metric:
    """A reading by one of that many agents, or by the one of that name, of one of that many containers beside it."""
    name = tuple(UNITS)[int(random.random() * len(UNITS))]
    return Metric(
        agent or f"agent-{int(random.random() * producers)}",
        f"container-{int(random.random() * containers)}",
        name,
        random.random() * HIGHEST[name],
    )


def invalid(random: Random, valid: Payload) -> Invalid:
    """That payload with one thing wrong. One that is right but for its time is `outside-horizon`."""
    members = json.loads("{" + valid.members() + "}")
    wrong = random.randrange(4)
    if wrong == 0:
        del members["weather" if valid.kind == TWEET else "metric"]
    elif wrong == 1:
        members["weather" if valid.kind == TWEET else "metric"] = "hot"
    elif wrong == 2:
        members["mood"] = "good"
    else:
        return Invalid(valid.kind, valid.key, valid.members(), "outside-horizon")
    return Invalid(valid.kind, valid.key, json.dumps(members)[1:-1], "schema-violation")
