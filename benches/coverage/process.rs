//! Data-generating processes with a known effect: what can go wrong, one at a time.

use arrow::array::{ArrayRef, Float64Array, LargeStringArray, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema};
use matchwell::cohort::{
    Better, Cohort, CohortParts, Contrast, Covariate, Gap, Ids, Kind, Outcome, OutcomeShape, Reasons, Roles,
    Shape, SurveyDesign,
};
use matchwell::stats::draw::{chi_squared, normal};
use matchwell::stats::rng::{below, stream, uniform};
use rand_core::RngCore;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Covariates every analysis adjusts for.
pub const COVARIATES: [&str; 4] = ["x1", "x2", "x3", "x4"];

/// How data come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Process {
    Linear,
    NonLinear,
    Binary,
    HeavyTails,
    PoorOverlap,
    Clustered,
    Small,
    Unmeasured,
    Ties,
    Weighted,
    Contaminated,
    LastingDifference,
    BadSpell,
}

/// All of them, in the order of the tables.
pub const ALL: [Process; 13] = [
    Process::Linear,
    Process::NonLinear,
    Process::Binary,
    Process::HeavyTails,
    Process::PoorOverlap,
    Process::Clustered,
    Process::Small,
    Process::Unmeasured,
    Process::Ties,
    Process::Weighted,
    Process::Contaminated,
    Process::LastingDifference,
    Process::BadSpell,
];

/// One person, before anybody looks.
#[derive(Debug, Clone, Copy, Default)]
struct Person {
    x: [f64; 4],
    /// Log odds of being treated.
    odds: f64,
    /// End value without treatment, and how much treatment adds.
    without: f64,
    gain: f64,
    /// A control who was treated all the same.
    also: bool,
    /// Household or site.
    group: f64,
    /// Survey weight and, in the pool, sampling unit (from 1).
    weight: f64,
    unit: f64,
}

