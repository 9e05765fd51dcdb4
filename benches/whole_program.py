"""Whole programs on the shapes of docs/benchmarks.md: wall time, CPU time and peak memory of each.

Usage: python3 benches/whole_program.py BINARY [--large] [--runs N]
Data are made by `matchwell synth` in a temporary folder. `--large` adds the cohort of 11 million.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time


def measure(command, runs):
    """Wall seconds (median), CPU seconds (median) and peak MB (largest) of a command."""
    walls, cpus, peak = [], [], 0
    for _ in range(runs):
        start = time.perf_counter()
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        _, status, usage = os.wait4(child.pid, 0)
        walls.append(time.perf_counter() - start)
        if os.waitstatus_to_exitcode(status) != 0:
            sys.exit(f"{' '.join(map(str, command))}:\n{child.stderr.read().decode()}")
        cpus.append(usage.ru_utime + usage.ru_stime)
        peak = max(peak, usage.ru_maxrss / 1024)
    return statistics.median(walls), statistics.median(cpus), peak


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    binary = options.binary.resolve()
    print(f"{'shape':44} {'wall s':>8} {'cpu s':>8} {'peak MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        shapes = [(1_000, 10_000), (10_000, 100_000), (100_000, 1_000_000)]
        if options.large:
            shapes.append((1_000_000, 10_000_000))
        for treated, controls in shapes:
            data = root / f"{treated}x{controls}"
            subprocess.run(
                [binary, "synth", "table", "--treated", str(treated), "--controls", str(controls), "--out", data],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            report(f"nearest 1:1 on the score, {treated} x {controls}", [binary, "run", data / "job.toml", "--out", data / "run"], options.runs)
        demo = root / "demo"
        subprocess.run([binary, "demo", "--out", demo], check=True, stdout=subprocess.DEVNULL)
        for name in ("loneliness", "nsw"):
            job = demo / name / "job.toml"
            report(f"{name} example, all specifications", [binary, "run", job, "--out", demo / name / "again"], options.runs)


def report(name, command, runs):
    wall, cpu, peak = measure(command, runs)
    print(f"{name:44} {wall:8.2f} {cpu:8.2f} {peak:9.0f}", flush=True)


if __name__ == "__main__":
    main()
