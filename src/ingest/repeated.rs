//! The same fault in many cells: the first few are shown, all are counted.

use crate::fault::Fault;

/// How many cells of one column are shown for one kind of fault.
const SHOWN: usize = 5;

/// One kind of fault in one column, met any number of times.
#[derive(Debug, Default)]
pub struct Repeated {
    shown: Vec<Fault>,
    total: usize,
}

impl Repeated {
    /// Met once more; `fault` is asked for only if it will be shown.
    pub fn add(&mut self, fault: impl FnOnce() -> Fault) {
        if self.shown.len() < SHOWN {
            self.shown.push(fault());
        }
        self.total += 1;
    }

    /// How many times it was met.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// Hands on the first five; the last of them says how many there are in all.
    pub fn finish(mut self, faults: &mut Vec<Fault>) {
        if self.total > SHOWN
            && let Some(last) = self.shown.last_mut()
        {
            let all = format!("; {} rows in all have this fault, the first {SHOWN} are shown", self.total);
            last.message.push_str(&all);
        }
        faults.append(&mut self.shown);
    }
}
