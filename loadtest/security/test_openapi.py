"""Schemathesis against the running services: what they answer to anything is what their OpenAPI documents say."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
SEED = int(os.environ.get("AGUACERO_SEED") or random.randrange(2**31))
CASES = 10_000
"""Least number of requests, over both services."""

OPERATION_CASES = {"AGUACERO_INGRESS": 900, "AGUACERO_INSIGHTS": 400}
"""Most requests that fuzzing makes for each operation, besides the examples' and the systematic ones."""

sent: dict[str, int] = {}


@pytest.mark.parametrize("service", OPERATION_CASES)
def test_nothing_is_answered_but_what_the_document_says(pipeline, service, tmp_path):
    report = tmp_path / "report.json"
    print(f"schemathesis: {service}, AGUACERO_SEED={SEED}")
    run = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(HERE / "schemathesis.toml"),
            "run", pipeline.endpoint(service) + "/openapi.json", "--checks", "all", "--max-examples", str(OPERATION_CASES[service]),
            "--seed", str(SEED), "--header", f"Authorization: Bearer {pipeline.endpoint('AGUACERO_API_KEY')}",
            "--generation-database", "none", "--continue-on-failure", "--request-timeout", "20", "--no-color",
            "--report", "json", "--report-json-path", str(report),
        ],
        cwd=tmp_path, capture_output=True, text=True, timeout=3_000, check=False,
    )
    assert report.exists(), run.stdout + run.stderr
    told = json.loads(report.read_text())
    sent[service] = told["test_cases"]["generated"]
    assert run.returncode == 0 and not told["failures"] and not told["errors"], run.stdout[-20_000:] + run.stderr
    assert told["complete"] and told["operations"]["tested"] == told["operations"]["total"]


def test_enough_was_tried():
    assert sum(sent.values()) >= CASES, sent
