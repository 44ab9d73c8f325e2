"""What a lap tells, from its verdict and the CPU time of the processes."""

from laps import BUSY, ELAPSED, STOLEN, Figures, Lap

PATHS = {"kafka": ("kafka-writer", "kafka", "kafka-consumer"), "rabbitmq": ("rabbit-writer", "rabbitmq", "rabbit-consumer")}
"""The processes of each path."""


def taken(lap: Lap) -> Figures:
    """What the door took and how soon it answered."""
    return {
        "acknowledged events/s": lap.stored / max(lap.seconds, 1),
        "answer p50 ms": lap.verdict["requests"]["p50Millis"],
        "answer p99 ms": lap.verdict["requests"]["p99Millis"],
    }


def to_store(lap: Lap) -> Figures:
    """How long events took from the door into the store, by path."""
    figures = {}
    for path, told in lap.verdict["paths"].items():
        latency = told["doorToStoreSeconds"]
        if latency:
            figures[f"{path}: door to store p50 ms"] = latency["p50"] * 1000
            figures[f"{path}: door to store p99 ms"] = latency["p99"] * 1000
    return figures


def surroundings(lap: Lap) -> Figures:
    """What else the machine did, by which a lap is believed or not. What it takes to begin and to judge a lap is other work too."""
    if not lap.cpu.get(ELAPSED):
        return {}
    loading = sum(cost["cpu_seconds"] for cost in lap.verdict["processes"])
    return {
        "load process, cores": loading / lap.seconds,
        "other work on the machine, cores": max(0.0, lap.cpu[BUSY] - lap.pipeline() - loading) / lap.cpu[ELAPSED],
        "withheld by the host, cores": lap.cpu[STOLEN] / lap.cpu[ELAPSED],
    }


def rates(lap: Lap) -> Figures:
    """The whole: what was taken, how soon it was counted, and what it cost."""
    figures = taken(lap) | to_store(lap)
    if lap.stored and lap.cpu:
        figures["pipeline, CPU µs an event"] = lap.pipeline() / lap.stored * 1e6
        for path, processes in PATHS.items():
            figures[f"{path} path, CPU µs an event"] = lap.spent(*processes)
    return figures | surroundings(lap)


def at_the_hop(lap: Lap) -> Figures:
    """What lies at either end of the way from the door to the router."""
    figures = taken(lap)
    if lap.stored and lap.cpu:
        figures["door, CPU µs an event"] = lap.spent("door")
        figures["router, CPU µs an event"] = lap.spent("router-api")
    return figures | surroundings(lap)


def with_copies(lap: Lap) -> Figures:
    """What the store and its copies do."""
    figures = taken(lap) | to_store(lap)
    if lap.stored and lap.cpu:
        figures["Valkey, CPU µs an event"] = lap.spent("valkey")
        figures["its copies that follow, CPU µs an event"] = lap.spent(*(name for name in lap.variant.processes))
    return figures | lap.seen | surroundings(lap)


def standstill(lap: Lap) -> Figures:
    """For how long nothing was taken, or counted on a path: as the run was looked at, every two seconds."""
    moments = lap.verdict["series"]
    figures = {"longest time without a 202, s": longest_rest(moments, "acknowledged")}
    for path in PATHS:
        figures[f"{path}: longest time without a count, s"] = longest_rest(moments, path)
    figures |= taken(lap)
    sends = lap.verdict["sends"]
    figures["503 not stored, events"] = float(sends.get("not_stored", 0))
    figures["503 unknown or no answer, events"] = float(sends.get("unknown", 0))
    figures["events lost or doubled"] = float(len(lap.verdict["gaps"]) + lap.verdict["gapsLeftOut"])
    return figures | surroundings(lap)


def longest_rest(moments: list[dict], name: str) -> float:
    """Seconds in which one of a run's sums stood still."""
    longest, since = 0.0, None
    known = [(one["second"], one[name]) for one in moments if one[name] is not None]
    for (earlier, before), (later, after) in zip(known, known[1:]):
        if after == before:
            since = earlier if since is None else since
            longest = max(longest, later - since)
        else:
            since = None
    return longest


def own_cost(lap: Lap) -> Figures:
    """Of the load process itself."""
    cost = lap.verdict["processes"][0]
    return {
        "events/s with a whole core": cost["events"] / max(cost["cpu_seconds"], 1e-9),
        "CPU µs an event": cost["cpu_seconds"] / max(cost["events"], 1) * 1e6,
        "share of a core": cost["cpu_seconds"] / cost["seconds"],
    }