impl Process {
    pub fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::NonLinear => "non-linear",
            Self::Binary => "yes/no outcome",
            Self::HeavyTails => "heavy tails",
            Self::PoorOverlap => "poor overlap",
            Self::Clustered => "clustered",
            Self::Small => "few people",
            Self::Unmeasured => "unmeasured confounder",
            Self::Ties => "discrete, with ties",
            Self::Weighted => "survey weights, strata and sampling units",
            Self::Contaminated => "pool contaminated",
            Self::LastingDifference => "fallible baseline, lasting difference",
            Self::BadSpell => "fallible baseline, bad spell",
        }
    }

    /// What is true, in one sentence.
    pub fn about(self) -> &'static str {
        match self {
            Self::Linear => {
                "800 people, a quarter treated; score and outcome follow the covariates as the models say."
            }
            Self::NonLinear => {
                "Squares and products in the score and the outcome that the analyses do not know."
            }
            Self::Binary => "A yes/no outcome; treatment adds 10 percentage points to everybody's chance.",
            Self::HeavyTails => "Errors with 3 degrees of freedom, a covariate with a long tail.",
            Self::PoorOverlap => {
                "Treatment follows the covariates so closely that many treated have few like them."
            }
            Self::Clustered => {
                "Treated people in 16 sites, controls in households of two or three, with effects of their own."
            }
            Self::Small => "120 people, 30 of them treated.",
            Self::Unmeasured => {
                "Something nobody recorded drives treatment and outcome: a bias no analysis here can see."
            }
            Self::Ties => "Covariates and scores are small whole numbers: many partners are equally good.",
            Self::Weighted => {
                "The pool was drawn with unequal chances that hang on a covariate and on the outcome's errors."
            }
            Self::Contaminated => "One control in twenty was treated too: the difference shrinks by as much.",
            Self::LastingDifference => {
                "The start score is fallible, and treated people are worse in the long run than it says: matching on it understates."
            }
            Self::BadSpell => {
                "The start score is fallible, and treated people came in a bad spell: matching on it overstates."
            }
        }
    }

    /// The effect on everybody, and so on every treated person.
    pub fn effect(self) -> f64 {
        if self == Self::Binary { 0.1 } else { 0.5 }
    }

    fn people(self) -> usize {
        if self == Self::Small { 120 } else { 800 }
    }

    /// One data set: outcome `y` with the effect and `nil` without, for the same people with the same errors.
    pub fn draw(self, seed: u64, replicate: u64) -> Cohort {
        let mut rng = stream(seed, self.name(), replicate);
        let sites = std::array::from_fn::<f64, 16, _>(|_| normal(&mut rng));
        let units = std::array::from_fn::<f64, 40, _>(|_| normal(&mut rng));
        let mut people: Vec<(bool, Person)> = Vec::with_capacity(self.people());
        let mut household = (0_u32, 0_u32, 0.0);
        while people.len() < self.people() {
            let mut person = self.person(&mut rng);
            let treated = uniform(&mut rng) < expit(person.odds);
            if self == Self::Clustered {
                let effect = if treated {
                    let site = below(&mut rng, 16) as usize;
                    person.group = site as f64;
                    sites[site]
                } else {
                    if household.1 == 0 {
                        let size = 2 + u32::from(uniform(&mut rng) < 0.5);
                        household = (household.0 + 1, size, normal(&mut rng));
                    }
                    household.1 -= 1;
                    person.group = 1000.0 + f64::from(household.0);
                    household.2
                };
                person.without += 0.5 * effect;
            }
            if self == Self::Weighted && !treated {
                // Kept with a chance that falls with the covariate; the weight makes up for it.
                let chance = expit(0.3 - 0.8 * person.x[0]);
                if uniform(&mut rng) > chance {
                    continue;
                }
                person.weight = 1.0 / chance;
                let unit = below(&mut rng, 40) as usize;
                person.unit = 1.0 + unit as f64;
                person.without += 0.4 * units[unit];
            }
            person.also = self == Self::Contaminated && !treated && uniform(&mut rng) < 0.05;
            people.push((treated, person));
        }
        self.cohort(people)
    }

    fn person(self, rng: &mut impl RngCore) -> Person {
        let (a, b) = (normal(rng), normal(rng));
        let mut x = [a, 0.3 * a + 0.954 * b, f64::from(u8::from(uniform(rng) < 0.4)), normal(rng)];
        let e = normal(rng);
        let line = |x: &[f64; 4]| 0.8 * x[0] + 0.6 * x[1] + 0.7 * x[2] + 0.4 * x[3];
        let lean = |x: &[f64; 4]| 0.5 * x[0] + 0.4 * x[1] + 0.5 * x[2] - 0.3 * x[3];
        let plain = Person { weight: 1.0, gain: self.effect(), ..Person::default() };
        match self {
            Self::Linear | Self::Clustered | Self::Small | Self::Contaminated => {
                Person { x, odds: -1.4 + lean(&x), without: line(&x) + 1.2 * e, ..plain }
            }
            Self::NonLinear => {
                let odds = -1.8 + 0.5 * x[0] + 0.3 * x[0] * x[0] + 0.3 * x[0] * x[1] + 0.4 * x[2];
                let without = libm::exp(0.5 * x[0]) + 0.4 * x[1] * x[1] + 0.6 * x[0] * x[2] + 0.4 * x[3] + e;
                Person { x, odds, without, ..plain }
            }
            Self::Binary => {
                let chance = 0.05 + 0.8 * expit(-0.6 + 0.7 * x[0] + 0.5 * x[1] + 0.5 * x[2]);
                let u = uniform(rng);
                let yes = |p: f64| f64::from(u8::from(u < p));
                Person {
                    x,
                    odds: -1.4 + lean(&x),
                    without: yes(chance),
                    gain: yes(chance + self.effect()) - yes(chance),
                    ..plain
                }
            }
            Self::HeavyTails => {
                x[3] = libm::exp(0.8 * x[3]);
                let t = normal(rng) / (chi_squared(rng, 3.0) / 3.0).sqrt();
                let odds = -1.2 + lean(&[x[0], x[1], x[2], x[3] - 1.4]);
                Person { x, odds, without: line(&x) + t, ..plain }
            }
            Self::PoorOverlap => {
                Person { x, odds: -2.4 + 2.2 * lean(&x), without: line(&x) + 1.2 * e, ..plain }
            }
            Self::Unmeasured => {
                let u = normal(rng);
                Person { x, odds: -1.5 + lean(&x) + 0.5 * u, without: line(&x) + 0.6 * u + e, ..plain }
            }
            Self::Ties => {
                for value in &mut x {
                    *value = (1.2 * *value).round().clamp(-3.0, 3.0);
                }
                let lift = f64::from(u8::from(uniform(rng) < 0.5));
                let without = (5.0 + line(&x) + 1.2 * e).round();
                Person { x, odds: -1.5 + 0.7 * lean(&x), without, gain: lift, ..plain }
            }
            Self::Weighted => Person { x, odds: -1.4 + lean(&x), without: line(&x) + 1.2 * e, ..plain },
            Self::LastingDifference | Self::BadSpell => {
                // x1 is the start score: a lasting part and a spell, measured with error.
                let (lasting, spell, error) = (0.8 * a, 0.45 * b, 0.4 * normal(rng));
                x[0] = lasting + spell + error;
                x[1] = normal(rng);
                let driver = if self == Self::BadSpell { 0.9 * (spell + error) } else { 0.9 * lasting };
                let odds = -1.4 + 0.4 * x[0] + driver + 0.5 * x[2];
                Person { x, odds, without: 1.4 * lasting + 0.5 * x[1] + 0.7 * x[2] + 0.8 * e, ..plain }
            }
        }
    }

    fn cohort(self, mut people: Vec<(bool, Person)>) -> Cohort {
        // Treated first, as the engine orders units; within arms as drawn.
        people.sort_by_key(|p| !p.0);
        let treated: Vec<bool> = people.iter().map(|p| p.0).collect();
        let column = |of: &dyn Fn(&(bool, Person)) -> f64| number(people.iter().map(of));
        let mut columns: Vec<(&str, ArrayRef)> =
            COVARIATES.iter().enumerate().map(|(j, &name)| (name, column(&|p| p.1.x[j]))).collect();
        columns.push(("y", column(&|p| p.1.without + if p.0 || p.1.also { p.1.gain } else { 0.0 })));
        columns.push(("nil", column(&|p| p.1.without)));
        columns.push(("group", column(&|p| p.1.group)));
        columns.push(("weight", column(&|p| p.1.weight)));
        // Treated people are units and a stratum of their own.
        columns.push(("unit", number((0..people.len()).map(|i| unit(&people[i], i)))));
        columns
            .push(("stratum", column(&|p| if p.0 { 0.0 } else { 1.0 + ((p.1.unit - 1.0) / 8.0).floor() })));
        let fields: Vec<Field> =
            columns.iter().map(|(name, _)| Field::new(*name, DataType::Float64, true)).collect();
        let arrays = columns.into_iter().map(|(_, array)| array).collect();
        let columns = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).expect("equal lengths");
        let ids =
            Ids::Text(LargeStringArray::from_iter_values((0..treated.len()).map(|i| format!("{i:05}"))));
        let entry = Reasons::none(treated.len(), "entered");
        let parts = CohortParts { columns, ids, treated, roles: self.roles(), entry, pairs: BTreeMap::new() };
        Cohort::new(parts).expect("a sound cohort")
    }

    fn roles(self) -> Roles {
        let covariate = |name: &&str| Covariate {
            name: (*name).to_owned(),
            label: (*name).to_owned(),
            kind: Kind::Number,
            unit: None,
            after_start: false,
        };
        let outcome = |name: &str| Outcome {
            name: name.to_owned(),
            label: name.to_owned(),
            shape: OutcomeShape::Plain { column: name.to_owned() },
            better: Better::Higher,
            binary: self == Self::Binary,
            meaningful: 1.0,
            range: None,
            case: None,
            report: vec![Contrast::Value],
            unit: "points".to_owned(),
            retest: None,
            source: None,
        };
        Roles {
            shape: Shape::OneFile,
            treated_label: "treated".to_owned(),
            control_label: "controls".to_owned(),
            covariates: COVARIATES.iter().map(covariate).collect(),
            outcomes: vec![outcome("y"), outcome("nil")],
            survey_weight: (self == Self::Weighted).then(|| "weight".to_owned()),
            cluster: (self == Self::Clustered).then(|| "group".to_owned()),
            survey: if self == Self::Weighted {
                SurveyDesign {
                    household: None,
                    strata: Some("stratum".to_owned()),
                    psu: Some("unit".to_owned()),
                }
            } else {
                SurveyDesign::default()
            },
            identifiers: Vec::new(),
            gap: Gap::default(),
        }
    }
}

fn number(values: impl Iterator<Item = f64>) -> ArrayRef {
    Arc::new(Float64Array::from_iter_values(values))
}

/// Sampling unit of person `at`.
fn unit((treated, person): &(bool, Person), at: usize) -> f64 {
    if *treated || person.unit == 0.0 { 1000.0 + at as f64 } else { person.unit }
}

fn expit(x: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-x))
}
