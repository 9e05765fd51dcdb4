"""Specification curves at the size of ELSA (2,250 treated, 9,000 controls, 8 covariates): wall time, CPU time, memory.

Usage: python3 benches/curve.py BINARY [--runs N] [--keep FOLDER]
Data are made by `matchwell synth table`; the two grids are those of docs/benchmarks.md.
"""

import argparse
import pathlib
import subprocess
import tempfile

from whole_program import report

TERMS = """"design.terms" = [
  { name = "all eight", value = "none" },
  { name = "without income", value = ["age", "fem", "educ", "part", "hlth", "ucla", "cesd"] },
  { name = "without depression", value = ["age", "fem", "educ", "inc", "part", "hlth", "ucla"] },
  { name = "with squares", value = ["age", "age^2", "fem", "educ", "inc", "part", "hlth", "ucla", "ucla^2", "cesd"] },
]
"estimate.estimator" = ["difference", "regression"]
where = [
  "none",
  { name = "60 and over", value = "age >= 60" },
  { name = "under 85", value = "age < 85" },
  { name = "60 to 84", value = "age >= 60 and age < 85" },
]
"""

# 960 cells of nearest neighbours on a score, 64 of weighting.
SCORES = f"""
[curve.vary]
"matching.method" = ["nearest", "weighting"]
"design.caliper" = ["none", 0.05, 0.1, 0.2, 0.25]
"matching.ratio" = [1, 2, 3]
"matching.replace" = [false, true]
"matching.weights.kind" = ["propensity", "entropy"]
{TERMS}"""


def bundle(name, **settings):
    said = ", ".join(f'"{key.replace("__", ".")}" = {value}' for key, value in settings.items())
    return f'  {{ name = "{name}", set = {{ {said} }} }},'


def mixed():
    """896 cells on scores and of weighting, 128 of optimal pairs on the Mahalanobis distance."""
    levels = [
        bundle(f"nearest 1:{ratio}, caliper {caliper}, {reuse}", matching__method='"nearest"', matching__ratio=ratio,
               design__caliper=caliper, matching__replace=str(reuse == "again").lower())
        for ratio in (1, 2, 3)
        for caliper in (0.05, 0.1, 0.2, 0.25)
        for reuse in ("once", "again")
    ]
    levels += [
        bundle(f"{kind} weights", matching__method='"weighting"', matching__weights__kind=f'"{kind}"')
        for kind in ("propensity", "entropy")
    ]
    levels += [
        bundle("classes", matching__method='"subclass"'),
        bundle("full", matching__method='"full"', design__caliper=0.2),
    ]
    levels += [
        bundle(f"optimal 1:{ratio}, {distance}", matching__method='"optimal"', matching__ratio=ratio, design__distance=f'"{distance}"')
        for ratio in (1, 2)
        for distance in ("mahalanobis", "robust_mahalanobis")
    ]
    return "\n[curve.vary]\nhow = [\n" + "\n".join(levels) + "\n]\n" + TERMS


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("binary", type=pathlib.Path)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    binary = options.binary.resolve()
    print(f"{'shape':44} {'wall s':>8} {'cpu s':>8} {'peak MB':>9}")
    with tempfile.TemporaryDirectory() as folder:
        data = options.keep or pathlib.Path(folder)
        command = [binary, "synth", "table", "--treated", "2250", "--controls", "9000", "--out", data]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        job = (data / "job.toml").read_text()
        for name, grid in (("1,024 score and weighting cells", SCORES), ("896 of them, 128 optimal Mahalanobis", mixed())):
            path = data / f"{name.split()[0].replace(',', '')}.toml"
            path.write_text(job + grid)
            report(name, [binary, "run", path, "--out", data / f"run-{path.stem}"], options.runs)


if __name__ == "__main__":
    main()
