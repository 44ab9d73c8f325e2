"""What every test has: docker compose, and the pipeline that it runs. Steps and folds are the cluster's (../cluster)."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
sys.path.insert(0, str(HERE.parent / "cluster"))

from cluster import until  # noqa: E402
from pipeline import Pipeline  # noqa: E402

FIGURES = HERE / "target" / "figures.txt"
KEY = ROOT / ".aguacero/api-key/key"
ALIVE = 300.0
"""Seconds within which all containers are well again."""


class Docker:
    """The containers of compose.yaml; which files that are says COMPOSE_FILE."""

    @staticmethod
    def run(*arguments: str) -> str:
        """What one command of docker prints; its failure is the test's."""
        done = subprocess.run(["docker", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
        assert done.returncode == 0, f"docker {' '.join(arguments)}: {done.stderr}"
        return done.stdout

    def compose(self, *arguments: str) -> str:
        """The same of docker compose."""
        return self.run("compose", *arguments)

    def containers(self, project: str = "aguacero") -> dict[str, dict]:
        """By service, what docker tells of its container."""
        ids = self.run("ps", "-aq", "--filter", f"label=com.docker.compose.project={project}").split()
        return {one["Config"]["Labels"]["com.docker.compose.service"]: one for one in json.loads(self.run("inspect", *ids))} if ids else {}

    def well(self) -> bool:
        """Whether all that are running are healthy, as far as they tell."""
        states = [one["State"] for one in self.containers().values()]
        return all(state["Running"] and state.get("Health", {}).get("Status", "healthy") == "healthy" for state in states)


@pytest.fixture(scope="session")
def docker() -> Docker:
    return Docker()


@pytest.fixture
def pipeline(docker) -> Pipeline:
    """Only once all containers are well and both paths take events: a test begins where nothing is broken."""
    until("all containers are well", ALIVE, docker.well)
    one = Pipeline("http://127.0.0.1:8080", KEY.read_text(), "http://127.0.0.1:8090")
    until("totals are answered", ALIVE, one.all_totals)
    return one


@pytest.fixture
def say(request):
    """Tells a figure: on the terminal, and in target/figures.txt."""

    def tell(sentence: str) -> None:
        line = f"{time.strftime('%H:%M:%S')} {request.node.name}: {sentence}"
        print(line, flush=True)
        FIGURES.parent.mkdir(exist_ok=True)
        with FIGURES.open("a") as file:
            file.write(line + "\n")

    return tell
