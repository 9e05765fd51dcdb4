//! How estimated weights depend on everyone's data, for their share in the variance.

/// Weights that are a function of a linear predictor, whose coefficients solve estimating equations.
///
/// ```text
/// w_i = g(eta_i),   eta_i = b_0 + x_i'b,   sum_i r_i(eta_i) (1, x_i) = 0
/// ```
///
/// All vectors have one entry a cohort unit, 0 where it is not eligible.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightModel {
    /// Terms of the linear predictor, beside the constant.
    pub terms: Vec<String>,
    /// `d log w_i / d eta_i`; for the propensity score, whatever its link, by its log odds.
    pub slope: Vec<f64>,
    /// The equations; `None`: those of the design's own propensity score.
    pub equations: Option<Equations>,
}

/// Estimating equations of a weight model.
#[derive(Debug, Clone, PartialEq)]
pub struct Equations {
    /// `r_i`: a unit's contribution is `r_i (1, x_i)`.
    pub residual: Vec<f64>,
    /// `v_i = -d r_i / d eta_i`, at least 0.
    pub curvature: Vec<f64>,
}
