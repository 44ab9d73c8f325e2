#!/usr/bin/env python3
"""Writes dashboards/*.json, or into the folder that is given. A dashboard is a list of rows of panels, below."""
import json
import pathlib
import sys

SOURCE = {"type": "prometheus", "uid": "${datasource}"}
NS = 'namespace=~"$namespace"'
AT = NS + ', path=~"$path"'


def panel(kind, title, description, unit, *queries, width=8, height=8, stacked=False, **options):
    """One panel; a query is (PromQL, legend). Units are Grafana's: ops, s, percentunit, celsius, bytes, none."""
    draw = {"fillOpacity": 10, "showPoints": "never", "stacking": {"mode": "normal" if stacked else "none"}}
    if kind in ("stat", "bargauge"):
        options = {"reduceOptions": {"calcs": ["lastNotNull"]}, **options}
    return {
        "type": kind,
        "title": title,
        "description": description,
        "datasource": SOURCE,
        "fieldConfig": {
            "defaults": {"unit": unit, **({"min": 0} if unit in ("ops", "s", "bytes") else {}),
                         "custom": draw if kind == "timeseries" else {}},
            "overrides": [],
        },
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}, **options} if kind == "timeseries" else options,
        "targets": [
            {"refId": chr(65 + i), "datasource": SOURCE, "expr": query, "legendFormat": legend,
             "instant": kind == "table", "format": "table" if kind == "table" else "time_series"}
            for i, (query, legend) in enumerate(queries)
        ],
        "gridPos": {"w": width, "h": height},
    }


def stat(title, description, unit, *queries, **more):
    return panel("stat", title, description, unit, *queries, height=4, **{"width": 6, **more})


def lines(title, description, unit, *queries, **more):
    return panel("timeseries", title, description, unit, *queries, **more)


def variable(name, label, query, regex=""):
    return {
        "name": name, "label": label, "type": "query", "datasource": SOURCE, "query": {"query": query, "refId": name},
        "regex": regex, "refresh": 2, "includeAll": True, "multi": True, "allValue": ".*", "sort": 1,
        "current": {"text": "All", "value": "$__all"},
    }


NAMESPACE = variable("namespace", "Namespace", "label_values(up, namespace)")
PATH = variable("path", "Path", "label_values(aguacero_aggregate_complete, path)")
KIND = variable("kind", "Kind", "label_values(aguacero_aggregate_complete, kind)")


def dashboard(uid, title, description, variables, rows):
    panels, y = [], 0
    for row in rows:
        x = 0
        for one in row:
            one["gridPos"] |= {"x": x, "y": y}
            one["id"] = len(panels) + 1
            x += one["gridPos"]["w"]
            panels.append(one)
        y += max(one["gridPos"]["h"] for one in row)
    return {
        "uid": uid, "title": title, "description": description, "tags": ["aguacero"], "schemaVersion": 39, "version": 1,
        "editable": False, "refresh": "5s", "time": {"from": "now-15m", "to": "now"}, "timezone": "browser", "graphTooltip": 1,
        "templating": {"list": [
            {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus",
             "current": {"text": "Aguacero", "value": "aguacero-prometheus"}},
            *variables,
        ]},
        "links": [{"type": "dashboards", "title": "Aguacero", "tags": ["aguacero"], "includeVars": True, "keepTime": True}],
        "annotations": {"list": []},
        "panels": panels,
    }


def events(kind, by):
    return f'aguacero_aggregate_events{{kind="{kind}", by="{by}", {AT}}}'


def value(kind, by, name, stat, group=".*"):
    return f'aguacero_aggregate_value{{kind="{kind}", by="{by}", value="{name}", stat="{stat}", group=~"{group}", {AT}}}'


