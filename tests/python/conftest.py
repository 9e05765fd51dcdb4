"""Where the runs are that the tests look at: every folder below `--runs` that holds a manifest."""

import pathlib

import pytest
from browser import PAGES, launch, written
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parents[2]


def pytest_addoption(parser):
    parser.addoption("--runs", action="append", default=[], help="folder that holds run folders (may be repeated)")
    parser.addoption("--charts", type=pathlib.Path, help="folder of the SVG files that tests/gallery writes")
    parser.addoption("--update-charts", action="store_true", help="keep what is drawn as tests/fixtures/charts")


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


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = launch(playwright)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def page_file(request, tmp_path_factory):
    """The file of a page by its name; each is made once."""
    folder = tmp_path_factory.mktemp("pages")
    runs = run_folders(request.config)
    known = {}

    def file(name):
        if name not in known:
            known[name] = written(name, ROOT, runs, folder)
        return known[name]

    return file


@pytest.fixture(params=PAGES)
def report(request, page_file):
    """The file of every page in turn."""
    return page_file(request.param)
