"""Random frames, written by pyreadstat, read back by pyreadstat and by `matchwell convert`: the same
values, labels, value labels and missing flags. Frames are drawn from fixed seeds; all go through one call."""

import datetime
import json
import math
import os
import random
import subprocess

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest

FRAMES = 600
# What pyreadstat calls a Stata version, by the release it writes.
STATA = {8: 113, 10: 114, 12: 115, 13: 117, 14: 118, 15: 119}
KINDS = [("sav", None), ("sav", "bytes"), ("zsav", None), *(("dta", version) for version in STATA)]
ALPHABET = "abcdefgh XYZ09-_.éüß"
WIDE = ALPHABET + "Ωж漢字😀"


def text(rng, most, alphabet):
    return "".join(rng.choice(alphabet) for _ in range(rng.randint(0, most))).strip()


def numbers(rng, n):
    kind = rng.choice(["small", "small", "whole", "float", "huge", "constant"])
    draw = {
        "small": lambda: float(rng.randint(-9, 150)),
        "whole": lambda: float(rng.randint(-10**9, 10**9)),
        "float": lambda: rng.gauss(0, 1) * 10 ** rng.randint(-8, 8),
        "huge": lambda: rng.choice([-1, 1]) * 10.0 ** rng.randint(-300, 300),
        "constant": lambda: 1.0,
    }[kind]
    gaps = rng.choice([0, 0.1, 0.9])
    return [math.nan if rng.random() < gaps else draw() for _ in range(n)]


