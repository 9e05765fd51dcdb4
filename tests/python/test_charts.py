"""The pixels of every kind of chart, drawn from the fixed figures of `tests/gallery`.

`--update-charts` writes the pictures of tests/fixtures/charts anew: look at them before they are kept. Each is the
chart in colour at the width of a phone. A change that moves more than a few pixels fails, with what was drawn left
in the folder that the test names.
"""

import io

import numpy
import pytest
from PIL import Image, ImageFilter
from test_layout import CROWDED

WIDTH = 358  # of a chart on a phone of 390 pixels
FONT = "DejaVu Sans"  # Debian: fonts-dejavu-core; pictures are of one font everywhere
# Levels of grey that count as another shade after blurring, and the share of pixels that may have one.
SHADE, SHARE = 40, 0.004

# Brettel, Vienot and Mollon (1997) as in browsers: which colours stay apart without one kind of cone.
VISIONS = ["deuteranopia", "protanopia", "tritanopia", "achromatopsia"]


def names(config):
    folder = config.getoption("--charts")
    return sorted(p.stem for p in folder.glob("*.svg")) if folder else []


def pytest_generate_tests(metafunc):
    if "chart" in metafunc.fixturenames:
        metafunc.parametrize("chart", names(metafunc.config))


@pytest.fixture(scope="module")
def canvas(browser, request):
    page = browser.new_page(viewport={"width": WIDTH, "height": 400})
    yield page
    page.context.close()


def drawn(page, svg, style=""):
    page.set_content(f"<!DOCTYPE html><style>*{{margin:0;font-family:'{FONT}'!important}}body{{background:#fff}}svg{{display:block;width:100%;height:auto;{style}}}.broad{{min-width:0}}</style>{svg}")
    return Image.open(io.BytesIO(page.locator("svg").screenshot())).convert("RGB")


def differing(one, two):
    """Share of pixels that differ to the eye: letters may move by a fraction of a pixel, marks may not."""
    blurred = [numpy.asarray(i.filter(ImageFilter.BoxBlur(1)).convert("L"), dtype=int) for i in (one, two)]
    return (abs(blurred[0] - blurred[1]) > SHADE).mean()


def test_every_kind_of_chart_has_a_picture(request, root):
    drawn_now = set(names(request.config))
    assert len(drawn_now) >= 12, "cargo test --test gallery draws them; --charts says where"
    if not request.config.getoption("--update-charts"):
        assert {p.stem for p in (root / "tests/fixtures/charts").glob("*.png")} == drawn_now
    assert sum(p.stat().st_size for p in (root / "tests/fixtures/charts").glob("*.png")) < 1_000_000


def test_the_picture_is_unchanged(canvas, chart, request, root, tmp_path):
    stored = root / f"tests/fixtures/charts/{chart}.png"
    now = drawn(canvas, (request.config.getoption("--charts") / f"{chart}.svg").read_text())
    if request.config.getoption("--update-charts"):
        stored.parent.mkdir(exist_ok=True)
        now.quantize(64, dither=Image.Dither.NONE).save(stored, optimize=True)
    before = Image.open(stored).convert("RGB")
    now.save(tmp_path / f"{chart}.png")
    assert now.size == before.size, tmp_path
    assert differing(now, before) < SHARE, tmp_path


def test_a_moved_mark_is_seen(canvas, request):
    svg = (request.config.getoption("--charts") / "dots.svg").read_text()
    before = drawn(canvas, svg)
    at = svg.index('<circle')
    moved = svg[:at] + svg[at:].replace('cx="', 'cx="1', 1)
    assert moved != svg
    assert differing(before, drawn(canvas, moved)) > SHARE


def test_words_have_room(canvas, chart, request):
    drawn(canvas, (request.config.getoption("--charts") / f"{chart}.svg").read_text())
    found = canvas.evaluate(CROWDED)["found"]
    assert found == []


# The two groups wherever a chart shows both: the colours of their marks.
GROUPS = [(11, 92, 143), (213, 94, 0)]


@pytest.mark.parametrize("vision", VISIONS)
def test_the_groups_are_told_apart_by_everyone(browser, vision):
    """In grey too, though there shapes (full and hollow, discs and diamonds, up and down) carry it."""
    page = browser.new_page(viewport={"width": 200, "height": 100})
    squares = "".join(f"<i style='display:inline-block;width:100px;height:100px;background:rgb{c}'></i>" for c in GROUPS)
    page.set_content(f"<style>*{{margin:0;font-size:0}}</style>{squares}")
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setEmulatedVisionDeficiency", {"type": vision})
    shown = numpy.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"), dtype=float)
    page.context.close()
    apart = numpy.abs(shown[50, 50] - shown[50, 150])
    assert apart.max() > 30, apart


def test_marks_of_both_groups_differ_in_shape(canvas, request):
    """Without any colour the first and second mark of a row are still two things."""
    svg = (request.config.getoption("--charts") / "dots.svg").read_text()
    picture = numpy.asarray(drawn(canvas, svg, "filter:grayscale(1)").convert("L"), dtype=float)
    boxes = canvas.evaluate("""() => {
      const box = (e) => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom].map(Math.round); };
      return [box(document.querySelector("svg circle")), box(document.querySelector("svg polygon"))];
    }""")
    hearts = [picture[(top + bottom) // 2, (left + right) // 2] for left, top, right, bottom in boxes]
    assert hearts[0] < 120 and hearts[1] > 240, "a full disc and a hollow diamond"
