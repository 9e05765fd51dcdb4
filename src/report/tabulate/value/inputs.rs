//! What goes into a valuation: each input with how sure it is, where it is from and why it is taken.

use super::{Page, ValueRecord, together};
use crate::value::{Lever, NumberSpec, PeopleOf, Per, Spread, Timing, base_year, unit_values};

impl Page<'_> {
    /// What holds for everything.
    pub(super) fn assumptions(&self) -> Vec<ValueRecord> {
        let spec = self.spec;
        let one = |item: &str, value: f64, unit: &str| ValueRecord {
            value: Some(value),
            unit: unit.to_owned(),
            ..self.row("assumption", item)
        };
        let mut all = vec![
            one("price_year", f64::from(spec.price_year), &spec.currency),
            one("base_year", f64::from(base_year(spec)), "year"),
            one("first_year_discounted", f64::from(u8::from(spec.timing == Timing::End)), "years"),
        ];
        if let Ok(sampled) = &self.found.sampled {
            all.push(one("draws", f64::from(sampled.draws), "draws"));
            all.push(one("level", sampled.level, "share"));
        }
        let index = spec.index.as_ref().filter(|_| self.several_years());
        all.extend(index.map(|i| ValueRecord {
            source: Some(i.source.clone()),
            ..self.row("assumption", "price_index")
        }));
        all
    }

    fn several_years(&self) -> bool {
        let costs = self.spec.spent().map(|i| i.price_year.unwrap_or(i.year));
        let values = self.spec.outcome.iter().filter_map(|b| b.unit_value.price_year);
        costs.chain(values).any(|y| y != self.spec.price_year)
    }

    /// People and every other input.
    pub(super) fn inputs(&self) -> Vec<ValueRecord> {
        let people = self.found.model.benefits.iter().map(|b| ValueRecord {
            value: Some(b.people),
            unit: "people".to_owned(),
            input: Some("people".to_owned()),
            because: Some(self.whose().to_owned()),
            from_effect: true,
            ..self.row("input", &b.name)
        });
        let levers = Lever::all(&self.found.model, &self.found.said);
        people.chain(levers.into_iter().map(|l| self.input(l))).collect()
    }

    fn whose(&self) -> &'static str {
        match self.spec.people {
            PeopleOf::Completers => "completers",
            PeopleOf::Matched => "matched",
        }
    }

    fn input(&self, lever: Lever) -> ValueRecord {
        let central = lever.get(&self.found.said.central());
        let row = ValueRecord { value: Some(central), said: Some(central), ..self.about(lever, "input") };
        if let Lever::Effect(q) = lever {
            let limits = self.found.changes[q].limits;
            let (lower, upper) = (limits.map(|l| l.0), limits.map(|l| l.1));
            return ValueRecord { lower, upper, spread: Some("joint".to_owned()), from_effect: true, ..row };
        }
        let Some(said) = lever.said(&self.found.said) else { return row };
        let (word, lower, upper) = match said.spread {
            Spread::Known => ("known", None, None),
            Spread::Normal(_) => ("normal", Some(said.quantile(0.025)), Some(said.quantile(0.975))),
            Spread::Triangle(low, high) => ("triangle", Some(low), Some(high)),
        };
        ValueRecord { lower, upper, spread: Some(word.to_owned()), ..row }
    }

    /// A row about one input, without figures.
    pub(super) fn about(&self, lever: Lever, part: &str) -> ValueRecord {
        let (input, unit) = self.named(lever);
        let (source, because) = self.said(lever);
        let change = match lever {
            Lever::Effect(q) => Some(&self.found.changes[q]),
            _ => None,
        };
        ValueRecord {
            input: Some(input.to_owned()),
            unit,
            source,
            because,
            outcome: change.map(|c| c.outcome.clone()),
            contrast: change.map(|c| c.contrast.word().to_owned()),
            ..self.row(part, &self.item(lever))
        }
    }

    fn named(&self, lever: Lever) -> (&'static str, String) {
        let share = || "share".to_owned();
        match lever {
            Lever::Effect(q) => ("effect", self.found.changes[q].unit.clone()),
            Lever::Fraction => ("follow_up_fraction", share()),
            Lever::Extrapolation => ("extrapolation", share()),
            Lever::UnitValue(k) => {
                let per = match unit_values(self.spec).get(k).map(|u| u.per) {
                    Some(Per::Person) => "person",
                    Some(Per::Wellby) => "WELLBY",
                    _ => "point",
                };
                ("unit_value", format!("{} per {per} and year", self.money()))
            }
            Lever::Mapping(_) => ("mapping", "WELLBYs per unit and year".to_owned()),
            Lever::Duration(_) => ("duration", "years".to_owned()),
            Lever::DropOff(_) => ("drop_off", share()),
            Lever::Attribution(_) => ("attribution", share()),
            Lever::Displacement(_) => ("displacement", share()),
            Lever::Lag(_) => ("lag", "years".to_owned()),
            Lever::Rate => ("discount_rate", share()),
        }
    }

    /// Benefits that an input belongs to.
    fn item(&self, lever: Lever) -> String {
        let benefits = &self.found.model.benefits;
        let names = |keep: &dyn Fn(usize) -> bool| {
            let mine: Vec<&str> =
                (0..benefits.len()).filter(|&k| keep(k)).map(|k| benefits[k].name.as_str()).collect();
            together(&mine)
        };
        match lever {
            Lever::Effect(q) => names(&|k| benefits[k].change == q),
            Lever::UnitValue(u) => names(&|k| benefits[k].unit_value == u),
            Lever::Mapping(b)
            | Lever::Duration(b)
            | Lever::DropOff(b)
            | Lever::Attribution(b)
            | Lever::Displacement(b)
            | Lever::Lag(b) => names(&|k| k == b),
            Lever::Fraction | Lever::Extrapolation | Lever::Rate => "all".to_owned(),
        }
    }

    /// Source and reason of an input, as the job says them.
    fn said(&self, lever: Lever) -> (Option<String>, Option<String>) {
        let benefit = |k: usize| self.spec.outcome.get(k);
        let of =
            |n: Option<&NumberSpec>| n.map(NumberSpec::said).map_or((None, None), |s| (s.source, s.because));
        match lever {
            Lever::Effect(_) => (Some("the matched comparison".to_owned()), None),
            Lever::Fraction => of(self.spec.follow_up_fraction.as_ref()),
            Lever::Extrapolation => (None, self.spec.extrapolation.as_ref().map(|e| e.because.clone())),
            Lever::UnitValue(k) => (unit_values(self.spec).get(k).and_then(|u| u.source.clone()), None),
            Lever::Mapping(k) => {
                let said = benefit(k).and_then(|b| b.mapping.clone());
                said.map_or((None, None), |m| (m.source, m.because))
            }
            Lever::Duration(k) => of(benefit(k).map(|b| &b.duration)),
            Lever::DropOff(k) => of(benefit(k).and_then(|b| b.drop_off.as_ref())),
            Lever::Attribution(k) => of(benefit(k).and_then(|b| b.attribution.as_ref())),
            Lever::Displacement(k) => of(benefit(k).and_then(|b| b.displacement.as_ref())),
            Lever::Lag(k) => of(benefit(k).and_then(|b| b.lag.as_ref())),
            Lever::Rate => (Some(self.spec.discount_rate.source.clone()), None),
        }
    }
}
