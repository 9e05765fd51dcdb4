"""Where the runs are that the tests look at: every folder below `--runs` that holds a manifest."""

import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def pytest_addoption(parser):
    parser.addoption("--runs", action="append", default=[], help="folder that holds run folders (may be repeated)")


def run_folders(config):
    given = [pathlib.Path(p) for p in config.getoption("--runs")]
    found = {m.parent for folder in given for m in folder.rglob("manifest.json") if "release" not in m.parts}
    return sorted(found)


def pytest_generate_tests(metafunc):
    if "run" in metafunc.fixturenames:
        runs = run_folders(metafunc.config)
        metafunc.parametrize("run", runs, ids=[r.parent.name for r in runs])


@pytest.fixture(scope="session")
def root():
    return ROOT
