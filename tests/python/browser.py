"""The pages that the program writes, opened in headless Chromium.

Chromium is the system's (Debian: `chromium`); the Makefile installs it. Nothing is downloaded by the tests.
"""

import os
import pathlib
import shutil
import subprocess

import axe_playwright_python

AXE = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text()
NAMES = ["chromium", "chromium-browser", "google-chrome"]

# Every page: runs of `matchwell demo`, of the other examples, the profile of `matchwell check`, and another language.
PAGES = ["loneliness", "nsw", "nsw-curve", "nhefs", "lockdown", "profile", "welsh"]
JOBS = {
    "nsw-curve": "examples/nsw/curve.toml",
    "nhefs": "examples/nhefs/job.toml",
    "lockdown": "examples/ucla3-lockdown/job.toml",
}

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
# What is left of a desktop page at 200 %.
ZOOMED = {"width": 640, "height": 450}


def executable():
    given = os.environ.get("CHROMIUM")
    found = given or next((path for path in map(shutil.which, NAMES) if path), None)
    assert found, "no Chromium: `make browser` installs it, or CHROMIUM names one"
    return found


def launch(playwright):
    # Without the sandbox, because containers run as root; only our own pages are opened.
    flags = ["--no-sandbox", "--disable-gpu", "--font-render-hinting=none", "--force-color-profile=srgb"]
    return playwright.chromium.launch(executable_path=executable(), args=flags)


def written(name, root, runs, folder):
    """The file of a page, made where `--runs` does not hold it."""
    binary = os.environ.get("MATCHWELL")
    for run in runs:
        if run.parent.name == name:
            return run / "release/report.html"
    assert binary, "MATCHWELL names the program"
    first = next(run for run in runs if run.parent.name == "loneliness")
    if name == "welsh":
        out = folder / "welsh.html"
        command = [binary, "report", str(first), "--language", "cy", "--out", str(out)]
    elif name == "profile":
        job = first.parent / "job.toml"
        out = folder / "profile.html"
        command = [binary, "check", str(job), "--html", str(out)]
    else:
        out = folder / name / "release/report.html"
        command = [binary, "run", str(root / JOBS[name]), "--out", str(folder / name)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert out.exists(), done.stderr
    return out


def opened(browser, path, size=DESKTOP, unfolded=True, **settings):
    """The page in a window of its own; nothing but files on this machine answers."""
    context = browser.new_context(viewport=size, **settings)
    page = context.new_page()
    page.goto(path.resolve().as_uri())
    if unfolded and settings.get("java_script_enabled", True):
        page.evaluate("document.querySelectorAll('details').forEach((d) => (d.open = true))")
        settle(page)
    return page


def settle(page):
    """Waits until what was changed has been laid out, and those who watch sizes have heard of it."""
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