def weather():
    tweets = "weather.tweet"
    return dashboard("aguacero-weather", "Weather tweets", "What was reported, as each path has counted it.", [NAMESPACE, PATH], [
        [
            stat("Tweets", "Reports counted, by path.", "none", (events(tweets, ""), "{{path}}")),
            stat("Average temperature", "Over all reports that named one.", "celsius", (value(tweets, "", "temperature", "avg"), "{{path}}")),
            stat("Average humidity", "Over all reports that named one.", "percent", (value(tweets, "", "humidity", "avg"), "{{path}}")),
            stat("Difference of the paths", "Reports that one path has counted and the other hasn't yet; 0 at rest.", "none",
                 (f'max(aguacero_aggregate_events{{kind="{tweets}", by="", {NS}}}) - min(aguacero_aggregate_events{{kind="{tweets}", by="", {NS}}})', "reports")),
        ],
        [
            lines("Tweets by municipality", "Reports counted so far.", "none", (events(tweets, "municipality"), "{{group}} · {{path}}"), width=12),
            lines("Tweets a second by municipality", "How fast each total grows.", "ops", (f"rate({events(tweets, 'municipality')}[$__rate_interval])", "{{group}} · {{path}}"), width=12),
        ],
        [
            panel("bargauge", "Tweets by condition", "Reports counted so far.", "none", (events(tweets, "weather"), "{{group}} · {{path}}"), width=8),
            lines("Average temperature by municipality", "Over all reports so far.", "celsius", (value(tweets, "municipality", "temperature", "avg"), "{{group}} · {{path}}")),
            lines("Average humidity by municipality", "Over all reports so far.", "percent", (value(tweets, "municipality", "humidity", "avg"), "{{group}} · {{path}}")),
        ],
        [panel("table", "Municipality and condition", "Reports of each combination, by path.", "none", (events(tweets, "municipality,weather"), ""), width=24)],
    ])


def brokers():
    def quantile(q):
        return lines(f"Door to store, p{q}", "From the door's acceptance of an event to its being counted.", "s",
                     (f'path:aguacero_door_to_store_seconds:p{q}{{{AT}}}', "{{path}}"))

    cpu = "sum by (path) (" + " or ".join(
        f'label_replace(rate(process_cpu_time_ns_total{{job=~"{broker}-writer|{broker}-consumer", {NS}}}[$__rate_interval]), "path", "{path}", "", "") / 1e9'
        for broker, path in (("kafka", "kafka"), ("rabbit", "rabbitmq"))) + ")"
    applied = f'sum by (path) (rate(aguacero_applied_events_total{{kind=~"$kind", {NS}}}[$__rate_interval]))'
    return dashboard("aguacero-brokers", "Kafka against RabbitMQ", "Both paths under the same events.", [NAMESPACE, PATH, KIND], [
        [
            lines("Events counted a second", "Into the store.", "ops", (f'sum by (path) (rate(aguacero_applied_events_total{{kind=~"$kind", {AT}}}[$__rate_interval]))', "{{path}}"), width=12),
            lines("Lag", "Records of the log that are not counted yet. On RabbitMQ a record is a message of one or more events.", "none", (f'path:aguacero_lag_events:sum{{{AT}}}', "{{path}}"), width=12),
        ],
        [quantile(50), quantile(95), quantile(99)],
        [
            lines("Broker's answer, p99", "From a writer's sending a batch until the broker has confirmed all of it.", "s", (f'hop:aguacero_hop_seconds:p99{{hop=~"kafka|rabbitmq", {NS}}}', "{{hop}}")),
            lines("Events a batch", "Events that go to the broker together: the group commit's size.", "none",
                  (f'sum by (hop) (rate(aguacero_hop_batch_events_sum{{hop=~"kafka|rabbitmq", {NS}}}[$__rate_interval])) / sum by (hop) (rate(aguacero_hop_batch_events_count{{hop=~"kafka|rabbitmq", {NS}}}[$__rate_interval]))', "{{hop}}")),
            lines("Duplicates a second", "Events that had been counted before, and weren't again.", "ops", (f'sum by (path) (rate(aguacero_duplicate_events_total{{{AT}}}[$__rate_interval]))', "{{path}}")),
        ],
        [
            lines("CPU of each path", "Of its writer and its consumer, in cores. The brokers' own isn't in it.", "none", (cpu, "{{path}}"), width=12),
            lines("CPU an event", "The same for each event that was counted.", "s", (f"{cpu} / ({applied} > 0) or {cpu} * 0", "{{path}}"), width=12),
        ],
    ])


