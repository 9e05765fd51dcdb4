//! Amounts over years, and what they are worth today.

/// What one unit counts for after so many years.
///
/// ```text
/// factor = 1 / (1 + rate)^years
/// ```
///
/// At 3.5 % these are the factors of HM Treasury's Green Book.
///
/// ```
/// use matchwell::value::factor;
/// assert_eq!((factor(0.035, 1) * 1e4).round(), 9662.0);
/// assert_eq!((factor(0.035, 10) * 1e4).round(), 7089.0);
/// ```
#[must_use]
pub fn factor(rate: f64, years: u32) -> f64 {
    1.0 / (0..years).fold(1.0, |product, _| product * (1.0 + rate))
}

/// How much of a yearly benefit falls into each year.
///
/// ```text
/// its own year a = 0, 1, ...: (1 - drop_off)^a for as much of the year as the benefit lasts,
/// from lag + a on; what crosses the end of a year is split between both
/// ```
///
/// * `duration`, `lag`: years, at least 0.
/// * `drop_off`: share lost each year after the first, 0 to 1.
///
/// The entries, year 0 first, add up to the duration where nothing drops off.
#[must_use]
pub fn spread_over_years(duration: f64, drop_off: f64, lag: f64) -> Vec<f64> {
    let mut years: Vec<f64> = Vec::new();
    let (mut kept, mut age) = (1.0, 0.0);
    while age < duration {
        let length = (duration - age).min(1.0);
        let from = lag + age;
        let within = (from.floor() + 1.0 - from).min(length);
        add(&mut years, from.floor(), kept * within);
        add(&mut years, from.floor() + 1.0, kept * (length - within));
        kept *= 1.0 - drop_off;
        age += 1.0;
    }
    years
}

fn add(years: &mut Vec<f64>, year: f64, amount: f64) {
    if amount <= 0.0 {
        return;
    }
    let at = year as usize;
    if years.len() <= at {
        years.resize(at + 1, 0.0);
    }
    years[at] += amount;
}

/// Years until what has come back, discounted, is as much as was spent; `None` if it never is.
///
/// * `years`: present value of the benefits of each year; within a year they come evenly.
#[must_use]
pub fn payback(years: &[f64], spent: f64) -> Option<f64> {
    let mut back = 0.0;
    for (year, amount) in years.iter().enumerate() {
        if *amount > 0.0 && back + amount >= spent {
            return Some(year as f64 + ((spent - back) / amount).max(0.0));
        }
        back += amount;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{factor, payback, spread_over_years};

    /// The Green Book's table at 3.5 %, to four decimals.
    #[test]
    fn factors_of_the_green_book() {
        for (years, published) in [(0, 1.0), (1, 0.9662), (10, 0.7089), (30, 0.3563)] {
            assert!((factor(0.035, years) - published).abs() < 5e-5, "year {years}");
        }
    }

    #[test]
    fn years_by_hand() {
        assert_eq!(spread_over_years(3.0, 0.5, 0.0), [1.0, 0.5, 0.25]);
        assert_eq!(spread_over_years(1.5, 0.5, 0.0), [1.0, 0.25]);
        assert_eq!(spread_over_years(1.0, 0.0, 0.5), [0.5, 0.5]);
        assert_eq!(spread_over_years(0.25, 0.9, 0.5), [0.25]);
        // Own year 0 lies in years 1 and 2, own year 1 in years 2 and 3.
        assert_eq!(spread_over_years(2.0, 0.5, 1.75), [0.0, 0.25, 0.75 + 0.125, 0.375]);
        assert!(spread_over_years(0.0, 0.0, 0.0).is_empty());
    }

    #[test]
    fn what_lasts_adds_up() {
        for (duration, lag) in [(0.3, 0.9), (2.5, 0.0), (7.0, 1.25), (29.9, 3.4)] {
            let all: f64 = spread_over_years(duration, 0.0, lag).iter().sum();
            assert!((all - duration).abs() < 1e-12, "{duration} {lag}: {all}");
        }
    }

    #[test]
    fn payback_by_hand() {
        assert_eq!(payback(&[100.0, 50.0], 125.0), Some(1.5));
        assert_eq!(payback(&[100.0, 50.0], 151.0), None);
        assert_eq!(payback(&[0.0, 0.0, 10.0], 5.0), Some(2.5));
        assert_eq!(payback(&[-10.0, 40.0], 10.0), Some(1.5));
    }
}
