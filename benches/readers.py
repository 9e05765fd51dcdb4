"""Reading 40 of 6,000 columns, 10,000 rows, of survey files: time and peak memory beside pyreadstat.

Usage: python3 benches/readers.py BINARY [--runs N] [--rows N] [--columns N]
Needs pandas, pyreadstat and pyarrow (tests/python/requirements.txt). Files are made in a temporary folder.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

USED = 40
PEER = "import sys, pyreadstat as p; f = sys.argv[1]; (p.read_dta if f.endswith('dta') else p.read_sav)(f, usecols=sys.argv[2].split(','))"
NOTHING = "import pyreadstat"


def measure(command, runs):
    """Wall seconds (smallest and median) and peak MB (largest) of a command."""
    walls, peak = [], 0
    for _ in range(runs):
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        _, status, usage = os.wait4(child.pid, 0)
        walls.append(time.perf_counter() - start)
        if os.waitstatus_to_exitcode(status) != 0:
            sys.exit(f"{' '.join(map(str, command))}:\n{child.stderr.read().decode()}")
        peak = max(peak, usage.ru_maxrss / 1024)
    return min(walls), statistics.median(walls), peak


def make(folder, rows, columns):
    """The shape as `.sav` (plain, by bytes), `.zsav` and `.dta`: answers 1 to 5, every fourth column not whole."""
    import numpy as np
    import pandas as pd
    import pyreadstat

    draw = np.random.default_rng(1)
    names = [f"v{i}" for i in range(columns)]
    cells = draw.integers(1, 6, size=(rows, columns)).astype(float)
    cells[:, ::4] = draw.normal(size=(rows, len(names[::4])))
    data = pd.DataFrame(cells, columns=names)
    pyreadstat.write_sav(data, folder / "plain.sav")
    pyreadstat.write_sav(data, folder / "codes.sav", row_compress=True)
    pyreadstat.write_sav(data, folder / "blocks.zsav", compress=True)
    pyreadstat.write_dta(data, folder / "stata.dta", version=15)
    return names


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--columns", type=int, default=6_000)
    options = parser.parse_args()
    binary = options.binary.resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        if os.fork() == 0:
            make(folder, options.rows, options.columns)
            os._exit(0)
        os.wait()
        step = options.columns // USED
        wanted = ",".join(f"v{i * step}" for i in range(USED))
        empty, _, idle = measure([sys.executable, "-c", NOTHING], options.runs)
        print(f"pyreadstat started and doing nothing: {empty:.2f} s, {idle:.0f} MB, to be taken off its rows")
        print("| file | MB | matchwell convert: least, median | peak | pyreadstat: least, median | peak |")
        print("|---|---|---|---|---|---|")
        for file in ("plain.sav", "codes.sav", "blocks.zsav", "stata.dta"):
            path = folder / file
            least, median, peak = measure(
                [binary, "convert", path, folder / "out.parquet", "--columns", wanted], options.runs
            )
            peer, peer_median, peer_peak = measure([sys.executable, "-c", PEER, path, wanted], options.runs)
            size = path.stat().st_size / 1e6
            print(
                f"| `{file}` | {size:.0f} | {least:.2f} s, {median:.2f} s | {peak:.0f} MB "
                f"| {peer:.2f} s, {peer_median:.2f} s | {peer_peak:.0f} MB |"
            )


if __name__ == "__main__":
    main()
