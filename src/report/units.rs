//! The two tables about single people, written without a copy of them.

use super::parquet::{Make, Stream};
use super::tables::{feasibility, imputation as chains, pairs, units};
use crate::cohort::{Cohort, Column, Ids};
use crate::impute::Trace;
use crate::job::UnitsOf;
use crate::matching::{ALL_RULES, Edge, Fate, Feasible, NO_SET};
use crate::study::{Analysis, Study};
use arrow::array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, LargeStringArray, StringArray, StringBuilder,
};
use arrow::datatypes::{DataType, Field};
use std::collections::HashMap;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;

/// `units.parquet` of the specifications the job asks for, in every completed data set.
#[must_use]
pub fn units(study: &Study) -> Stream<'_> {
    let wanted = study.job.spec.output.covariates;
    let further = if wanted { covariates(&study.cohort) } else { Vec::new() };
    let blocks = chosen(study).map(|(cohort, a)| {
        let mut columns = unit_columns(cohort, a);
        if wanted {
            columns.extend(covariates(cohort).iter().map(|(_, array)| slice(array)));
        }
        (cohort.len(), columns)
    });
    Stream {
        table: &units::TABLE,
        further: further.into_iter().map(|(field, _)| field).collect(),
        blocks: blocks.collect(),
    }
}

/// `pairs.parquet` of the specifications the job asks for, in every completed data set.
#[must_use]
pub fn pairs(study: &Study) -> Stream<'_> {
    let mut blocks = Vec::new();
    for (cohort, a) in chosen(study) {
        if let Some(edges) = &a.matching.edges {
            blocks.push((edges.len(), pair_columns(cohort, a, edges)));
        }
    }
    Stream { table: &pairs::TABLE, further: Vec::new(), blocks }
}

/// `imputation.parquet`: the chains, round by round.
#[must_use]
pub fn chains(study: &Study) -> Stream<'_> {
    let traces = study.imputed.iter().flat_map(|i| &i.traces);
    Stream { table: &chains::TABLE, further: Vec::new(), blocks: traces.map(chain).collect() }
}

/// One arm and covariate: rows in order of imputation, then round.
fn chain(trace: &Trace) -> (usize, Vec<Make<'_>>) {
    let rounds = trace.means.first().map_or(0, Vec::len).max(1);
    let rhat = trace.rhat();
    let count = |n: usize| whole(move |_| i64::try_from(n).ok());
    let columns = vec![
        always("primary"),
        whole(move |k| i64::try_from(k / rounds + 1).ok()),
        always(&trace.arm),
        always(&trace.column),
        always(trace.method.word()),
        count(trace.known),
        count(trace.gaps),
        whole(move |k| i64::try_from(k % rounds + 1).ok()),
        numbers(move |k| Some(trace.means[k / rounds][k % rounds])),
        numbers(move |k| Some(trace.sds[k / rounds][k % rounds])),
        numbers(move |_| rhat),
    ];
    (trace.means.iter().map(Vec::len).sum(), columns)
}

/// `feasibility.parquet` of every specification.
#[must_use]
pub fn feasibility(study: &Study) -> Stream<'_> {
    let blocks = study.analyses.iter().map(|a| {
        let rows = feasible_rows(a);
        (rows.len(), feasible_columns(a, rows))
    });
    Stream { table: &feasibility::TABLE, further: Vec::new(), blocks: blocks.collect() }
}

/// A stratum, a rule and how many it leaves alone; one row for a stratum without rules of its own.
fn feasible_rows(a: &Analysis) -> Vec<(&Feasible, &str, usize)> {
    let of = |f: &'_ Feasible| -> Vec<(usize, usize)> {
        let alone = if f.pool == 0 { f.focal } else { 0 };
        if f.costs.is_empty() {
            vec![(usize::MAX, alone)]
        } else {
            (0..f.costs.len()).map(|k| (k, f.costs[k].alone)).collect()
        }
    };
    let rows = a.matching.feasibility.iter().flat_map(|f| {
        of(f).into_iter().map(move |(k, alone)| {
            let rule = f.costs.get(k).map_or(ALL_RULES, |c| c.rule.as_str());
            (f, rule, alone)
        })
    });
    rows.collect()
}

fn feasible_columns<'a>(a: &'a Analysis, rows: Vec<(&'a Feasible, &'a str, usize)>) -> Vec<Make<'a>> {
    let rows = Arc::new(rows);
    let count = |of: fn(&(&Feasible, &str, usize)) -> usize| -> Make<'a> {
        let rows = Arc::clone(&rows);
        whole(move |k| i64::try_from(of(&rows[k])).ok())
    };
    let (labels, rules, attained) = (Arc::clone(&rows), Arc::clone(&rows), Arc::clone(&rows));
    let label = move |k: usize| a.design.strata.labels.get(labels[k].0.stratum as usize).map(String::as_str);
    vec![
        always(&a.specification.name),
        imputation(a),
        words(label),
        words(move |k| Some(rules[k].1)),
        count(|r| r.0.focal),
        count(|r| r.0.pool),
        count(|r| r.0.most_pairs),
        Box::new(move |r| Arc::new(r.map(|k| Some(attained[k].0.attained)).collect::<BooleanArray>())),
        count(|r| r.2),
    ]
}

/// The analyses asked for, each with the cohort it was made on.
fn chosen<'a>(study: &'a Study) -> impl Iterator<Item = (&'a Cohort, &'a Analysis)> {
    let all = study.job.spec.output.units == UnitsOf::All;
    let each = |a: &'a Analysis| -> Vec<(&'a Cohort, &'a Analysis)> {
        match (&study.imputed, &a.imputed) {
            (Some(imputed), Some(by)) => imputed.cohorts.iter().zip(&by.parts).collect(),
            _ => vec![(&study.cohort, a)],
        }
    };
    study.analyses.iter().take(if all { usize::MAX } else { 1 }).flat_map(each)
}