def ingress():
    accepted = f'aguacero_ingress_events_total{{kind=~"$kind", {NS}}}'
    return dashboard("aguacero-ingress", "Ingress", "The door: what comes in, and what it is told.", [NAMESPACE, KIND], [
        [
            stat("Stored a second", "Events that were answered 202.", "ops", (f'sum(rate(aguacero_ingress_events_total{{outcome="stored", kind=~"$kind", {NS}}}[$__rate_interval]))', "stored")),
            stat("Refused a second", "Events that were answered otherwise.", "ops", (f'sum(rate(aguacero_ingress_events_total{{outcome!="stored", kind=~"$kind", {NS}}}[$__rate_interval]))', "refused")),
            stat("Doors", "Instances that tell metrics.", "none", (f'sum(up{{job="ingress-api", {NS}}})', "doors")),
            stat("In flight", "Requests that are being read or wait for their answer.", "none", (f'sum(aguacero_ingress_in_flight_requests{{{NS}}})', "requests")),
        ],
        [
            lines("Events by outcome", "Stored, or the code of the refusal.", "ops", (f'sum by (outcome) (rate({accepted}[$__rate_interval])) > 0 or outcome:aguacero_ingress_events:rate1m{{outcome="stored", {NS}}}', "{{outcome}}"), width=12, stacked=True),
            lines("Requests by outcome", "One request may bring many events.", "ops", (f'sum by (outcome) (rate(aguacero_ingress_requests_total{{outcome=~"stored|mixed|overloaded|path-unavailable|schema-violation|malformed", {NS}}}[$__rate_interval]))', "{{outcome}}"), width=12, stacked=True),
        ],
        [
            lines("Latency behind the door", "From sending a batch to the router until all its answers were there: what a client waits for, but for reading its body.", "s",
                  *[(f'histogram_quantile({q}, sum by (le) (rate(aguacero_hop_seconds_bucket{{hop="router", {NS}}}[$__rate_interval])))', f"p{int(q * 100)}") for q in (0.5, 0.95, 0.99)]),
            lines("Bytes in flight", "Of bodies that are being read or wait for their answer.", "bytes", (f'aguacero_ingress_in_flight_bytes{{{NS}}}', "{{instance}}")),
            lines("Events a batch", "Events that a door sends to the router together.", "none", (f'sum(rate(aguacero_hop_batch_events_sum{{hop="router", {NS}}}[$__rate_interval])) / sum(rate(aguacero_hop_batch_events_count{{hop="router", {NS}}}[$__rate_interval]))', "events")),
        ],
        [
            lines("CPU of each door", "In cores.", "none", (f'rate(process_cpu_time_ns_total{{job="ingress-api", {NS}}}[$__rate_interval]) / 1e9', "{{instance}}"), width=12),
            lines("Heap of each door", "In use.", "bytes", (f'sum by (instance) (jvm_memory_used_bytes{{area="heap", job="ingress-api", {NS}}})', "{{instance}}"), width=12),
        ],
        [
            lines("Refused by its key", "Requests a second of somebody who wasn't let in, by code: over-quota is who sends more than its key may.", "reqps", (f'sum by (code) (rate(aguacero_access_refusals_total{{job="ingress-api", {NS}}}[$__rate_interval]))', "{{code}}"), width=12, stacked=True),
            lines("Keys that can be used", "Neither expired nor taken back, of the file that is in force.", "none", (f'aguacero_keys_usable{{job="ingress-api", {NS}}}', "{{instance}}"), width=12),
        ],
    ])


