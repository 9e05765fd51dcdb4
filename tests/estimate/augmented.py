"""Augmented weighting on lalonde with all estimating equations stacked and differentiated numerically.

Prints the numbers of tests/estimators.rs and tests/estimate/corrected.rs. Needs numpy and pandas:
    python augmented.py ../fixtures/lalonde
"""
import sys
import numpy as np
import pandas as pd

folder = sys.argv[1]
d = pd.read_csv(f"{folder}/lalonde.csv")
TERMS = ["age", "educ", "race", "married", "nodegree", "re74", "re75"]


def dummies(frame):
    return pd.get_dummies(frame, columns=["race"], drop_first=True).astype(float).values


base = dummies(d[TERMS])
scale = base.mean(0), base.std(0)
X = np.c_[np.ones(len(d)), (base - scale[0]) / scale[1]]
age = d.age.values.astype(float)
wider = np.c_[X, ((age**2) - (age**2).mean()) / (age**2).std()]
z = d.treat.values.astype(float)
earnings = d.re78.values / 1000.0
many = (d.re78.values > 4000).astype(float)
survey = d.sw_demo.values
ones = np.ones(len(d))


def expit(e):
    return 1 / (1 + np.exp(-e))


def logit(M, t, w):
    b = np.zeros(M.shape[1])
    loss = lambda b: (w * (np.logaddexp(0, M @ b) - t * (M @ b))).sum()
    for _ in range(100):
        p = expit(M @ b)
        step = np.linalg.solve(M.T @ (M * (w * p * (1 - p))[:, None]), M.T @ (w * (t - p)))
        size = 1.0
        while loss(b + size * step) > loss(b) + 1e-9 and size > 1e-9:
            size /= 2
        b = b + size * step
    return b


def solve(y, estimand, binary=False, s=ones, M=X, weights="score", cluster=None):
    k, q = X.shape[1], M.shape[1]
    link = expit if binary else (lambda e: e)

    def weight(a):
        e = X @ a
        if weights == "entropy":
            return np.where(z == 1, s, s * np.exp(e))
        p = expit(e)
        both = {"ATT": (ones, p / (1 - p)), "ATC": ((1 - p) / p, ones), "ATE": (1 / p, 1 / (1 - p)), "ATO": (1 - p, p)}
        return s * np.where(z == 1, *both[estimand])

    def score(a):
        if weights == "entropy":
            return X * (s * z - (1 - z) * weight(a))[:, None]
        return X * (s * (z - expit(X @ a)))[:, None]

    def target(a):
        return {"ATT": s * z, "ATC": s * (1 - z), "ATE": s, "ATO": weight(a)}[estimand]

    def pieces(t):
        a, b = t[:k], (t[k : k + q], t[k + q : k + 2 * q])
        return a, b, t[k + 2 * q :].reshape(2, 2)

    def rows(t):
        a, b, m = pieces(t)
        out = [score(a)]
        for g in (0, 1):
            out.append(M * (s * (z == g) * (y - link(M @ b[g])))[:, None])
        for g in (0, 1):
            mu = link(M @ b[g])
            out.append((target(a) * (mu - m[g, 0]))[:, None])
            out.append((weight(a) * (z == g) * (y - mu - m[g, 1]))[:, None])
        return np.hstack(out)

    if weights == "entropy":
        a = np.zeros(k)
        for _ in range(200):
            w = (1 - z) * weight(a)
            a = a + np.linalg.solve(X.T @ (X * w[:, None]), score(a).sum(0))
    else:
        a = logit(X, z, s)
    b = []
    for g in (0, 1):
        w = s * (z == g)
        b.append(logit(M, y, w) if binary else np.linalg.solve(M.T @ (M * w[:, None]), M.T @ (w * y)))
    m = []
    for g in (0, 1):
        mu, t, w = link(M @ b[g]), target(a), weight(a) * (z == g)
        m += [(t * mu).sum() / t.sum(), (w * (y - mu)).sum() / w.sum()]
    at = np.r_[a, b[0], b[1], m]
    f = lambda t: rows(t).sum(0)
    assert abs(f(at)).max() < 1e-7, abs(f(at)).max()
    A = np.empty((len(at), len(at)))
    for j in range(len(at)):
        e, h = np.eye(len(at))[j], 1e-3 * max(1, abs(at[j]))
        D = lambda h: (f(at + h * e) - f(at - h * e)) / (2 * h)
        A[:, j] = (64 * D(h / 4) - 20 * D(h / 2) + D(h)) / 45
    g = np.r_[np.zeros(k + 2 * q), -1, -1, 1, 1]
    psi = -rows(at) @ np.linalg.solve(A.T, g)
    if cluster is None:
        v = (psi**2).sum()
    else:
        sums = pd.Series(psi).groupby(cluster).sum()
        v = (sums**2).sum() * len(sums) / (len(sums) - 1)
    return g[-4:] @ at[-4:], np.sqrt(v)


def cross_fitted(y, estimand, p, fold):
    w = {"ATT": np.where(z == 1, 1, p / (1 - p)), "ATE": np.where(z == 1, 1 / p, 1 / (1 - p))}[estimand]
    t = z if estimand == "ATT" else ones
    psi, tau = np.zeros(len(y)), 0.0
    for g, sign in ((0, -1), (1, 1)):
        mu = np.zeros(len(y))
        for k in np.unique(fold):
            own = (z == g) & (fold != k)
            mu[fold == k] = X[fold == k] @ np.linalg.lstsq(X[own], y[own], rcond=None)[0]
        wg = w * (z == g)
        m, r = (t * mu).sum() / t.sum(), (wg * (y - mu)).sum() / wg.sum()
        tau += sign * (m + r)
        psi += sign * (t * (mu - m) / t.sum() + wg * (y - mu - r) / wg.sum())
    return tau, np.sqrt((psi**2).sum())


def show(name, found, unit):
    print(name, *(f"{x * unit:.10f}" for x in found))


for estimand in ("ATT", "ATC", "ATE", "ATO"):
    show(f"{estimand} mean", solve(earnings, estimand), 1000)
    show(f"{estimand} share", solve(many, estimand, binary=True), 1)
show("ATT survey", solve(earnings, "ATT", s=survey), 1000)
show("ATT survey household", solve(earnings, "ATT", s=survey, cluster=d.unit2.values), 1000)
show("ATT entropy, age^2", solve(earnings, "ATT", M=wider, weights="entropy"), 1000)
p = pd.read_csv(f"{folder}/weights/w_glm_att.csv").set_index("id").ps.loc[d.id].values
fold = np.arange(len(d)) % 5
for estimand in ("ATT", "ATE"):
    show(f"{estimand} cross-fitted", cross_fitted(earnings, estimand, p, fold), 1000)
