"""The dashboards are what Grafana calls a dashboard: each field is one of its schema, and of the type that it has there.

The schema is that of grafana-foundation-sdk, which Grafana makes from its own; what is for Grafana 11 and older has an epoch in its version.
"""

import copy
import enum
import json
import types
import typing

import pytest
from grafana_foundation_sdk.cog import encoder, plugins
from grafana_foundation_sdk.models.dashboard import Dashboard

import builds

DASHBOARDS = {file.stem: json.loads(file.read_text()) for file in sorted((builds.ROOT / "grafana/dashboards").glob("*.json"))}
plugins.register_default_plugins()


def unknown(before, after, where=""):
    """Fields that the schema doesn't know: they are gone once it was read and written by it."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name, value in before.items():
            yield from unknown(value, after[name], f"{where}.{name}") if name in after else [f"{where}.{name}"]
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for place, (one, other) in enumerate(zip(before, after)):
            yield from unknown(one, other, f"{where}[{place}]")
    elif before != after:
        yield where


def misfits(value, hint, where=""):
    """Values that aren't of the type that the schema says."""
    base, choices = typing.get_origin(hint), typing.get_args(hint)
    if base in (typing.Union, types.UnionType):
        tried = [list(misfits(value, one, where)) for one in choices]
        if all(tried):
            # Of the choice that it nearly is: what is wrong lies deepest there.
            yield from max(tried, key=lambda found: len(found[0].split(":")[0]))
    elif base is typing.Literal:
        if value not in choices:
            yield f"{where}: {value!r}"
    elif base is list:
        if not isinstance(value, list):
            yield f"{where}: {value!r}"
            return
        for place, one in enumerate(value):
            yield from misfits(one, choices[0], f"{where}[{place}]")
    elif base is dict:
        if not isinstance(value, dict):
            yield f"{where}: {value!r}"
            return
        for name, one in value.items():
            yield from misfits(one, choices[1], f"{where}.{name}")
    elif isinstance(hint, type) and issubclass(hint, enum.Enum):
        if value not in {one.value for one in hint}:
            yield f"{where}: {value!r}"
    elif hint in (int, float):
        if isinstance(value, bool) or not isinstance(value, int if hint is int else (int, float)):
            yield f"{where}: {value!r}"
    elif isinstance(hint, type) and hint is not object:
        if not isinstance(value, hint):
            yield f"{where}: {value!r}"
            return
        yield from inside(value, where)
    else:
        # What a panel's plugin has of its own is of a type that its place doesn't tell.
        yield from inside(value, where)


def inside(value, where):
    if type(value).__module__.startswith("grafana_foundation_sdk"):
        for name, hint in typing.get_type_hints(type(value)).items():
            yield from misfits(getattr(value, name), hint, f"{where}.{name}")


def findings(dashboard):
    read = Dashboard.from_json(copy.deepcopy(dashboard))
    written = json.loads(json.dumps(read, cls=encoder.JSONEncoder))
    return [*unknown(dashboard, written), *inside(read, "")]


@pytest.mark.parametrize("name", DASHBOARDS)
def test_a_dashboard_is_of_grafanas_schema(name):
    assert findings(DASHBOARDS[name]) == []


def test_what_grafana_would_pass_over_is_found():
    for change, told in {
        "an unknown field": (lambda d: d["panels"][0].update(titel="x"), "titel"),
        "an unknown option": (lambda d: panel(d, "timeseries")["options"].update(legends={}), "legends"),
        "a text for a number": (lambda d: d["panels"][0]["gridPos"].update(w="12"), "w: '12'"),
        "an unknown word": (lambda d: panel(d, "timeseries")["options"]["legend"].update(placement="above"), "above"),
    }.values():
        broken = copy.deepcopy(DASHBOARDS["health"])
        change(broken)
        assert [finding for finding in findings(broken) if told in finding], told


def panel(dashboard, kind):
    return next(one for one in dashboard["panels"] if one["type"] == kind)