def health():
    return dashboard("aguacero-health", "Pipeline health", "Is anything lost, halted, late or full?", [NAMESPACE, PATH], [
        [
            stat("Lost or counted twice", "By reconciliation of both logs with the store. Anything but 0 is an alarm.", "none", (f'max by (path) (aguacero_reconciliation_gap{{{AT}}})', "{{path}}")),
            stat("Compared", "Since each shard of the path was last compared with the store.", "s", (f'max by (path) (aguacero_reconciliation_age_seconds{{{AT}}})', "{{path}}")),
            stat("Paths that take events", "1 while router-api has a writer of the path that does.", "none", (f'min by (path) (aguacero_path_up{{{AT}}})', "{{path}}")),
            stat("Alerts that fire", "See /alerts of Prometheus and docs/runbooks.", "none", ('count(ALERTS{alertstate="firing"}) or vector(0)', "alerts")),
        ],
        [
            stat("Dead letters that wait", "Events that couldn't be counted, and can be mended and replayed.", "none", (f'max by (path) (aguacero_letters_waiting{{{AT}}})', "{{path}}")),
            stat("Halted shards", "Shards that stand still because going on would make the numbers wrong.", "none", (f'sum by (path) (aguacero_shard_halted{{{AT}}})', "{{path}}")),
            stat("Complete", "1 when the path has counted all that its log ever held.", "none", (f'min by (path) (aguacero_aggregate_complete{{{AT}}})', "{{path}}")),
            stat("Store", "Of Valkey's memory in use.", "percentunit", (f'max(aguacero_store_memory_bytes{{{NS}}} / (aguacero_store_memory_max_bytes{{{NS}}} > 0))', "memory")),
        ],
        [
            lines("Lag by shard", "Records that are known and not counted yet.", "none", (f'aguacero_lag_events{{{AT}}}', "{{path}} {{shard}}")),
            lines("Dead letters a minute", "By their code.", "none", (f'sum by (path, code) (increase(aguacero_dead_letters_total{{{AT}}}[1m])) > 0 or sum by (path) (increase(aguacero_dead_letters_total{{{AT}}}[1m]))', "{{path}} {{code}}")),
            lines("Time of each hop, p99", "A hop contains those behind it.", "s", (f'hop:aguacero_hop_seconds:p99{{{NS}}}', "{{hop}}")),
        ],
        [
            lines("Events a batch by hop", "Group commit: batches grow with the load.", "none", (f'sum by (hop) (rate(aguacero_hop_batch_events_sum{{{NS}}}[$__rate_interval])) / sum by (hop) (rate(aguacero_hop_batch_events_count{{{NS}}}[$__rate_interval]))', "{{hop}}")),
            lines("Waiting in a hop", "Events that wait for a call.", "none", (f'sum by (hop) (aguacero_hop_pending_events{{{NS}}})', "{{hop}}")),
            lines("Store's memory", "In use, and what it may use.", "bytes", (f'aguacero_store_memory_bytes{{{NS}}}', "used"), (f'aguacero_store_memory_max_bytes{{{NS}}}', "limit")),
        ],
        [
            lines("Newest checkpoint", "Its age by shard; it grows while nothing is applied.", "s", (f'aguacero_checkpoint_age_seconds{{{AT}}}', "{{path}} {{shard}}")),
            lines("Relay behind the journal", "Records of the journal that the relay hasn't come past.", "none", (f'aguacero_relay_lag_events{{{NS}}}', "{{shard}}")),
            lines("CPU by service", "In cores.", "none", (f'sum by (job) (rate(process_cpu_time_ns_total{{{NS}}}[$__rate_interval])) / 1e9', "{{job}}"), stacked=True),
        ],
        [
            lines("Certificates", "How long the one that a service shows its neighbours still holds. Nothing where hops are plaintext.", "s", (f'min by (job) (aguacero_certificate_expires_timestamp_seconds{{{NS}}} - time())', "{{job}}"), width=12),
            lines("No neighbours", "Connections and calls behind the door, a second, of somebody who isn't let in.", "none", (f'sum by (job, reason) (rate(aguacero_peer_refusals_total{{{NS}}}[$__rate_interval]))', "{{job}} {{reason}}"), width=12),
        ],
    ])


def containers():
    kind, by = "container.metric", "producer,metric"
    units = (("cpu", "percent"), ("memory", "mbytes"), ("disk", "mbytes"), ("network", "KiBs"))
    producer = variable("producer", "Producer", f'label_values(aguacero_aggregate_events{{kind="{kind}", by="{by}"}}, group)', "/^(.*),[a-z]+$/")
    return dashboard("aguacero-containers", "Container metrics", "What agents report of their containers.", [NAMESPACE, PATH, producer], [
        [
            stat("Readings", "Counted so far, by path.", "none", (events(kind, ""), "{{path}}"), width=12),
            stat("Readings a second", "Counted, by path.", "ops", (f"rate({events(kind, '')}[$__rate_interval])", "{{path}}"), width=12),
        ],
        *[[
            lines(f"{metric}, newest", f"The newest reading of {metric} of each producer.", unit, (value(kind, by, "value", "last", f"($producer),{metric}"), "{{group}} · {{path}}"), width=12),
            lines(f"{metric}, average", f"Over all readings of {metric} of each producer.", unit, (value(kind, by, "value", "avg", f"($producer),{metric}"), "{{group}} · {{path}}"), width=12),
        ] for metric, unit in units],
        [panel("table", "Readings by producer and metric", "Counted so far.", "none", (f'aguacero_aggregate_events{{kind="{kind}", by="{by}", group=~"($producer),.*", {AT}}}', ""), width=24)],
    ])


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent / "dashboards")
    for make in (weather, brokers, ingress, health, containers):
        text = json.dumps(make(), indent=1, ensure_ascii=False) + "\n"
        (folder / f"{make.__name__}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
