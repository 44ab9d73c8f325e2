"""Named agents have files of their own, which stay as they were changed, and one word on all of them."""

import json
from pathlib import Path

import pytest

import agents


def options_in(file: Path) -> dict[str, str]:
    lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
    return dict(line.split(" = ", 1) for line in lines)


def test_each_agent_has_its_name_and_a_file_that_stays_as_it_was_changed(tmp_path, capsys):
    assert agents.main(["make", "2", str(tmp_path), "--rate", "7.5", "--time", "30s"]) == 0
    assert f"agents.py run {tmp_path}" in capsys.readouterr().out
    first = tmp_path / "agent-1" / "agent.conf"
    told = options_in(first)
    assert (told["agent"], told["rate"], told["run-time"], told["report"]) == ("agent-1", "7.5", "30s", str(tmp_path / "agent-1" / "report"))
    assert "host" not in told and not (tmp_path / "compose.yaml").exists()
    first.write_text("agent = changed\n")
    assert agents.main(["make", "3", str(tmp_path)]) == 0
    assert first.read_text() == "agent = changed\n"
    assert options_in(tmp_path / "agent-3" / "agent.conf")["agent"] == "agent-3"


def test_what_can_not_be_made_is_refused(tmp_path, capsys):
    for words, says in ((["0", "x"], "not between 1 and 200"), (["2", "x", "--name", "a b"], "may hold letters"),
                        (["2", str(tmp_path), "--key-file", str(tmp_path / "none")], "--key-file: there is no file"),
                        (["2", str(tmp_path), "--key-file", __file__, "--valkey-file", str(tmp_path / "none")], "--valkey-file: there is no file")):
        with pytest.raises(SystemExit):
            agents.main(["make", *words])
        assert says in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("second", "code", "says"), [(True, 0, "agent-2: all agrees"), (False, 1, "agent-2: does not agree"),
                                                      (None, 1, "agent-2: no verdict")])
def test_all_agree_only_if_each_does(tmp_path, capsys, second, code, says):
    agents.main(["make", "2", str(tmp_path)])
    for name, agrees in (("agent-1", True), ("agent-2", second)):
        told = {"agrees": agrees, "sent": 3, "acknowledged": 3, "gaps": [], "gapsLeftOut": 0, "started": "2026-03-01T12:00:00Z"}
        if agrees is not None:
            (tmp_path / name / "report" / "verdict.json").write_text(json.dumps(told))
    assert agents.main(["verdict", str(tmp_path)]) == code
    assert says in capsys.readouterr().out


def test_where_there_is_no_agent_nothing_agrees(tmp_path, capsys):
    assert agents.main(["verdict", str(tmp_path)]) == 2
    assert "there is no agent" in capsys.readouterr().err
