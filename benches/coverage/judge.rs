//! What many answers to one question are worth.

use super::analyses::Answer;

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Verdict {
    /// Data sets, and how many of them had a number.
    pub asked: usize,
    pub answered: usize,
    pub bias: f64,
    pub rmse: f64,
    pub mean_se: f64,
    /// Mean standard error over the standard deviation of the estimates.
    pub se_ratio: f64,
    pub coverage: f64,
    /// Coverage of the intervals moved by the bias: the variance judged apart from it.
    pub bias_eliminated: f64,
    pub width: f64,
    /// Share of data sets without any effect in which the interval excludes 0.
    pub type_one: f64,
}

impl Verdict {
    /// `None` with fewer than two answers.
    pub fn of(answers: &[Option<Answer>], truth: f64) -> Option<Self> {
        let given: Vec<&Answer> = answers.iter().flatten().collect();
        let n = given.len() as f64;
        if given.len() < 2 {
            return None;
        }
        let mean = |of: &dyn Fn(&Answer) -> f64| given.iter().map(|a| of(a)).sum::<f64>() / n;
        let centre = mean(&|a| a.estimate);
        let bias = centre - truth;
        let variance = given.iter().map(|a| (a.estimate - centre).powi(2)).sum::<f64>() / (n - 1.0);
        let share = |yes: &dyn Fn(&Answer) -> bool| mean(&|a| f64::from(u8::from(yes(a))));
        let within = |a: &Answer, at: f64| a.limits.0 <= at && at <= a.limits.1;
        let mean_se = mean(&|a| a.se);
        Some(Self {
            asked: answers.len(),
            answered: given.len(),
            bias,
            rmse: (variance + bias * bias).sqrt(),
            mean_se,
            se_ratio: mean_se / variance.sqrt(),
            coverage: share(&|a| within(a, truth)),
            bias_eliminated: share(&|a| within(a, centre)),
            width: mean(&|a| a.limits.1 - a.limits.0),
            type_one: share(&|a| a.rejects),
        })
    }

    /// Whether the variance is within its limits: 0.95 to 1.10 and 93 to 97 %, give or take the Monte Carlo error.
    pub fn sound(&self) -> bool {
        let n = self.answered as f64;
        let (slack, error) = (2.0 * (0.95_f64 * 0.05 / n).sqrt(), 2.0 / (2.0 * n).sqrt());
        self.se_ratio > 0.95 - error
            && self.se_ratio < 1.10 + error
            && self.bias_eliminated > 0.93 - slack
            && self.bias_eliminated < 0.97 + slack
    }
}