def frame(seed):
    """A frame, where to write it, and with what."""
    rng = random.Random(seed)
    suffix, variant = KINDS[seed % len(KINDS)]
    stata = suffix == "dta"
    alphabet = ALPHABET if stata and variant < 14 else WIDE
    n = rng.choice([1, 2, 7, 40, 40, 300])
    columns, kinds, labels, values, missing, formats = {}, {}, {}, {}, {}, {}
    for i in range(rng.randint(1, 14)):
        kind = rng.choice(["number", "number", "coded", "text", "long text", "date", "moment"])
        name = f"{rng.choice(['age', 'Score_total', 'x', 'a_rather_long_name_for_a'])}{i}"
        kinds[name] = kind
        if kind == "number":
            columns[name] = numbers(rng, n)
        elif kind == "coded":
            columns[name] = [rng.choice([1.0, 2.0, 3.0, -9.0, -8.0, 99.0, math.nan]) for _ in range(n)]
            values[name] = {code: text(rng, 30, alphabet) or "none" for code in rng.sample([1, 2, 3, -9, 99], 3)}
            if stata:
                if variant >= 8:
                    columns[name] = [rng.choice([1, 2, 3, "a", "c", "z"]) for _ in range(n)]
                    values[name] = {1: "one", "a": "refused"}
                    missing[name] = ["a", "c", "z"]
            else:
                missing[name] = rng.choice(
                    [[-9], [-9, 99], [-9, -8, 99], [{"lo": -9, "hi": -8}], [{"lo": -9, "hi": -8}, 99]]
                )
        elif kind == "text":
            columns[name] = [text(rng, rng.choice([1, 8, 9, 40]), alphabet) for _ in range(n)]
            if not stata and rng.random() < 0.5:
                longer = rng.choice([[], ["a rather long answer"]])
                columns[name] = [rng.choice(["a", "bb", "n/a", "", *longer]) for _ in range(n)]
                values[name] = {"a": "first letter", "bb": text(rng, 20, alphabet) or "second"}
                values[name] |= dict.fromkeys(longer, "one of those")
                missing[name] = ["n/a"]
        elif kind == "long text":
            most = 240 if stata and variant < 13 else rng.choice([255, 256, 700, 2400])
            columns[name] = [text(rng, most // (4 if alphabet == WIDE else 2), alphabet) for _ in range(n)]
        elif kind == "date":
            start = datetime.date(1900, 1, 1)
            draw = [start + datetime.timedelta(days=rng.randint(0, 60_000)) for _ in range(n)]
            columns[name] = [None if rng.random() < 0.2 else day for day in draw]
        else:
            start = datetime.datetime(1900, 1, 1)
            draw = [start + datetime.timedelta(seconds=rng.randint(0, 4_000_000_000)) for _ in range(n)]
            columns[name] = [pd.NaT if rng.random() < 0.2 else moment for moment in draw]
        if rng.random() < 0.7:
            labels[name] = text(rng, 60, alphabet)
    data = pd.DataFrame({k: pd.Series(v, dtype=dtype(kinds[k], v)) for k, v in columns.items()})
    return suffix, variant, data, labels, values, missing


def dtype(kind, values):
    if kind == "moment":
        return "datetime64[us]"
    if kind in ("number", "coded") and not any(isinstance(v, str) for v in values):
        return "float64"
    return "object"


def write(path, suffix, variant, data, labels, values, missing):
    labels = [labels.get(name) or None for name in data.columns]
    if suffix == "dta":
        pyreadstat.write_dta(
            data, path, version=variant, column_labels=labels, variable_value_labels=values, missing_user_values=missing
        )
    else:
        pyreadstat.write_sav(
            data,
            path,
            column_labels=labels,
            variable_value_labels=values,
            missing_ranges=missing,
            compress=suffix == "zsav",
            row_compress=variant == "bytes",
        )


def read(path, suffix):
    if suffix == "dta":
        return pyreadstat.read_dta(path, user_missing=True)
    return pyreadstat.read_sav(path, user_missing=True)


@pytest.fixture(scope="module")
def frames(tmp_path_factory):
    folder = tmp_path_factory.mktemp("survey")
    made, lines = [], []
    for seed in range(FRAMES):
        suffix, variant, *parts = frame(seed)
        path, out = folder / f"{seed}.{suffix}", folder / f"{seed}.parquet"
        write(path, suffix, variant, *parts)
        lines.append(f"{path}\t{out}")
        made.append((path, out, suffix, variant))
    (folder / "list").write_text("\n".join(lines) + "\n")
    run = subprocess.run(
        [os.environ["MATCHWELL"], "convert", "--batch", folder / "list"], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stderr
    return made


def test_every_kind_of_file_is_there(frames):
    heads = {path.read_bytes()[:4] for path, *_ in frames}
    assert {b"$FL2", b"$FL3"} <= heads
    for version, release in STATA.items():
        path = next(p for p, _, suffix, variant in frames if suffix == "dta" and variant == version)
        head = path.read_bytes()[:40]
        assert head[0] == release or f"<release>{release}".encode() in head


def test_both_read_the_same(frames):
    seen = dict.fromkeys(["numbers", "texts", "dates", "moments", "codes", "labels", "values", "ranges", "empty"], 0)
    for path, out, suffix, variant in frames:
        data, meta = read(path, suffix)
        table = pq.read_table(out)
        names = [n for n in table.column_names if not (n.endswith(".missing") and n[:-8] in table.column_names)]
        assert names == list(data.columns) == meta.column_names, path
        assert table.num_rows == len(data)
        for name, label in zip(meta.column_names, meta.column_labels, strict=True):
            where = f"{path} ({variant}): {name}"
            field = table.schema.field(name)
            said = {k.decode(): v.decode() for k, v in (field.metadata or {}).items()}
            assert said.get("label") == (label or None), where
            seen["labels"] += bool(label)
            same_values(said, meta.variable_value_labels.get(name, {}), where, seen)
            same_missing(said, meta, name, data[name], suffix, where, seen)
            codes = table[f"{name}.missing"].to_pylist() if f"{name}.missing" in table.column_names else None
            same_cells(table[name].to_pylist(), codes, list(data[name]), where, seen)
    few = {what: count for what, count in seen.items() if count < 50}
    assert not few, f"hardly any of {few}"


def same_values(said, theirs, where, seen):
    ours = [(code[1:] if str(code).startswith(".") else code, label) for code, label in json.loads(said.get("values", "[]"))]
    assert dict(ours) == theirs and len(ours) == len(theirs), where
    seen["values"] += len(ours)


def same_missing(said, meta, name, cells, suffix, where, seen):
    ours = json.loads(said.get("missing", "[]"))
    if suffix == "dta":
        met = {c for c in cells if isinstance(c, str)} if any(isinstance(c, float | int) for c in cells) or ours else set()
        labelled = {c for c in meta.variable_value_labels.get(name, {}) if isinstance(c, str)}
        theirs = {f".{c}" for c in (met | labelled)} if ours else set(meta.missing_user_values.get(name, [])) & met
        assert {m["is"] for m in ours} == theirs, where
        return
    theirs = [
        {"is": r["lo"]} if r["lo"] == r["hi"] else {"from": r["lo"], "to": r["hi"]}
        for r in meta.missing_ranges.get(name, [])
    ]
    assert ours == theirs, where
    seen["ranges"] += any("from" in m for m in ours)


def same_cells(ours, codes, theirs, where, seen):
    for i, (our, their) in enumerate(zip(ours, theirs, strict=True)):
        here = f"{where}, row {i + 1}: {our!r}, {their!r}"
        code = codes[i] if codes else None
        if code is not None:
            assert our is None and code == f".{their}", here
            seen["codes"] += 1
        elif their is None or their is pd.NaT or their == "" or (isinstance(their, float) and math.isnan(their)):
            assert our is None, here
            seen["empty"] += 1
        elif isinstance(their, str):
            assert our == their.strip(), here
            seen["texts"] += 1
        elif isinstance(their, pd.Timestamp | datetime.datetime):
            assert datetime.datetime.fromisoformat(our) == their, here
            seen["moments"] += 1
        elif isinstance(their, datetime.date):
            assert our == their.isoformat(), here
            seen["dates"] += 1
        else:
            assert isinstance(their, int | float | np.number), here
            assert our == float(their), here
            seen["numbers"] += 1


def test_a_damaged_file_is_a_fault(tmp_path, frames):
    path = next(p for p, _, suffix, variant in frames if suffix == "sav" and p.stat().st_size > 2000)
    cut = tmp_path / "cut.sav"
    cut.write_bytes(path.read_bytes()[:-5])
    out = tmp_path / "out.parquet"
    run = subprocess.run([os.environ["MATCHWELL"], "convert", cut, out], capture_output=True, text=True)
    assert run.returncode == 3 and "MW240" in run.stderr
    assert not out.exists()