fn unit_columns<'a>(cohort: &'a Cohort, a: &'a Analysis) -> Vec<Make<'a>> {
    let (design, matching, entry) = (&a.design, &a.matching, cohort.entry());
    let eligible = move |i: usize| entry.stays(i) && design.eligible.stays(i);
    let reason = move |i: usize| {
        let from = if entry.stays(i) { &design.eligible } else { entry };
        (!from.stays(i)).then(|| from.of(i).code.as_str())
    };
    let set = move |i: usize| matching.set.as_ref().and_then(|s| (s[i] != NO_SET).then(|| i64::from(s[i])));
    let score = move |i: usize| design.propensity.as_ref().map(|p| p.score[i]).filter(|s| s.is_finite());
    let survey = move |i: usize| design.survey_weight.as_ref().map(|w| w[i]).filter(|w| w.is_finite());
    let strata = &design.strata;
    let stratum = move |i: usize| {
        (strata.labels.len() > 1 && eligible(i)).then(|| strata.labels[strata.of[i] as usize].as_str())
    };
    vec![
        always(&a.specification.name),
        imputation(a),
        words(move |i| Some(if cohort.treated()[i] { "treated" } else { "control" })),
        ids(cohort.ids(), |i| i),
        Box::new(move |r| Arc::new(r.map(|i| Some(eligible(i))).collect::<BooleanArray>())),
        words(reason),
        words(move |i| Some(fate_word(matching.fate[i]))),
        Box::new(move |r| Arc::new(r.map(set).collect::<Int64Array>())),
        numbers(move |i| Some(matching.weight[i])),
        numbers(survey),
        numbers(move |i| Some(matching.analysis_weight[i])),
        numbers(score),
        words(stratum),
    ]
}

fn pair_columns<'a>(cohort: &'a Cohort, a: &'a Analysis, edges: &'a [Edge]) -> Vec<Make<'a>> {
    vec![
        always(&a.specification.name),
        imputation(a),
        whole(move |k| Some(i64::from(edges[k].set))),
        ids(cohort.ids(), move |k| edges[k].treated as usize),
        ids(cohort.ids(), move |k| edges[k].control as usize),
        whole(move |k| Some(i64::from(edges[k].slot))),
        numbers(move |k| Some(edges[k].distance)),
    ]
}

/// The word of a fate in tables.
#[must_use]
pub fn fate_word(fate: Fate) -> &'static str {
    match fate {
        Fate::Ineligible => "ineligible",
        Fate::Matched => "matched",
        Fate::NoStratum => "no_stratum",
        Fate::NoAdmissible => "no_admissible",
        Fate::NoneLeft => "none_left",
        Fate::Spare => "spare",
        Fate::NotChosen => "not_chosen",
        Fate::Trimmed => "trimmed",
    }
}

fn covariates(cohort: &Cohort) -> Vec<(Field, ArrayRef)> {
    let known = |name: &str| cohort.columns().column_by_name(name).cloned();
    let one = |c: &crate::cohort::Covariate| {
        let array = known(&c.name)?;
        let mut metadata = HashMap::from([("description".to_owned(), c.label.clone())]);
        let said = cohort.columns().schema().field_with_name(&c.name).ok()?.metadata().clone();
        metadata.extend(said);
        let kind = match cohort.column(&c.name).ok()? {
            Column::Number(_) => DataType::Float64,
            Column::Category(_) => array.data_type().clone(),
        };
        Some((Field::new(&c.name, kind, true).with_metadata(metadata), array))
    };
    cohort.roles().covariates.iter().filter_map(one).collect()
}

fn slice<'a>(array: &ArrayRef) -> Make<'a> {
    let array = Arc::clone(array);
    Box::new(move |r: Range<usize>| array.slice(r.start, r.len()))
}

fn always(word: &str) -> Make<'_> {
    words(move |_| Some(word))
}

fn imputation(a: &Analysis) -> Make<'_> {
    whole(move |_| a.imputation.map(i64::from))
}

fn words<'a>(of: impl Fn(usize) -> Option<&'a str> + Send + Sync + 'a) -> Make<'a> {
    Box::new(move |r| Arc::new(r.map(&of).collect::<StringArray>()))
}

fn whole<'a>(of: impl Fn(usize) -> Option<i64> + Send + Sync + 'a) -> Make<'a> {
    Box::new(move |r| Arc::new(r.map(&of).collect::<Int64Array>()))
}

fn numbers<'a>(of: impl Fn(usize) -> Option<f64> + Send + Sync + 'a) -> Make<'a> {
    Box::new(move |r| Arc::new(r.map(&of).map(|v| v.filter(|x| x.is_finite())).collect::<Float64Array>()))
}

/// Ids as text; whole numbers are written straight into the buffer.
fn ids<'a>(ids: &'a Ids, row: impl Fn(usize) -> usize + Send + Sync + 'a) -> Make<'a> {
    match ids {
        Ids::Whole(a) => Box::new(move |r| {
            let mut text = StringBuilder::with_capacity(r.len(), r.len() * 8);
            for k in r {
                write!(text, "{}", a.value(row(k))).expect("writing into memory cannot fail");
                text.append_value("");
            }
            Arc::new(text.finish())
        }),
        Ids::Text(a) => Box::new(move |r| Arc::new(text_ids(a, r.map(&row)))),
    }
}

fn text_ids(ids: &LargeStringArray, rows: impl Iterator<Item = usize>) -> StringArray {
    rows.map(|i| Some(ids.value(i))).collect()
}
