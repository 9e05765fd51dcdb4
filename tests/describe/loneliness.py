"""Independent figures for tests/describe/loneliness.json: pandas on the files of `matchwell synth loneliness`.

usage: loneliness.py FOLDER > loneliness.json
"""
import json
import sys

import pandas as pd

folder = sys.argv[1]
a = pd.read_csv(f"{folder}/service_users.csv", dtype=str, keep_default_na=False)
n = len(a)
out = {}


def put(outcome, statistic, category, numerator, denominator, group=""):
    out[f"{outcome}|{statistic}|{group}|{category}"] = [int(numerator), None if denominator is None else int(denominator)]


def counts(outcome, series, of, groups=None, small=0.0):
    groups = groups or {}
    known = series.dropna()
    base = n if of == "everyone" else len(known)
    member = {m: g for g, ms in groups.items() for m in ms}
    other = 0
    for word, k in known.value_counts().items():
        if word in member:
            put(outcome, "share", word, k, base, member[word])
        elif k < small * len(known) or word == "other":
            other += k
        else:
            put(outcome, "share", word, k, base)
    for g in groups:
        put(outcome, "group", g, known.map(member).eq(g).sum(), base)
    if other:
        put(outcome, "other", "other", other, base)


def blank(column, *codes):
    return a[column].where(~a[column].isin(["", "99", *codes]))


source = blank("referral_source", "unknown")
rest = "private sector, government, other"
source = source.replace({"private sector": rest, "national government": rest, "other": rest})
counts("referrals", source, "everyone", {"statutory services": ["NHS", "local authority"]}, 0.01)
put("referrals", "not_known", "not known", source.isna().sum(), n)
counts("people.sex", a.gender.map({"F": "female", "M": "male"}), "known")
age = pd.cut(a.age.astype(int), [0, 50, 60, 70, 80, 200], right=False, labels=["under 50", "50 to 59", "60 to 69", "70 to 79", "80 and over"])
counts("people.age", age.astype(str), "known", {"under 70": ["under 50", "50 to 59", "60 to 69"], "70 and over": ["70 to 79", "80 and over"]})
counts("people.ethnicity", blank("ethnicity", "prefer not to say"), "known")

words = {"tr_health": "health issues (physical and mental)", "tr_mobility": "mobility limitations", "tr_bereaved": "recently bereaved",
         "tr_separated": "divorced or separated", "tr_retired": "retired or empty nest", "tr_young_mum": "young new mother"}
ticks = a[list(words)]
for column, word in words.items():
    put("transitions", "answer", word, (ticks[column] == "Y").sum(), n)
known = (ticks != "").any(axis=1)
put("transitions", "none", "no transition identified", (known & ~(ticks == "Y").any(axis=1)).sum(), n)
put("transitions", "not_known", "not known", (~known).sum(), n)

days = (pd.to_datetime(a.support_end, errors="coerce") - pd.to_datetime(a.support_start)).dt.days + 1
contacts, hours = pd.to_numeric(blank("contacts")), pd.to_numeric(blank("hours"))
pace = contacts / (days / 7).apply(lambda x: x if pd.isna(x) else -(-x // 1))
levels = {}
for name, x, cuts in [
    ("length", days, {"one day": lambda v: v == 1, "less than 13 weeks": lambda v: v < 91}),
    ("contacts", contacts, {"one contact": lambda v: v == 1, "three or fewer": lambda v: v <= 3, "eight or fewer": lambda v: v <= 8}),
    ("hours", hours, {"one hour or less": lambda v: v <= 1, "more than four hours": lambda v: v > 4}),
    ("frequency", pace, {"no more than once a week": lambda v: v <= 1}),
]:
    x = x.dropna()
    levels[name] = [x.mean(), x.median(), x.quantile(0.25), x.quantile(0.75)]
    for label, holds in cuts.items():
        put(name, "cut", label, holds(x).sum(), len(x))
    if len(x) < n:
        put(name, "not_known", "not known", n - len(x), n)
counts("support_type", blank("support_type"), "everyone")

g = pd.read_csv(f"{folder}/signposts.csv", dtype=str, keep_default_na=False)
g = g[g.client_id.isin(a.client_id)]
g.organisation_type = g.organisation_type.replace({"hobby group": "hobby or faith group", "faith group": "hobby or faith group",
    "NHS mental health": "NHS", "NHS other": "NHS", "local transport": "private sector", "personal care": "private sector"})
put("signposts", "rows", "", len(g), None)
put("signposts", "with_rows", "", g.client_id.nunique(), n)
put("signposts", "rows_each", "", len(g), g.client_id.nunique())
groups = {
    "third sector and community": ["age-related group", "mental health group", "physical health group", "community centre", "volunteering", "hobby or faith group"],
    "local authority": ["library", "social care", "employment or education support"],
    "British Red Cross": ["Red Cross health and social care", "Red Cross mobility aids"],
}
member = {m: k for k, ms in groups.items() for m in ms}
for word, k in g.organisation_type[g.organisation_type != ""].value_counts().items():
    put("signposts", "share", word, k, len(g), member.get(word, ""))
for k in groups:
    put("signposts", "group", k, g.organisation_type.map(member).eq(k).sum(), len(g))
print(json.dumps({"counts": dict(sorted(out.items())), "levels": levels}, indent=1))
