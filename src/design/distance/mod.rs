//! What the matcher measures distance with.

mod columns;
mod gower;
mod scaled;
mod table;
mod whiten;

use super::error::DesignError;
use super::prognostic::score_of;
use super::score::spread;
use super::spec::{DesignSpec, Distance};
use super::types::Design;
use super::types::{Metric, Prognostic, Propensity};
use crate::cohort::{Blinded, Reasons};
use crate::job::Specification;
use crate::matching::Method;
use columns::Columns;
use whiten::Root;

/// The metric of a specification: none for methods without a distance.
///
/// # Errors
/// A column is not there, the covariance has no inverse, or the table of distances cannot be used.
pub(super) fn run(
    cohort: Blinded<'_>,
    specification: &Specification,
    terms: &[String],
    propensity: Option<&Propensity>,
    prognostic: Option<&Prognostic>,
    eligible: &Reasons,
) -> Result<Metric, DesignError> {
    let spec = &specification.design;
    let matching = &specification.matching;
    if !matching.has_distance() {
        return Ok(Metric::None);
    }
    // Inside classes of coarsened values people are compared on the values, not on a score; and a search for
    // weights has the score as one variable among others.
    let distance = match spec.distance {
        Distance::Propensity | Distance::LinearPredictor | Distance::Table
            if matching.makes_pairs_in_classes() =>
        {
            Distance::Mahalanobis
        }
        Distance::Propensity | Distance::LinearPredictor if matching.method == Method::Genetic => {
            Distance::Mahalanobis
        }
        said => said,
    };
    let root = if matching.method == Method::Genetic { Root::Symmetric } else { Root::Shortest };
    let columns = || Columns::new(cohort, variables(spec, terms), prognostic, eligible);
    Ok(match (distance, propensity) {
        (Distance::Propensity, Some(p)) => Metric::Score(p.score.clone()),
        (Distance::LinearPredictor, Some(p)) => Metric::Score(p.linear.clone()),
        (Distance::Propensity | Distance::LinearPredictor, None) => Metric::None,
        (Distance::Mahalanobis, _) => euclidean(cohort, &columns()?, |c| whiten::mahalanobis(c, root))?,
        (Distance::RobustMahalanobis, _) => euclidean(cohort, &columns()?, |c| whiten::robust(c, root))?,
        (Distance::ScaledEuclidean, _) => euclidean(cohort, &columns()?, |c| Ok(scaled::scaled(c)))?,
        (Distance::Euclidean, _) => euclidean(cohort, &columns()?, |c| Ok(c.values.clone()))?,
        (Distance::Gower, _) => {
            let columns = columns()?;
            Metric::CityBlock(over_cohort(cohort, &columns.rows, gower::coordinates(&columns)))
        }
        (Distance::Prognostic, _) => Metric::Score(score_of(prognostic)?.to_vec()),
        (Distance::Table, _) => Metric::Table(table::of(cohort, spec)?),
    })
}

/// Names of the variables of a covariate distance, one a coordinate: constant ones are left out.
///
/// # Errors
/// A term that cannot be read, or a column that is not there.
pub(crate) fn axes(cohort: Blinded<'_>, design: &Design) -> Result<Vec<String>, DesignError> {
    let terms = variables(&design.spec, &design.terms);
    let columns = Columns::new(cohort, terms, design.prognostic.as_ref(), &design.eligible)?;
    Ok(if columns.names.is_empty() { vec!["nothing".to_owned()] } else { columns.names })
}

/// A distance that is Euclidean in the coordinates that `place` gives.
fn euclidean(
    cohort: Blinded<'_>,
    columns: &Columns,
    place: impl Fn(&Columns) -> Result<Vec<Vec<f64>>, DesignError>,
) -> Result<Metric, DesignError> {
    Ok(Metric::Coordinates(over_cohort(cohort, &columns.rows, place(columns)?)))
}

/// One vector of cohort length a dimension, NaN where a unit is not eligible. Without any varying column
/// everybody stands in one point.
fn over_cohort(cohort: Blinded<'_>, rows: &[u32], mut axes: Vec<Vec<f64>>) -> Vec<Vec<f64>> {
    if axes.is_empty() {
        axes.push(vec![0.0; rows.len()]);
    }
    axes.iter().map(|axis| spread(cohort.len(), rows, axis)).collect()
}

fn variables<'a>(spec: &'a DesignSpec, terms: &'a [String]) -> &'a [String] {
    if spec.mahalanobis.is_empty() { terms } else { &spec.mahalanobis }
}
