"""Everything that can be used can be used with the keyboard alone, in reading order, and shows where one is."""

from browser import DESKTOP, PHONE, opened, settle

# What should be a stop: in the order of the page, and shown.
STOPS = """() => {
  const all = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex='0']")];
  const shown = all.filter((e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0);
  shown.forEach((e, k) => (e.dataset.stop = k));
  return shown.length;
}"""

# Tables that do not fit must be scrolled, and only they need a stop.
SCROLLS = """() => [...document.querySelectorAll(".scroll")].filter((e) => e.getClientRects().length > 0 && (e.scrollWidth > e.clientWidth + 1) !== (e.getAttribute("tabindex") === "0")).map((e) => e.ariaLabel)"""

HERE = """() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  const style = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return { stop: Number(e.dataset.stop), ring: style.outlineStyle === "solid" && parseFloat(style.outlineWidth) >= 2, inside, what: e.outerHTML.slice(0, 120) };
}"""


def walk(page):
    """Every stop of the Tab key, until it leaves the page."""
    wanted = page.evaluate(STOPS)
    stops = []
    for _ in range(wanted + 5):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None:
            break
        stops.append(here)
    return wanted, stops


def test_every_control_is_a_stop_in_reading_order(browser, report):
    for size in [DESKTOP, PHONE]:
        page = opened(browser, report, size, reduced_motion="reduce")
        assert page.evaluate(SCROLLS) == []
        wanted, stops = walk(page)
        page.context.close()
        assert [s["stop"] for s in stops] == list(range(wanted)), "in order, each once, and out at the end"
        assert [s["what"] for s in stops if not s["ring"]] == []
        assert [s["what"] for s in stops if not s["inside"]] == []


def test_the_first_stop_leads_past_the_head(browser, report):
    page = opened(browser, report, unfolded=False)
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("e => e === document.activeElement")
    box = skip.bounding_box()
    assert box["x"] >= 0 and box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    page.context.close()


def test_folded_tables_open_and_close(browser, report):
    page = opened(browser, report, unfolded=False)
    summaries = page.locator("summary")
    assert summaries.count() >= 1
    for k in range(summaries.count()):
        one = summaries.nth(k)
        one.focus()
        for key, is_open in [("Enter", True), ("Space", False)]:
            page.keyboard.press(key)
            assert one.evaluate("e => e.parentElement.open") is is_open
    page.context.close()


def test_a_wide_table_scrolls_by_arrow_keys(browser, page_file):
    page = opened(browser, page_file("loneliness"), PHONE)
    region = page.locator(".scroll[tabindex='0']").last
    region.focus()
    page.keyboard.press("End")
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("e => e.scrollLeft > 20", arg=region.element_handle())
    page.context.close()


def test_controls_work_by_keys_and_say_what_they_did(browser, page_file):
    page = opened(browser, page_file("loneliness"), unfolded=False)
    page.locator("#tables summary").focus()
    page.keyboard.press("Enter")
    settle(page)
    section = page.locator("#tables")
    group = section.get_by_label("Group")
    group.focus()
    page.keyboard.type("every")
    status = section.get_by_role("status")
    assert status.inner_text().endswith("rows shown")
    assert group.input_value() == "everyone"
    section.get_by_label("Find").focus()
    page.keyboard.type("no such words")
    assert status.inner_text().startswith("0 of ")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.type") == "search", "focus is not lost with the button"
    rows = section.locator("tbody tr").count()
    assert status.inner_text() == f"{rows} of {rows} rows shown"
    head = section.locator("thead th").nth(9)
    head.get_by_role("button").focus()
    for said in ["ascending", "descending", None]:
        page.keyboard.press("Space")
        assert head.get_attribute("aria-sort") == said
    page.context.close()
