"""Sorting, filtering and hiding of bases: what they show is what the page holds."""

import re

import pytest
from browser import opened


@pytest.fixture
def page(browser, page_file):
    page = opened(browser, page_file("loneliness"))
    yield page
    page.context.close()


def column(table, k):
    return [t.strip() for t in table.locator(f"tbody tr > :nth-child({k + 1})").all_text_contents()]


def figure(text):
    found = re.search(r"[−-]?[\d,]*\.?\d+", text)
    return float(found[0].replace(",", "").replace("−", "-")) if found else None


def test_every_column_of_the_balance_table_sorts(page):
    table = page.locator("#alike table").last
    heads = table.locator("thead th")
    assert heads.count() == 7
    original = column(table, 0)
    for k in range(heads.count()):
        button = heads.nth(k).get_by_role("button")
        for down in [False, True]:
            button.click()
            shown = column(table, k)
            known = [figure(t) if 0 < k < 6 else re.sub(r"^[^\w]+", "", t).lower() for t in shown if t != "–"]
            assert known == sorted(known, reverse=down), (k, shown)
            assert all(t == "–" for t in shown[len(known):]), "what is missing comes last"
            assert table.locator("[aria-sort]").count() == 1
        assert heads.nth(k).get_attribute("aria-sort") == "descending"
        button.click()
        assert column(table, 0) == original, "the third time restores the order of the page"


def test_a_filter_shows_exactly_the_rows_that_fit(page):
    section = page.locator("#tables")
    rows = section.locator("tbody tr")
    estimators = column(section.locator("table"), 7)
    assert len(set(estimators)) >= 2
    section.get_by_label("Estimator").select_option("Regression")
    shown = [r.is_visible() for r in rows.all()]
    assert shown == [e == "Regression" for e in estimators]
    section.get_by_label("Outcome").select_option(index=2)
    chosen = section.get_by_label("Outcome").input_value()
    firsts = column(section.locator("table"), 0)
    fits = [e == "Regression" and f == chosen for e, f in zip(estimators, firsts)]
    assert [r.is_visible() for r in rows.all()] == fits and any(fits)
    assert section.get_by_role("status").inner_text() == f"{sum(fits)} of {len(fits)} rows shown"
    section.get_by_role("button", name="Show all rows").click()
    assert all(r.is_visible() for r in rows.all())


def test_bases_can_be_hidden_and_come_back(page):
    table = page.locator("#results table").first
    full = table.inner_text()
    bases = re.findall(r"\([\d,]+ of [\d,]+\)", full)
    assert len(bases) >= 4
    box = page.get_by_label("Show how many people")
    assert box.is_checked()
    box.uncheck()
    bare = table.inner_text()
    assert not re.search(r"\([\d,]+ of [\d,]+\)", bare)
    percents = re.compile(r"[\d.]+\s%")
    assert percents.findall(bare) == percents.findall(full), "the percentages stay"
    box.check()
    assert table.inner_text() == full


def test_the_filter_of_a_specification_curve_dims_its_marks(browser, page_file):
    page = opened(browser, page_file("nsw-curve"))
    figure = page.locator("figure:has(.cells)").first
    rows = figure.locator("tbody tr")
    marks = figure.locator(".cells circle")
    assert rows.count() == marks.count() >= 20
    # The marks rise from left to right in the order of the rows.
    levels = [float(m.get_attribute("cy")) for m in marks.all()]
    assert levels == sorted(levels, reverse=True)
    pick = figure.locator(".tools select").first
    value = pick.locator("option").nth(1).get_attribute("value")
    pick.select_option(value)
    hidden = [not r.is_visible() for r in rows.all()]
    assert [("out" in (m.get_attribute("class") or "")) for m in marks.all()] == hidden
    assert any(hidden) and not all(hidden)
    page.context.close()


def test_print_opens_what_is_folded_and_closes_it_again(browser, page_file):
    page = opened(browser, page_file("loneliness"), unfolded=False)
    closed = "document.querySelectorAll('details:not([open])').length"
    before = page.evaluate(closed)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert before > 0 and page.evaluate(closed) == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(closed) == before
    page.context.close()
