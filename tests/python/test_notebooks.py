"""Every notebook runs from its first cell to its last."""

import pathlib

import pytest

from run_notebooks import ROOT, run


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda p: pathlib.Path(p).stem)
def test_notebook_runs(path):
    run(path)
