"""Every page at 320 pixels, on a phone, at 200 %, and on paper."""

import re

import numpy
import pypdfium2
import pytest
from browser import DESKTOP, NARROW, PHONE, ZOOMED, opened, settle

# What lies outside of the window, though it is not within something that scrolls.
OUTSIDE = """() => {
  const wide = [];
  for (const e of document.querySelectorAll("main *, header *, footer *")) {
    const inner = e.closest(".scroll");
    if ((inner && inner !== e) || e.closest(".unseen, .skip, caption")) continue;
    const box = e.getBoundingClientRect();
    if (box.width && (box.right > innerWidth + 1 || box.left < -1)) wide.push([e.tagName, e.textContent.trim().slice(0, 60)]);
  }
  return { page: document.documentElement.scrollWidth - document.documentElement.clientWidth, wide };
}"""

# Words that are cut: taller or wider than the box that hides what is too much.
CUT = """() => [...document.querySelectorAll("main *, header *")].filter((e) => {
  const style = getComputedStyle(e);
  const hides = ["hidden", "clip"].includes(style.overflowX) && e instanceof HTMLElement && !e.closest(".unseen, caption");
  return hides && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
}).map((e) => e.outerHTML.slice(0, 100))"""

# Words of a drawing that lie on each other or outside of it, and the smallest of them.
CROWDED = """() => {
  const found = [];
  let smallest = Infinity;
  for (const svg of document.querySelectorAll("svg")) {
    const name = svg.querySelector("title").textContent;
    const frame = svg.getBoundingClientRect();
    const words = [...svg.querySelectorAll("text")].map((t) => [t.textContent.trim(), t.getBoundingClientRect(), t]);
    for (const [word, b, t] of words) {
      smallest = Math.min(smallest, parseFloat(getComputedStyle(t).fontSize) * t.getScreenCTM().a);
      if (b.left < frame.left - 1 || b.right > frame.right + 1 || b.top < frame.top - 2 || b.bottom > frame.bottom + 2) found.push([name, "outside", word]);
    }
    words.forEach(([one, a], k) =>
      words.slice(k + 1).forEach(([two, b]) => {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        // Lines of text may share the room above and below their letters.
        if (across > 1 && down > 0.3 * Math.min(a.height, b.height)) found.push([name, one, two]);
      }),
    );
  }
  return { found, smallest };
}"""


@pytest.mark.parametrize("size", [NARROW, PHONE, ZOOMED, DESKTOP], ids=["320", "phone", "200%", "desktop"])
def test_nothing_sticks_out_and_nothing_is_cut(browser, report, size):
    page = opened(browser, report, size)
    outside = page.evaluate(OUTSIDE)
    assert outside == {"page": 0, "wide": []}
    assert page.evaluate(CUT) == []
    page.context.close()


def test_letters_of_twice_the_size_fit(browser, report):
    page = opened(browser, report, {"width": 1280, "height": 900})
    page.add_style_tag(content="html { font-size: 212.5% !important }")
    settle(page)
    assert page.evaluate(OUTSIDE) == {"page": 0, "wide": []}
    assert page.evaluate(CUT) == []
    page.context.close()


def test_spaced_out_text_fits(browser, report):
    """The distances of WCAG 1.4.12."""
    page = opened(browser, report, PHONE)
    page.add_style_tag(content="* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-bottom: 2em !important } svg * { letter-spacing: 0 !important; word-spacing: 0 !important }")
    settle(page)
    assert page.evaluate(OUTSIDE) == {"page": 0, "wide": []}
    assert page.evaluate(CUT) == []
    page.context.close()


@pytest.mark.parametrize("size, least", [(PHONE, 8.0), (DESKTOP, 10.5)], ids=["phone", "desktop"])
def test_words_of_charts_do_not_lie_on_each_other(browser, report, size, least):
    page = opened(browser, report, size)
    charts = page.evaluate(CROWDED)
    page.context.close()
    assert charts["found"] == []
    assert charts["smallest"] >= least


def test_controls_are_large_enough_for_a_finger(browser, report):
    page = opened(browser, report, PHONE)
    small = page.evaluate("""() => [...document.querySelectorAll("button, input, select, summary")]
      .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
      .filter(([, b]) => b.width > 0 && (b.width < 24 || b.height < 24) && b.height < 24).map(([w]) => w)""")
    page.context.close()
    boxes = [s for s in small if "checkbox" not in s]
    assert boxes == []


@pytest.fixture
def printed(browser, report, tmp_path):
    """The page on A4 as it is opened: folded tables folded; with a mark before and after each chart."""
    page = opened(browser, report, unfolded=False)
    count = page.evaluate("""() => {
      const charts = [...document.querySelectorAll("svg")];
      charts.forEach((svg, k) => {
        const { width, height } = svg.viewBox.baseVal;
        for (const [end, y] of [["a", 4], ["z", height - 1]]) {
          const text = document.createElementNS("http://www.w3.org/2000/svg", "text");
          text.setAttribute("x", width / 2);
          text.setAttribute("y", y);
          text.setAttribute("font-size", "3");
          text.textContent = `chart${k}${end}`;
          svg.append(text);
        }
      });
      return charts.length;
    }""")
    path = tmp_path / "page.pdf"
    words = page.evaluate("""() => [...document.querySelectorAll("main p, main td, main th, main li, main dd")]
      .filter((e) => !e.closest(".tools")).map((e) => e.textContent).join(" ")""")
    page.pdf(path=path, prefer_css_page_size=True, print_background=True)
    page.context.close()
    document = pypdfium2.PdfDocument(path)
    yield document, count, words
    document.close()


def squeezed(text):
    """Letters and digits alone: lines and hyphens of a page are its own."""
    return re.sub(r"[\W_]+", "", text).lower()


def test_paper_holds_everything_and_splits_no_chart(printed):
    document, count, words = printed
    pages = [page.get_textpage() for page in document]
    texts = [page.get_text_bounded() for page in pages]
    whole = squeezed(" ".join(texts))
    missing = {w for w in words.split() if squeezed(w) and squeezed(w) not in whole}
    assert missing == set(), "folded tables are open on paper"
    for k in range(count):
        first = [n for n, t in enumerate(texts) if f"chart{k}a" in t]
        last = [n for n, t in enumerate(texts) if f"chart{k}z" in t]
        assert first == last and len(first) == 1, (k, first, last)
    for text, page in zip(pages, document):
        width, height = page.get_size()
        boxes = [text.get_rect(k) for k in range(text.count_rects())]
        beyond = [b for b in boxes if b[0] < 10 or b[2] > width - 10 or b[1] < 10 or b[3] > height - 10]
        assert [text.get_text_bounded(*b) for b in beyond] == []


def test_paper_is_white(printed):
    document, _, _ = printed
    for page in document:
        grey = numpy.asarray(page.render(scale=0.5).to_pil().convert("L"))
        assert (grey < 110).mean() < 0.12
        # No row and no column of a sheet is dark from end to end.
        assert (grey < 140).mean(axis=0).max() < 0.9 and (grey < 140).mean(axis=1).max() < 0.9
