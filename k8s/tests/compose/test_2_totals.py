"""What is sent is counted, to the digit, on both paths; Prometheus sees all services."""

import json

from aguacero_load.insights import fetch
from cluster import SERVICES, until

# Run as they are, of this pipeline.
from test_door import test_an_event_is_taken_with_a_key_and_counted_on_both_paths, test_without_a_key_nothing_is_taken  # noqa: F401
from test_totals import test_a_year_of_observations_is_counted_to_the_digit  # noqa: F401


def test_prometheus_sees_all_services(pipeline):
    def up():
        _, said = fetch("http://127.0.0.1:9090/api/v1/query?query=up%3D%3D1")
        return {one["metric"]["job"] for one in json.loads(said)["data"]["result"]}

    until("all services are scraped", 60, lambda: up() == set(SERVICES))
