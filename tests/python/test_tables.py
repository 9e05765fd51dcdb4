"""DuckDB, pyarrow and polars read every table of a run, and find in it what the schemas promise."""

import json
import pathlib

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

SCHEMAS = sorted((pathlib.Path(__file__).resolve().parents[2] / "data-schemas" / "tables").glob("*.json"))

ARROW = {
    "string": (pa.types.is_string, pa.types.is_large_string),
    "integer": (pa.types.is_int64,),
    "number": (pa.types.is_float64,),
    "boolean": (pa.types.is_boolean,),
}
POLARS = {"string": pl.String, "integer": pl.Int64, "number": pl.Float64, "boolean": pl.Boolean}
DUCKDB = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN"}


def test_there_are_schemas_and_runs(request):
    assert SCHEMAS, "no data-schemas/tables/*.json"
    given = request.config.getoption("--runs")
    found = [m for folder in given for m in pathlib.Path(folder).rglob("manifest.json")]
    assert found, "no run folder below --runs"


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda p: p.stem)
def test_every_reader_sees_the_declared_columns(run, path):
    schema = json.loads(path.read_text(encoding="utf-8"))
    fields = schema["fields"]
    names = [f["name"] for f in fields]
    # A row of the curve's own tables is about many specifications.
    if not path.stem.startswith("curve"):
        assert names[:2] == ["specification", "imputation"]
    table = run / schema["path"]
    arrow = pq.read_table(table)
    frame = pl.read_parquet(table)
    duck = duckdb.sql(f"select * from read_parquet('{table}')")
    rows = duckdb.sql(f"select count(*) from read_parquet('{table}')").fetchall()[0][0]
    assert arrow.num_rows == frame.height == rows
    assert arrow.column_names[: len(names)] == names
    assert frame.columns[: len(names)] == names
    assert duck.columns[: len(names)] == names
    duck_types = dict(zip(duck.columns, [str(t) for t in duck.types], strict=True))
    for field in fields:
        name, word = field["name"], field["type"]
        kind = arrow.schema.field(name).type
        assert any(check(kind) for check in ARROW[word]), f"{name} is {kind}, not {word}"
        assert frame.schema[name] == POLARS[word]
        assert duck_types[name] == DUCKDB[word]
        if field.get("constraints", {}).get("required"):
            assert arrow[name].null_count == 0, f"{name} has missing entries"


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda p: p.stem)
def test_the_meaning_of_each_column_travels_with_the_file(run, path):
    schema = json.loads(path.read_text(encoding="utf-8"))
    arrow = pq.read_schema(run / schema["path"])
    for field in schema["fields"]:
        metadata = arrow.field(field["name"]).metadata or {}
        assert metadata.get(b"description", b"").decode() == field["description"]
        if "unit" in field:
            assert metadata[b"unit"].decode() == field["unit"]


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda p: p.stem)
def test_rows_are_told_apart_by_the_key(run, path):
    schema = json.loads(path.read_text(encoding="utf-8"))
    frame = pl.read_parquet(run / schema["path"])
    assert frame.select(schema["primaryKey"]).is_duplicated().sum() == 0


def test_no_number_is_nan(run):
    for table in sorted(run.rglob("*.parquet")):
        frame = pl.read_parquet(table)
        floats = [name for name, kind in frame.schema.items() if kind == pl.Float64]
        for name in floats:
            assert not frame[name].is_nan().any(), f"{table.name}: {name} holds NaN instead of nothing"


def test_there_is_one_headline(run):
    effects = pl.read_parquet(run / "release" / "effects.parquet")
    assert effects.filter(pl.col("primary")).height == 1


def test_intervals_hold_their_estimate(run):
    effects = pl.read_parquet(run / "release" / "effects.parquet")
    whole = effects.drop_nulls(["estimate", "lower", "upper"])
    assert whole.height > 0
    assert (whole["lower"] <= whole["estimate"]).all()
    assert (whole["estimate"] <= whole["upper"]).all()


def primary_units(run):
    return pl.read_parquet(run / "restricted" / "units.parquet")


def test_units_agree_with_themselves(run):
    units = primary_units(run)
    matched = units["fate"] == "matched"
    assert matched.any()
    assert (units["eligible"] | ~matched).all(), "a matched unit is not eligible"
    assert ((units["fate"] == "ineligible") == ~units["eligible"]).all()
    assert (units["reason"].is_null() == units["eligible"]).all()
    assert ((units["matching_weight"] > 0) == matched).all()
    assert (units.filter(~matched)["analysis_weight"] == 0).all()


def test_pairs_join_matched_units(run):
    units = primary_units(run).filter(pl.col("fate") == "matched")
    pairs = pl.read_parquet(run / "restricted" / "pairs.parquet")
    if pairs.is_empty():
        return
    of_arm = {arm: set(units.filter(pl.col("arm") == arm)["unit_id"]) for arm in ("treated", "control")}
    assert set(pairs["treated_id"]) == of_arm["treated"]
    assert set(pairs["control_id"]) == of_arm["control"]


def test_flow_reconciles_with_units(run):
    units = primary_units(run)
    name = units["specification"][0]
    flow = pl.read_parquet(run / "release" / "flow.parquet").filter(pl.col("specification") == name)
    for arm in ("treated", "control"):
        mine = units.filter((pl.col("specification") == name) & (pl.col("arm") == arm))
        counts = {"in_files": None, "eligible": mine["eligible"].sum(), "matched": (mine["fate"] == "matched").sum()}
        steps = flow.filter((pl.col("arm") == arm) & (pl.col("reason") == "total"))
        exact = rounding(run) == 1
        for step, count in counts.items():
            told = steps.filter(pl.col("step") == step)
            assert told.height == 1, f"no total for {step} of {arm}"
            if count is None or told["suppressed"][0]:
                continue
            assert abs(told["count"][0] - count) <= (0 if exact else rounding(run)), f"{step} of {arm}"


def rounding(run):
    manifest = json.loads((run / "manifest.json").read_text(encoding="utf-8"))
    disclosure = find(manifest, "disclosure") or {}
    return 1 if disclosure.get("profile") == "none" else int(disclosure.get("round_to", 1))


def find(value, key):
    """The first value called `key` anywhere in nested JSON."""
    if isinstance(value, dict):
        if isinstance(value.get(key), dict):
            return value[key]
        value = list(value.values())
    if isinstance(value, list):
        return next((found for found in (find(v, key) for v in value) if found), None)
    return None
