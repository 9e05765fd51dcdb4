"""Word, Excel and Markdown read back by programs that know nothing of Matchwell."""

import os
import re
import subprocess
import zipfile

import docx
import openpyxl
import pandas
import pyarrow.parquet as pq
import pytest

BINARY = os.environ.get("MATCHWELL")
FORMATS = {"docx": "report.docx", "xlsx": "report.xlsx", "markdown": "summary.md"}
LONGEST = 32_767


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Makes a format of a run, once."""
    if not BINARY:
        pytest.skip("MATCHWELL names the program")
    known = {}

    def make(run, word):
        if (run, word) not in known:
            out = tmp_path_factory.mktemp("office") / FORMATS[word]
            subprocess.run([BINARY, "report", run, "--format", word, "--out", out, "--quiet"], check=True)
            known[run, word] = out
        return known[run, word]

    return make


def tables(run):
    """Released tables that have rows."""
    read = {path.stem: pq.read_table(path) for path in sorted((run / "release").glob("*.parquet"))}
    return {name: table for name, table in read.items() if table.num_rows}


def test_the_workbook_has_a_sheet_for_each_table_with_rows(run, made):
    book = openpyxl.load_workbook(made(run, "xlsx"))
    assert book.sheetnames == ["Read me", "Columns", *tables(run)]
    for name in book.sheetnames[1:]:
        sheet = book[name]
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions


def test_every_value_is_that_of_the_table(run, made):
    book = openpyxl.load_workbook(made(run, "xlsx"), read_only=True)
    withheld = 0
    for name, table in tables(run).items():
        rows = book[name].iter_rows(values_only=True)
        assert list(next(rows)) == table.column_names
        want = table.to_pylist()
        got = [dict(zip(table.column_names, row, strict=True)) for row in rows]
        assert len(got) == len(want)
        for mine, theirs in zip(got, want, strict=True):
            for column, value in theirs.items():
                cell = mine[column]
                where = f"{name}.{column}: {cell!r} is not {value!r}"
                if value is None and cell == "withheld":
                    assert theirs["suppressed"] is True, where
                    withheld += 1
                elif isinstance(value, str):
                    same = (cell or "") == value.replace("\r", "")
                    cut = len(value) > LONGEST - 100 and value.startswith(cell[: LONGEST - 100])
                    assert same or cut, where
                elif isinstance(value, float):
                    assert float(cell) == value, where
                elif isinstance(value, int) and abs(value) > 2**53:
                    assert int(cell) == value, where
                else:
                    assert cell == value, where
    suppressed = any("suppressed" in t.column_names and any(t["suppressed"].to_pylist()) for t in tables(run).values())
    assert (withheld > 0) == suppressed


def test_no_cell_is_a_formula(run, made):
    book = openpyxl.load_workbook(made(run, "xlsx"))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds <= {"s", "n", "b"}
    with zipfile.ZipFile(made(run, "xlsx")) as parts:
        assert not [n for n in parts.namelist() if "vba" in n.lower() or "external" in n.lower()]


def test_pandas_reads_figures_as_figures(run, made):
    frame = pandas.read_excel(made(run, "xlsx"), sheet_name="balance")
    table = tables(run)["balance"].to_pandas()
    for name in table.select_dtypes("number").columns:
        if table[name].notna().any() and not table["suppressed"].any():
            assert pandas.api.types.is_numeric_dtype(frame[name]), name


def test_every_column_is_explained(run, made):
    frame = pandas.read_excel(made(run, "xlsx"), sheet_name="Columns", keep_default_na=False)
    want = [(name, column) for name, table in tables(run).items() for column in table.column_names]
    assert list(zip(frame["table"], frame["column"], strict=True)) == want
    assert frame["meaning"].str.endswith(".").all()


def test_word_styles_are_words_own(run, made):
    document = docx.Document(made(run, "docx"))
    used = {p.style.name for p in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Caption", "List Bullet"} <= used
    known = {"Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Normal", "Caption", "List Bullet", "footnote text"}
    assert used <= known
    assert {t.style.name for t in document.tables} == {"Table Grid"}
    assert document.core_properties.language == "en-GB"
    assert document.core_properties.title


def test_word_tables_have_heads_and_full_rows(run, made):
    document = docx.Document(made(run, "docx"))
    assert len(document.tables) > 5
    for table in document.tables:
        head = table.rows[0]._tr
        assert head.xpath("./w:trPr/w:tblHeader"), "the head comes again on every page"
        columns = len(head.xpath("./w:tc"))
        assert all(len(row._tr.xpath("./w:tc")) == columns for row in table.rows)


def test_word_pictures_can_be_heard(run, made):
    document = docx.Document(made(run, "docx"))
    shapes = document.inline_shapes
    assert len(shapes) > 3
    for shape in shapes:
        told = shape._inline.docPr.get("descr")
        assert told and len(told) > 20
        assert 0 < shape.width <= docx.shared.Cm(17.1)


def test_word_captions_are_numbered_without_gaps(run, made):
    document = docx.Document(made(run, "docx"))
    for name in ("Table", "Figure"):
        fields = document.element.body.xpath(f".//w:fldSimple[contains(@w:instr, 'SEQ {name}')]")
        shown = ["".join(t.text for t in f.iter(docx.oxml.ns.qn("w:t"))) for f in fields]
        assert shown == [str(n + 1) for n in range(len(shown))]
        assert shown
    marks = {m.get(docx.oxml.ns.qn("w:name")) for m in document.element.body.xpath(".//w:bookmarkStart")}
    instructions = document.element.body.xpath(".//w:fldSimple[contains(@w:instr, 'REF ')]/@w:instr")
    assert {i.split()[1] for i in instructions} <= marks


def test_the_summary_says_the_headline(run, made):
    summary = made(run, "markdown").read_text(encoding="utf-8")
    headline = docx.Document(made(run, "docx")).paragraphs[3].text
    assert headline and headline.replace("\u202f", " ") in summary.replace("\\", "").replace("\u202f", " ")
    assert len(summary.split()) < 2_000
    tables = re.findall(r"(?:^\|.*\|$\n?)+", summary, re.M)
    assert tables
    for table in tables:
        bars = {len(re.findall(r"(?<!\\)\|", line)) for line in table.strip().splitlines()}
        assert len(bars) == 1, table


@pytest.mark.parametrize("word", FORMATS)
def test_the_same_run_gives_the_same_bytes(run, made, tmp_path, word):
    again = tmp_path / FORMATS[word]
    subprocess.run([BINARY, "report", run, "--format", word, "--out", again, "--quiet"], check=True)
    assert again.read_bytes() == made(run, word).read_bytes()
