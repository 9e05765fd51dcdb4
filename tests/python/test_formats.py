"""The same people in other files give the same run, byte for byte in its tables.

The loneliness example is written again as SPSS, Stata, Parquet, Arrow and Excel files (by pyreadstat, pyarrow and
openpyxl, which know nothing of Matchwell) with numbers as numbers, value labels and user-missing codes, and run.
"""

import os
import pathlib
import shutil
import subprocess

import pandas
import pyreadstat
import pytest

BINARY = os.environ.get("MATCHWELL")
SURVEY = ["wave_7_elsa_data", "wave_8_elsa_data_eul_v2"]
SERVICE = "service_users"


def frame(path, sep):
    """Cells as they stand; a column of numbers as numbers."""
    text = pandas.read_csv(path, sep=sep, dtype=str, keep_default_na=False)
    columns = {}
    for name in text.columns:
        filled = text[name].where(text[name] != "", None)
        numbers = pandas.to_numeric(filled, errors="coerce")
        padded = filled.dropna().str.match(r"^0\d").any()
        is_number = numbers.notna().sum() == filled.notna().sum() and filled.notna().any() and not padded
        columns[name] = numbers if is_number else text[name]
    return pandas.DataFrame(columns)


def labels(data):
    """What an archive's file says: labels of the items, and which codes are missing."""
    items = [c for c in data.columns if c.lower().startswith("scfeel")]
    values = {-9: "Not answered", -8: "Don't know", -2: "Not returned", -1: "Not applicable"}
    answers = {**values, 1: "Hardly ever of never", 2: "Some of the time", 3: "Often"}
    return items, {c: answers for c in items}


def sav(data, path):
    items, values = labels(data)
    missing = {c: [{"lo": -9, "hi": -1}] for c in items}
    pyreadstat.write_sav(data, path, variable_value_labels=values, missing_ranges=missing, row_compress=path.endswith("zsav"))


def dta(data, path):
    _, values = labels(data)
    pyreadstat.write_dta(data, path, variable_value_labels=values, version=15)


WRITERS = {
    "sav": sav,
    "zsav": sav,
    "dta": dta,
    "parquet": lambda data, path: data.to_parquet(path, index=False),
    "feather": lambda data, path: data.to_feather(path),
    "xlsx": lambda data, path: data.to_excel(path, index=False),
    "tab.gz": lambda data, path: data.to_csv(path, sep="\t", index=False, compression="gzip"),
}


@pytest.fixture(scope="module")
def example(root, tmp_path_factory):
    if not BINARY:
        pytest.skip("MATCHWELL names the program")
    folder = tmp_path_factory.mktemp("loneliness")
    shutil.copy(root / "examples/loneliness/job.toml", folder / "job.toml")
    run = [BINARY, "synth", "loneliness", "--out", str(folder / "data")]
    subprocess.run(run, check=True, capture_output=True)
    return folder


def tables(job, out):
    done = subprocess.run([BINARY, "run", str(job), "--out", str(out)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    files = sorted(out.rglob("*.parquet"))
    assert len(files) >= 9
    return {f.relative_to(out): f.read_bytes() for f in files}


@pytest.fixture(scope="module")
def plain(example):
    return tables(example / "job.toml", example / "run-tab")


@pytest.mark.parametrize("kind", WRITERS)
def test_another_format_gives_the_same_run(example, plain, kind):
    job = (example / "job.toml").read_text()
    data = example / "data"
    written = {name: frame(data / f"{name}.tab", "\t") for name in SURVEY}
    written[SERVICE] = frame(data / f"{SERVICE}.csv", ",")
    for name, cells in written.items():
        WRITERS[kind](cells, str(data / f"{name}.{kind}"))
        for ending in ("tab", "csv"):
            job = job.replace(f"{name}.{ending}", f"{name}.{kind}")
    path = example / f"job-{kind.replace('.', '-')}.toml"
    path.write_text(job)
    assert f".{kind}" in job
    other = tables(path, example / f"run-{kind.replace('.', '-')}")
    assert other.keys() == plain.keys()
    assert [str(f) for f in plain if other[f] != plain[f]] == []
