#!/usr/bin/env python3
"""N named agents, each a load test of its own with its configuration in a file. Needs no Python package.

    ./loadtest/agents.py make 3 FOLDER --key-file KEY    FOLDER/compose.yaml, and FOLDER/NAME/agent.conf of each, mounted into its container
    docker compose -f FOLDER/compose.yaml up             beside the pipeline of ./compose.yaml, on its network
    ./loadtest/agents.py make 3 FOLDER                   without Docker: the same files, for the pipeline of ./run.sh
    ./loadtest/agents.py run FOLDER                      all of them as processes of this machine; then their verdicts
    ./loadtest/agents.py verdict FOLDER                  a line for each, and 0 only if all of them agree

Any option of ./loadtest/run.sh may stand in agent.conf. A file that is there is left as it is, so agents can differ, and more of them can be
made later.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from aguacero_load.settings import ROOT, agent, number, whole

LOADTEST = ROOT / "loadtest"
MOUNTED = Path("/etc/agent")
IN_COMPOSE = {
    "host": "http://ingress-api:8080",
    "insights": "http://insights-api:8090",
    "valkey-file": "/run/secrets/valkey",
    "consumers": "http://kafka-consumer:9000,http://rabbit-consumer:9000",
    "api-key-file": "/run/secrets/key",
}
"""Where an agent finds the pipeline on the network of compose.yaml; on this machine it finds what ./run.sh started by itself."""


def configuration(name: str, rate: float, time: str, report: Path, addresses: dict[str, str]) -> str:
    """An agent.conf: a line an option of ./loadtest/run.sh."""
    values = {"agent": name, "kinds": "metrics", "users": "2", "spawn-rate": "2", "run-time": time, "rate": f"{rate:g}",
              "containers": "5", "seed": name, "report": str(report), **addresses}
    return f"# Of {name}: all options are told by ./loadtest/run.sh --help.\n" + "".join(f"{key} = {value}\n" for key, value in values.items())


def compose(names: list[str], key_file: Path, valkey_file: Path) -> str:
    """A service an agent, each with its own files."""
    base = json.dumps(str(LOADTEST / "agents" / "compose.yaml"))
    lines = ["# Written by loadtest/agents.py: written again when agents are made.", "name: aguacero-agents", "services:"]
    for name in names:
        lines += [
            f"  {name}:",
            f"    extends: {{ file: {base}, service: agent }}",
            f'    user: "{os.getuid()}:{os.getgid()}"',
            "    secrets: [key, valkey]",
            "    volumes:",
            f"      - ./{name}/agent.conf:{MOUNTED}/agent.conf:ro",
            f"      - ./{name}/report:{MOUNTED}/report",
        ]
    lines += ["secrets:", f"  key: {{ file: {json.dumps(str(key_file.resolve()))} }}",
              f"  valkey: {{ file: {json.dumps(str(valkey_file.resolve()))} }}", "networks:", "  default: { name: aguacero_default, external: true }"]
    return "\n".join(lines) + "\n"


def make(options: argparse.Namespace) -> int:
    """Writes the files of all agents."""
    folder: Path = options.folder.resolve()
    names = [f"{options.name}-{number}" for number in range(1, options.agents + 1)]
    for name in names:
        report = folder / name / "report"
        report.mkdir(parents=True, exist_ok=True)
        file = folder / name / "agent.conf"
        if not file.exists():
            mounted, addresses = (MOUNTED / "report", IN_COMPOSE) if options.key_file else (report, {})
            file.write_text(configuration(name, options.rate, options.time, mounted, addresses))
    if options.key_file:
        (folder / "compose.yaml").write_text(compose(names, options.key_file, options.valkey_file))
        print(f"docker compose -f {folder}/compose.yaml up")
    else:
        print(f"./loadtest/agents.py run {folder}")
    return 0


def files(folder: Path) -> list[Path]:
    """The configuration of each agent that has been made there."""
    return sorted(folder.glob("*/agent.conf"))


def run(folder: Path) -> int:
    """All agents of the folder at once, on this machine; Ctrl-C ends them early, each with its verdict."""
    running = []
    for file in files(folder):
        (file.parent / "report" / "verdict.json").unlink(missing_ok=True)
        with file.with_name("agent.log").open("w") as out:
            running.append(subprocess.Popen([str(LOADTEST / "run.sh"), "--headless", "--only-summary", "--config", str(file)],
                                            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT))
    for process in running:
        while process.poll() is None:
            try:
                process.wait()
            except KeyboardInterrupt:
                # The terminal has told the agents too.
                print("aguacero: waiting for the verdicts on what was sent", file=sys.stderr)
    return verdict(folder)


def verdict(folder: Path) -> int:
    """What each agent's own verdict says."""
    agrees = []
    for file in files(folder):
        try:
            told = json.loads((file.parent / "report" / "verdict.json").read_text())
        except (OSError, ValueError):
            agrees.append(False)
            print(f"{file.parent.name}: no verdict")
            continue
        agrees.append(told["agrees"])
        print(f"{file.parent.name}: {'all agrees' if told['agrees'] else 'does not agree'}, {told['sent']:,} sent, {told['acknowledged']:,} "
              f"acknowledged, {len(told['gaps']) + told['gapsLeftOut']:,} gaps, begun {told['started']}")
    if not agrees:
        print(f"aguacero: there is no agent in {folder}; ./loadtest/agents.py make N {folder} makes some", file=sys.stderr)
        return 2
    return 0 if all(agrees) else 1


def main(words: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    doing = parser.add_subparsers(dest="doing", required=True)
    making = doing.add_parser("make", help="write their files")
    making.add_argument("agents", type=whole(1, 200), help="how many")
    making.add_argument("folder", type=Path)
    making.add_argument("--name", type=agent, default="agent", help="first part of their names (agent)")
    making.add_argument("--rate", type=number(0, 1e6), default=20.0, help="events a second of each (20)")
    making.add_argument("--time", default="1m", help="for how long, such as 30s, 10m, 2h (1m)")
    making.add_argument("--key-file", type=Path, help="file with the key that they bring; makes them containers")
    making.add_argument("--valkey-file", type=Path, default=ROOT / ".aguacero/compose/load-test-user/valkey",
                        help="file with the store's address for containers, as k8s/users.sh .aguacero/compose makes it")
    for what, text in (("run", "run them here"), ("verdict", "tell their verdicts")):
        doing.add_parser(what, help=text).add_argument("folder", type=Path)
    options = parser.parse_args(words)
    if options.doing == "make":
        for name, file in (("--key-file", options.key_file), ("--valkey-file", options.valkey_file)):
            if options.key_file and not file.is_file():
                making.error(f"{name}: there is no file {file}")
        return make(options)
    return run(options.folder) if options.doing == "run" else verdict(options.folder)


if __name__ == "__main__":
    sys.exit(main())
