"""Named agents, as many as are asked for, by the documented commands; each ends with a verdict of its own."""

import json
import subprocess

from conftest import KEY, ROOT
from cluster import until

AGENTS = ["agent-1", "agent-2", "agent-3"]


def test_agents_load_the_pipeline_and_all_agree(docker, pipeline, say, tmp_path):
    command = [ROOT / "loadtest/agents.py", "make", str(len(AGENTS)), tmp_path, "--rate", "10", "--time", "20s", "--key-file", KEY]
    subprocess.run(command, check=True, capture_output=True)
    files = ["-f", str(tmp_path / "compose.yaml")]
    if "aguacero-test/locust" in docker.run("image", "ls", "--format", "{{.Repository}}"):
        stand_in = {"services": {name: {"image": "aguacero-test/locust:2.47.0"} for name in AGENTS}}
        (tmp_path / "stand-in.json").write_text(json.dumps(stand_in))
        files += ["-f", str(tmp_path / "stand-in.json")]
    try:
        docker.compose(*files, "up", "-d")
        states = until("all agents have ended", 480, lambda: ended(docker), every=5.0)
        told = subprocess.run([ROOT / "loadtest/agents.py", "verdict", tmp_path], capture_output=True, text=True, check=False)
        said = docker.compose(*files, "logs", "--tail", "40")
    finally:
        docker.compose(*files, "down")
    assert set(states) == set(AGENTS) and set(states.values()) == {0} and told.returncode == 0, told.stdout + said
    say("; ".join(told.stdout.splitlines()))


def ended(docker) -> dict[str, int] | None:
    """Each agent's exit code, once all have one."""
    states = {name: one["State"] for name, one in docker.containers("aguacero-agents").items()}
    return None if any(state["Running"] for state in states.values()) else {name: state["ExitCode"] for name, state in states.items()}
