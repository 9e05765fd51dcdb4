"""Every page passes the automatic checks of WCAG 2.0, 2.1 and 2.2, levels A and AA; asks for nothing; needs no script."""

import pytest
from browser import AXE, DESKTOP, opened

LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]

# Words within drawings are looked at below: axe-core takes an inline SVG for a photograph.
RUN = """async (levels) => {
  const context = { include: [["html"]], exclude: [["svg *"]] };
  const all = await axe.run(context, { runOnly: levels, resultTypes: ["violations", "incomplete"] });
  const told = (rules) => rules.map((r) => [r.id, r.nodes.map((n) => n.html.slice(0, 160))]);
  return { violations: told(all.violations), unsure: told(all.incomplete), rules: all.passes.length };
}"""

# Contrast of every word of a drawing with what is painted beneath it.
CONTRAST = """() => {
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const parts = (colour) => (colour.match(/[\\d.]+/g) || []).map(Number);
  const solid = (colour) => colour !== "none" && parts(colour).length >= 3 && (parts(colour)[3] ?? 1) > 0.9;
  const beneath = (word) => {
    const box = word.getBoundingClientRect();
    const shapes = [...word.ownerSVGElement.querySelectorAll("rect, polygon, path, circle")];
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    const under = shapes.filter((s) => {
      const b = s.getBoundingClientRect();
      const before = s.compareDocumentPosition(word) & Node.DOCUMENT_POSITION_FOLLOWING;
      return before && b.left <= x && x <= b.right && b.top <= y && y <= b.bottom && solid(getComputedStyle(s).fill);
    });
    const filled = under.filter((s) => s.isPointInFill(new DOMPoint(x, y).matrixTransform(s.getScreenCTM().inverse())));
    if (filled.length) return getComputedStyle(filled.at(-1)).fill;
    for (let e = word.ownerSVGElement; e; e = e.parentElement) {
      if (solid(getComputedStyle(e).backgroundColor)) return getComputedStyle(e).backgroundColor;
    }
    return "rgb(255, 255, 255)";
  };
  const faint = [];
  let seen = 0;
  for (const word of document.querySelectorAll("svg text")) {
    const style = getComputedStyle(word);
    const scale = word.getScreenCTM().a;
    const size = parseFloat(style.fontSize) * scale;
    const [a, b] = [light(parts(style.fill)), light(parts(beneath(word)))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    seen += 1;
    if (ratio < (large ? 3 : 4.5)) faint.push([word.textContent.trim(), style.fill, ratio.toFixed(2)]);
  }
  return { seen, faint };
}"""


def test_axe_finds_nothing(browser, report):
    # As wide as the widest table: of what is scrolled away nobody can say what it stands on.
    page = opened(browser, report, {"width": 2800, "height": 1200})
    page.add_style_tag(content=".page, .part > *, .pictures { max-width: none !important }")
    # Not as a script of the page: its policy lets only its own run.
    page.evaluate(AXE)
    found = page.evaluate(RUN, LEVELS)
    page.context.close()
    assert found["violations"] == []
    assert found["unsure"] == []
    assert found["rules"] >= 12


def test_axe_would_find_something(browser, page_file):
    page = opened(browser, page_file("nsw"), unfolded=False)
    page.evaluate("document.querySelector('svg').removeAttribute('aria-label'); document.querySelector('svg title').remove()")
    page.evaluate("document.querySelector('h1').style.color = 'rgb(20, 60, 90)'")
    page.evaluate(AXE)
    found = page.evaluate(RUN.replace('include: [["html"]]', 'include: [["header"], ["figure"]]'), LEVELS)
    page.context.close()
    assert {rule for rule, _ in found["violations"]} >= {"color-contrast", "svg-img-alt"}


def test_words_in_charts_stand_out_from_their_ground(browser, report):
    page = opened(browser, report)
    found = page.evaluate(CONTRAST)
    page.context.close()
    assert found["seen"] >= 20
    assert found["faint"] == []


def test_headings_and_landmarks_are_in_order(browser, report):
    page = opened(browser, report)
    levels = page.eval_on_selector_all("h1, h2, h3, h4", "all => all.map((h) => Number(h.tagName[1]))")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in zip(levels, levels[1:]))
    assert page.eval_on_selector_all("main, header, footer, nav", "all => all.map((e) => e.tagName)") == [
        "HEADER",
        "MAIN",
        "NAV",
        "FOOTER",
    ]
    doubled = page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id).filter((id, k, all) => all.indexOf(id) !== k)")
    assert doubled == []
    dead = page.evaluate("[...document.querySelectorAll('a[href^=\"#\"]')].map((a) => a.hash).filter((h) => !document.getElementById(h.slice(1)))")
    page.context.close()
    assert dead == []


def test_nothing_is_asked_for_and_nothing_complains(browser, report):
    asked, said = [], []
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    context.on("request", lambda r: asked.append(r.url))
    refused = []
    context.on("requestfailed", lambda r: refused.append((r.url, r.failure)))
    page.on("console", lambda m: said.append(m.text))
    page.on("pageerror", lambda e: said.append(str(e)))
    page.goto(report.resolve().as_uri())
    page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
    page.mouse.wheel(0, 100_000)
    page.wait_for_load_state("networkidle")
    assert asked == [report.resolve().as_uri()]
    assert said == []
    # The policy is in force: a foreign script and a picture from elsewhere are refused.
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), { textContent: 'document.title = `taken`' }))")
    page.evaluate("document.body.append(Object.assign(new Image(), { src: 'https://example.invalid/x.png' }))")
    page.wait_for_timeout(100)
    context.close()
    assert len(said) == 2 and all("Content Security Policy" in s for s in said)
    assert refused == [("https://example.invalid/x.png", "csp")]


def test_without_script_every_word_is_there(browser, report):
    with_script = opened(browser, report)
    words = "() => [...document.querySelectorAll('main p, main td, main th, main dt, main dd, main li, main summary, main h2, main h3')].map((e) => e.textContent.trim()).filter((t) => t)"
    ours = with_script.evaluate("() => document.querySelectorAll('.tools').forEach((t) => t.remove())") or with_script.evaluate(words)
    with_script.context.close()
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=False)
    page = context.new_page()
    page.goto(report.resolve().as_uri())
    theirs = page.evaluate(words)
    hidden = page.locator("#tools").is_visible()
    buttons = page.locator("button, input, select").count()
    context.close()
    assert theirs == ours and len(theirs) > 100
    assert not hidden and buttons == 0
    assert page_says_so(report)


def page_says_so(report):
    """The page tells the truth about itself."""
    text = report.read_text()
    footer = text[text.index("<footer") : text.index("</footer>")]
    return text.count("<script") == 1 and ("Its one script sorts and filters tables" in footer or "hunig sgript" in footer)


@pytest.mark.parametrize("media", [{"forced_colors": "active"}, {"reduced_motion": "reduce"}])
def test_own_colours_and_stillness_are_respected(browser, page_file, media):
    page = opened(browser, page_file("loneliness"), **media)
    behaviour = page.evaluate("getComputedStyle(document.documentElement).scrollBehavior")
    if "reduced_motion" in media:
        assert behaviour == "auto"
    else:
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.context.close()
