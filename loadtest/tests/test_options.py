"""Options are refused by name, and shapes and addresses are what they say."""

import argparse

import pytest

from aguacero_load import settings, shapes
from aguacero_load.insights import Unreachable, fetch, seconds
from aguacero_load.store import identity


class Parser(argparse.ArgumentParser):
    """Takes what Locust's parser takes besides."""

    def add_argument(self, *names, env_var=None, include_in_web_ui=True, **more):
        return super().add_argument(*names, **more)


def parse(*words: str) -> argparse.Namespace:
    parser = Parser(exit_on_error=False)
    settings.add_options(parser)
    return parser.parse_args(words)


def test_defaults_are_within_their_own_bounds(monkeypatch, tmp_path):
    monkeypatch.setenv("AGUACERO_HOME", str(tmp_path))
    read = settings.defaults()
    assert read.mix.kinds == ("weather.tweet", "container.metric")
    assert read.valkey == "" and settings.RUN_ID.fullmatch(read.run)


def test_a_key_comes_from_an_option_a_file_or_the_pipeline_that_runs_here(monkeypatch, tmp_path):
    monkeypatch.setenv("AGUACERO_HOME", str(tmp_path))
    (tmp_path / "endpoints.env").write_text("AGUACERO_API_KEY='of-the-pipeline'\n")
    (tmp_path / "key").write_text("of-the-file\n")
    assert settings.from_options(parse()).api_key == "of-the-pipeline"
    assert settings.from_options(parse("--api-key-file", str(tmp_path / "key"))).api_key == "of-the-file"
    assert settings.from_options(parse("--api-key-file", str(tmp_path / "key"), "--api-key", "of-the-option")).api_key == "of-the-option"
    with pytest.raises(settings.BadOption, match="--api-key-file can't be read: No such file"):
        settings.from_options(parse("--api-key-file", str(tmp_path / "none")))


def test_every_option_is_described_with_its_environment_variable():
    described = settings.describe()
    for name in vars(parse()):
        assert f"--{name.replace('_', '-')}" in described
    assert described.count("[AGUACERO_") == len(vars(parse()))


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--rate", "-1", "not between 0 and"),
        ("--batch", "0", "not between 1 and 10,000"),
        ("--batch", "1.5", "no whole number"),
        ("--late", "2", "not between 0 and 1"),
        ("--invalid", "few", "'few' is no number"),
        ("--kinds", "tweets,incidents", "'incidents' is none of tweets, metrics"),
        ("--municipalities", "", "'' is none of mixco"),
        ("--run-id", "a b", "letters, digits"),
        ("--agent", ".a", "begins with one of the first two"),
        ("--settle", "-1", "not between 0 and"),
        ("--shape", "wave", "invalid choice"),
    ],
)
def test_a_bad_option_is_refused_with_what_it_may_be(option, value, says):
    with pytest.raises(argparse.ArgumentError) as refused:
        parse(option, value)
    assert says in str(refused.value) and option in str(refused.value)


def test_what_the_web_page_hands_in_is_checked_too():
    options = parse()
    options.late = "7"
    with pytest.raises(settings.BadOption, match="not between 0 and 1"):
        settings.from_options(options)


def test_addresses_come_from_the_pipeline_that_run_sh_started(monkeypatch, tmp_path):
    (tmp_path / "endpoints.env").write_text("# a comment\nAGUACERO_INGRESS='http://127.0.0.1:9'\nAGUACERO_VALKEY='redis://:p'\\''w@h:1'\n")
    monkeypatch.setenv("AGUACERO_HOME", str(tmp_path))
    monkeypatch.delenv("AGUACERO_INGRESS", raising=False)
    assert settings.ingress(None) == "http://127.0.0.1:9"
    assert settings.ingress("http://other/") == "http://other"
    assert settings.from_options(parse()).valkey == "redis://:p'w@h:1"
    (tmp_path / "valkey").write_text("redis://reader:secret@h:2\n")
    assert settings.from_options(parse("--valkey-file", str(tmp_path / "valkey"))).valkey == "redis://reader:secret@h:2"


@pytest.mark.parametrize(
    ("shape", "expected"),
    [("steady", [10, 10, 10]), ("ramp", [1, 6, 10]), ("spike", [1, 10, 1]), ("soak", [1, 10, 10]), ("burst", [1, 1, 10])],
)
def test_a_shape_says_how_many_users_are_busy(shape, expected):
    assert [shapes.users(shape, now, 100, 10) for now in (0, 50, 99)] == expected
    assert all(1 <= shapes.users(shape, now, 0, 10) <= 10 for now in range(500)), "an endless run has users too"


def test_nobody_there_is_said_with_the_address():
    with pytest.raises(Unreachable, match="http://127.0.0.1:1 can't be reached"):
        fetch("http://127.0.0.1:1/v1/kinds")
    with pytest.raises(Unreachable, match="begin with http"):
        fetch("127.0.0.1:8080")


def test_durations_and_identities_are_those_of_the_documents():
    assert [seconds(text) for text in ("PT15M", "PT5M", "PT876000H", "PT1M30S")] == [900, 300, 3_153_600_000, 90]
    assert identity("default", "weather.tweet", "urn:aguacero:http", "report-1").hex() == "a9486eca55fa15282936db5f6c76b2fb"
