"""Locust's entry: users, and how many of them are busy when. See README.md."""

import time
from typing import ClassVar

from locust import FastHttpUser, LoadTestShape, events, task

from aguacero_load import payloads, shapes
from aguacero_load.answers import Said, retry_after
from aguacero_load.conductor import ANSWER_TIMEOUT, Conductor
from aguacero_load.mix import Item, request
from aguacero_load.sender import Sender
from aguacero_load.settings import KINDS, add_options

BEHIND = 1.0
"""Seconds that a user may be behind its rate; what is older isn't made up for."""

conductor: Conductor | None = None


class Client(FastHttpUser):
    """Sends events of one kind at its share of the rate, and keeps the client's rule."""

    abstract = True
    kind: ClassVar[str]
    network_timeout = ANSWER_TIMEOUT
    connection_timeout = ANSWER_TIMEOUT

    def on_start(self) -> None:
        self._conductor = conductor
        self._settings = conductor.settings
        self.sender: Sender = conductor.fleet.take(self.kind)
        self._due = time.monotonic()
        users = max(1, self.environment.parsed_options.num_users or 1)
        self._each = users / self._settings.rate if self._settings.rate else 0.0

    def on_stop(self) -> None:
        self._conductor.fleet.give_back(self.kind, self.sender)

    def wait_time(self) -> float:
        """Until the rate allows the next turn."""
        return max(0.0, self._due - time.monotonic())

    @task
    def turn(self) -> None:
        """One request, or a burst of them."""
        now = time.monotonic()
        if now - self._due > BEHIND:
            self._due = now
            if self._each:
                self._conductor.fleet.behind += 1
        sent = self._send()
        self._due += max(sent, 1) * self._each
        if sent and self.sender.draws(self._settings.burst_probability):
            for _ in range(self._settings.burst_size - 1):
                self._send()
        elif not sent:
            # All that it has waits for another try.
            self._due = max(self._due, time.monotonic() + 0.1)

    def _send(self) -> int:
        items: list[Item] = self.sender.next()
        if not items:
            return 0
        path, content_type, body = request(items)
        name = f"{path} {'one' if len(items) == 1 else 'batch'}"
        with self.client.post(
            path, data=body, headers=self._conductor.headers(content_type), name=name, catch_response=True
        ) as answer:
            said = self.sender.answered(items, answer.status_code, answer.content or b"", retry_after(answer.headers))
            if said.said == Said.STORED:
                answer.success()
            else:
                answer.failure(said.code)
        return len(items)


class TweetUser(Client):
    """People who report their weather."""

    kind = payloads.TWEET


class MetricUser(Client):
    """Agents that send readings of containers."""

    kind = payloads.METRIC


class Course(LoadTestShape):
    """The shape that --shape names, over --run-time."""

    use_common_options = True

    def tick(self):
        options = self.runner.environment.parsed_options
        now, length, most = self.get_run_time(), float(options.run_time or 0), max(1, options.num_users or 1)
        if length and now >= length:
            conductor.time_is_up()
            return None
        return shapes.users(options.shape, now, length, most), max(1.0, float(options.spawn_rate or most))


@events.init_command_line_parser.add_listener
def _(parser) -> None:
    add_options(parser)


@events.init.add_listener
def _(environment, **_more) -> None:
    global conductor
    conductor = Conductor(environment)
    kinds = {KINDS[name] for name in environment.parsed_options.kinds.split(",")}
    environment.user_classes = [one for one in environment.user_classes if one.kind in kinds]
    conductor.prepare()
    environment.events.test_start.add_listener(lambda **_none: conductor.start())
    environment.events.test_stop.add_listener(lambda **_none: conductor.stop())
    environment.events.quitting.add_listener(lambda **_none: conductor.failed())
    environment.events.report_to_master.add_listener(lambda data, **_none: conductor.report_to_master(data))
    environment.events.worker_report.add_listener(lambda client_id, data, **_none: conductor.hear_sums(client_id, data))
