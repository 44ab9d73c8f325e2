"""A run from Locust's first event to the verdict: alone in one process, or over a master and its workers."""

import logging
import sys
import time

import gevent
from locust.runners import STATE_MISSING, MasterRunner, WorkerRunner

from . import report
from .evidence import NotReady, Observer, sweep
from .fleet import Fleet, Told
from .insights import Refused, Unreachable, fetch
from .mix import rfc3339
from .series import Moment
from .settings import BadOption, Settings, from_options, ingress
from .store import Store, StoreError
from .verdict import Facts, judge

LOG = logging.getLogger("aguacero.load")
SAMPLE_EVERY = 2.0
SWEEP_EVERY = 30.0
"""Seconds between two looks at what is counted while a run lasts: ids are forgotten after their horizon."""
WORKERS_PATIENCE = 120.0
"""Seconds, beside those of --drain, for which workers may take to tell what they have sent."""
ANSWER_TIMEOUT = 10.0
"""The client's own deadline, seconds: longer than the door's, so that its answer is heard."""


class Conductor:
    """One process's part in runs, one after the other."""

    def __init__(self, environment):
        self.environment = environment
        self.settings: Settings | None = None
        self.fleet: Fleet | None = None
        self._observer: Observer | None = None
        self._series = report.Series()
        self._told: dict[str, Told] = {}
        self._reported: dict[str, dict[str, int]] = {}
        self._background: list[gevent.Greenlet] = []
        self._interrupted = True
        self._judged = True
        self._prepared = False
        self._used: set[str] = set()

    @property
    def _runner(self):
        return self.environment.runner

    @property
    def _is_worker(self) -> bool:
        return isinstance(self._runner, WorkerRunner)

    @property
    def _is_master(self) -> bool:
        return isinstance(self._runner, MasterRunner)

    def prepare(self) -> None:
        """Before anything runs: without a web page nothing is started that can't begin."""
        options = self.environment.parsed_options
        self.environment.stop_timeout = max(float(self.environment.stop_timeout or 0), ANSWER_TIMEOUT + 1)
        self.environment.host = ingress(self.environment.host or options.host)
        if self._is_worker:
            self._runner.register_message("aguacero-finish", self._tell_master, concurrent=True)
            return
        if self._is_master:
            self._runner.register_message("aguacero-told", self._hear_worker)
        if self.environment.web_ui:
            address = f"{options.web_base_path or ''}/verdict"
            self.environment.web_ui.app.add_url_rule(address, "aguacero_verdict", self._show)
            LOG.info("the verdict on the last run will be shown at %s", address)
        if options.headless:
            try:
                self._observe()
                self._prepared = True
            except (BadOption, NotReady) as e:
                print(f"aguacero: {e}", file=sys.stderr)
                sys.exit(2)

    def start(self) -> None:
        """A run begins, here or at the master."""
        try:
            if self._is_worker:
                self.settings = from_options(self.environment.parsed_options)
                self._observer = Observer(self.settings, self.environment.host)
                self._observer.kinds = self._observer.insights.kinds()
            elif not self._prepared:
                self._observe()
            self._prepared = False
        except (BadOption, NotReady, Unreachable, Refused) as e:
            LOG.error("the run can't begin: %s", e)
            self.fleet = None
            self.environment.process_exit_code = 2
            gevent.spawn(self._runner.stop)
            return
        self._judged, self._interrupted = False, True
        self._series, self._told, self._reported = report.Series(), {}, {}
        self.fleet = Fleet(self.settings, max(0, getattr(self._runner, "worker_index", 0)))
        if not self._is_worker:
            LOG.info("run %s begins; its report will be in %s", self.settings.run, self.settings.report)
            self._background.append(gevent.spawn(self._sample))
        if not self._is_master and self.settings.valkey:
            self._background.append(gevent.spawn(self._sweep))

    def time_is_up(self) -> None:
        """The run has lasted as long as it was meant to."""
        self._interrupted = False

    def stop(self) -> None:
        """Users have stopped: what is owed is sent, and then the verdict is reached."""
        if self.fleet is None or self._judged:
            return
        self._judged = True
        for greenlet in self._background:
            greenlet.kill()
        self._background.clear()
        cost = self.fleet.cost()
        if not self._is_master:
            self.fleet.drain(self._post, LOG.info)
            self._told["here"] = Told.from_document(self.fleet.to_document(cost))
        if not self._is_worker:
            self._conclude()

    def report_to_master(self, data: dict) -> None:
        """A worker's sums, for the master's charts."""
        if self.fleet is not None:
            counts = self.fleet.counts()
            data["aguacero"] = {"events": counts["events"], "stored": counts["stored"]}

    def hear_sums(self, client: str, data: dict) -> None:
        """The master's side of it."""
        if "aguacero" in data:
            self._reported[client] = data["aguacero"]

    def failed(self) -> None:
        """The process ends: with a run that has no verdict that is a failure."""
        if not self._judged and self.fleet is not None and not self._is_worker:
            print("aguacero: ended before the verdict", file=sys.stderr)
            self.environment.process_exit_code = 1

    def _show(self) -> tuple[str, int]:
        """The last report, for the web page's users."""
        try:
            return (self.settings.report / "report.html").read_text(), 200
        except (AttributeError, OSError):
            return "There is no verdict yet: one is reached when a run has ended.\n", 404

    def _observe(self) -> None:
        options = self.environment.parsed_options
        self.settings = from_options(options)
        if self.settings.run in self._used:
            raise BadOption(f"run id {self.settings.run} has been used; its events would be duplicates")
        self._used.add(self.settings.run)
        self._observer = Observer(self.settings, self.environment.host)
        self._observer.begin()
        if self._is_master:
            # Workers take the master's options, so they learn the name of the run that it made.
            options.run_id = self.settings.run

    def _conclude(self) -> None:
        if self._is_master:
            self._ask_workers()
        ledgers = [ledger for told in self._told.values() for ledger in told.ledgers]
        seconds = time.time() - self._observer.started
        facts = self._observer.facts(ledgers, LOG.info)
        for told in self._told.values():
            facts.sends.update(told.counts)
            facts.broken += told.broken
        self._note_workers(facts)
        verdict = judge(self.settings.run, ledgers, facts)
        record = report.Record(
            verdict=verdict,
            ingress=self.environment.host,
            started=rfc3339(self._observer.started),
            seconds=seconds,
            interrupted=self._interrupted,
            options=self._options(),
            costs=[told.cost for told in self._told.values()],
            requests=self._requests(),
            series=self._series,
        )
        report.write(record, self.settings.report)
        report.save_run(self.settings, self.environment.host, self._observer.before(), facts, ledgers, self.settings.report)
        print(report.text(record), end="", flush=True)
        print(f"  report: {self.settings.report / 'report.html'}", flush=True)
        self.environment.process_exit_code = 0 if verdict.agrees else 1
        if self._is_master:
            self.environment.parsed_options.run_id = ""

    def _note_workers(self, facts: Facts) -> None:
        if self._is_master:
            silent = (set(self._reported) | set(self._runner.clients)) - set(self._told)
            if silent:
                facts.missing.append(f"{len(silent)} of {len(silent | set(self._told))} workers never told what they had sent.")

    def _ask_workers(self) -> None:
        self._runner.send_message("aguacero-finish", {})
        give_up = time.monotonic() + WORKERS_PATIENCE + self.settings.drain
        while time.monotonic() < give_up:
            if all(worker.id in self._told for worker in self._runner.clients.all if worker.state != STATE_MISSING):
                return
            gevent.sleep(0.2)

    def _tell_master(self, environment, msg, **_more) -> None:
        self._runner.stop()
        told = self._told.get("here")
        if told is not None and self.fleet is not None:
            environment.runner.send_message("aguacero-told", self.fleet.to_document(told.cost))

    def _hear_worker(self, environment, msg, **_more) -> None:
        self._told[msg.node_id] = Told.from_document(msg.data)

    def _post(self, path: str, content_type: str, body: bytes) -> tuple[int, bytes, float]:
        try:
            status, answer = fetch(self.environment.host + path, body, self.headers(content_type), ANSWER_TIMEOUT)
            return status, answer, 1.0
        except Unreachable:
            return 0, b"", 1.0

    def headers(self, content_type: str) -> dict[str, str]:
        """Of each request."""
        headers = {"Content-Type": content_type, "Accept-Encoding": "identity"}
        if self.settings.api_key:
            headers["Authorization"] = f"Bearer {self.settings.api_key}"
        return headers

    def _sample(self) -> None:
        while True:
            sums = self._reported.values() if self._is_master else [self.fleet.counts()]
            try:
                counted = self._observer.counted_now()
            except (Unreachable, Refused, KeyError, ValueError):
                counted = {}
            self._series.add(
                Moment(
                    round(time.time() - self._observer.started, 1),
                    self._runner.user_count,
                    sum(one["events"] for one in sums),
                    sum(one["stored"] for one in sums),
                    counted.get("kafka"),
                    counted.get("rabbitmq"),
                    float(self._runner.stats.total.get_current_response_time_percentile(0.95) or 0),
                )
            )
            gevent.sleep(SAMPLE_EVERY)

    def _sweep(self) -> None:
        while True:
            gevent.sleep(SWEEP_EVERY)
            store: Store | None = None
            try:
                store = self._observer.store()
                sweep(store, self.fleet.ledgers())
            except StoreError as e:
                LOG.info("%s; it is asked again", e)
            finally:
                if store is not None:
                    store.close()

    def _options(self) -> dict[str, str]:
        names = ("num_users", "spawn_rate", "run_time", "rate", "shape", "kinds", "form", "agent", "batch", "batch_share", "burst_probability",
                 "burst_size", "duplicates", "late", "late_by", "out_of_order", "invalid", "seed", "alone")
        return {name.replace("_", "-"): str(getattr(self.environment.parsed_options, name, "")) for name in names}

    def _requests(self) -> dict[str, float]:
        total = self._runner.stats.total
        told = {"requests": total.num_requests, "failures": total.num_failures}
        for part in (0.5, 0.95, 0.99, 0.999):
            told[f"p{part * 100:g}Millis"] = float(total.get_response_time_percentile(part) or 0)
        return told
