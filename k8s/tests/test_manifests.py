"""Every overlay and every combination of components builds, is what the API server's schema says, and keeps the rules."""

import pytest

import builds
import rules
import schemas


@pytest.mark.parametrize("name", builds.OVERLAYS)
def test_an_overlay_is_sound(name):
    objects = builds.overlay(name)
    assert schemas.findings(objects) + rules.findings(objects) == []


@pytest.mark.parametrize("chosen", builds.COMBINATIONS, ids="+".join)
def test_a_combination_of_components_is_sound(chosen):
    objects = builds.combination(chosen)
    assert schemas.findings(objects) + rules.findings(objects) == []


@pytest.mark.parametrize("name", ["overlay", "stand-ins"])
def test_what_the_cluster_is_tested_with_is_sound(name):
    objects = builds.read(builds.K8S / "tests/cluster" / name)
    assert schemas.findings(objects) + rules.findings(objects) == []


@pytest.mark.parametrize("name", builds.COMPONENTS)
def test_a_component_says_what_it_is(name):
    assert (builds.K8S / "components" / name / "README.md").is_file()
