"""Runs every notebook from a clean kernel and fails if a cell fails."""

import pathlib
import sys

import nbformat
from nbclient import NotebookClient

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(path):
    """Runs one notebook in its own folder and returns it with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}})
    return client.execute()


if __name__ == "__main__":
    named = [pathlib.Path(p).resolve() for p in sys.argv[1:]]
    for path in named or sorted((ROOT / "notebooks").glob("*.ipynb")):
        run(path)
        print(f"{path.name}: every cell ran")
