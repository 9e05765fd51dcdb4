"""Variances after matching with replacement on a score, written out over whole distance matrices.

Prints, for the treated of `tests/fixtures/lalonde/lalonde.csv` matched 1:1 on a logit score (all partners within 1e-5
squared standardised distance): the population and the conditional form (Abadie and Imbens 2006), and what an estimated
score adds (Abadie and Imbens 2016, theorem 2). Run from the top of the repository; needs numpy.
"""

import csv

import numpy as np

NEAREST = 4


def read(path):
    with open(path, newline="") as f:
        return list(csv.DictReader(f))


def around(gap, values):
    """Mean of `values` rows among the nearest, and all tied with the last of them; `gap` excludes with inf."""
    cut = np.sort(gap)[NEAREST - 1]
    return values[gap <= cut]


people = read("tests/fixtures/lalonde/lalonde.csv")
p = np.array([float(r["ps"]) for r in read("tests/fixtures/lalonde/weights/w_glm_att.csv")])
z = np.array([r["treat"] == "1" for r in people])
y = np.array([float(r["re78"]) for r in people])
race = [r["race"] for r in people]
x = np.column_stack(
    [np.ones(len(y))]
    + [[float(r[k]) for r in people] for k in ("age", "educ")]
    + [[float(v == level) for v in race] for level in ("hispan", "white")]
    + [[float(r[k]) for r in people] for k in ("married", "nodegree", "re74", "re75")]
)

sd = (p[:, None] - p[None, :]) ** 2 / p.var()
share = np.zeros((len(y), len(y)))
for i in np.flatnonzero(z):
    near = ~z & (sd[i] <= sd[i][~z].min() + 1e-5)
    share[i, near] = 1 / near.sum()
n1 = z.sum()
gain = np.where(z, y - share @ y, 0)
tau = gain.sum() / n1


def spread(i):
    gap = np.where((z == z[i]) & (np.arange(len(y)) != i), abs(p - p[i]), np.inf)
    return np.var(np.append(around(gap, y), y[i]), ddof=1)


s2 = np.array([spread(i) for i in range(len(y))])
used, squares = share.sum(0), (share**2).sum(0)
population = (((gain - tau) ** 2)[z].sum() + ((used**2 - squares) * s2).sum()) / n1**2
conditional = (s2[z].sum() + (used**2 * s2).sum()) / n1**2

f = p * (1 - p)
c, d = np.zeros(x.shape[1]), np.zeros(x.shape[1])
for i in range(len(y)):
    means, covs = [], []
    for arm in (False, True):
        gap = np.where((z == arm) & (np.arange(len(y)) != i), abs(p - p[i]), np.inf)
        near = gap <= np.sort(gap)[NEAREST - 1]
        means.append(y[near].mean())
        covs.append(((x[near] - x[near].mean(0)) * (y[near] - y[near].mean())[:, None]).sum(0) / (near.sum() - 1))
    level = f[i] * (x[i] * (means[1] - means[0] - tau) + covs[1])
    c += level + f[i] * p[i] / (1 - p[i]) * covs[0]
    d += level - f[i] * covs[0]
c, d = c / p.sum(), d / p.sum()
v = np.linalg.inv((x * (f)[:, None]).T @ x)
adjusted = d @ v @ d - c @ v @ c
print("effect", repr(tau))
print("se, population", repr(population**0.5))
print("se, conditional", repr(conditional**0.5))
print("added for an estimated score", repr(adjusted))
print("se, population, score estimated", repr((population + adjusted) ** 0.5))
