//! Who has whom so far, and who is still free.

use super::assignment::{Assignment, Link};
use super::candidates::Candidates;
use super::greedy::{Found, Pool, Seeker};

/// The state of a greedy matching without replacement.
#[derive(Debug)]
pub(super) struct Book<'c> {
    candidates: &'c Candidates<'c>,
    /// Partners wanted, one a focal place; lowered to those it has when a unit is out.
    quota: Vec<u32>,
    /// Partners of focal place p: `count[p]` entries from `start[p]`.
    start: Vec<u32>,
    count: Vec<u32>,
    partners: Vec<u32>,
    /// How often each cohort row serves as a partner.
    uses: Vec<u32>,
    free: Vec<bool>,
    tied: Vec<bool>,
    /// Focal place of each cohort row, where there are owners.
    place_of: Vec<u32>,
}

/// No focal place.
const NOBODY: u32 = u32::MAX;

impl<'c> Book<'c> {
    /// Nobody has anyone.
    pub fn new(candidates: &'c Candidates<'c>, quota: Vec<u32>) -> Self {
        let n = candidates.cohort.len();
        let mut total = 0;
        let mut start = Vec::with_capacity(quota.len());
        for &q in &quota {
            start.push(total);
            total += q;
        }
        let mut free = vec![false; n];
        candidates.pool.iter().for_each(|&i| free[i as usize] = true);
        let mut place_of = Vec::new();
        if candidates.limits.owners.is_some() {
            place_of = vec![NOBODY; n];
            let places = candidates.focal.iter().enumerate();
            places.for_each(|(p, &i)| place_of[i as usize] = p as u32);
        }
        let (count, tied) = (vec![0; quota.len()], vec![false; quota.len()]);
        let (partners, uses) = (vec![0; total as usize], vec![0; n]);
        Self { candidates, quota, start, count, partners, uses, free, tied, place_of }
    }

    /// Cohort row of a focal place.
    pub fn unit(&self, place: u32) -> u32 {
        self.candidates.focal[place as usize]
    }

    /// `true` if the focal unit still looks for partners.
    pub fn wants(&self, place: u32) -> bool {
        self.count[place as usize] < self.quota[place as usize]
    }

    /// `true` if a unit of the pool may still be taken.
    pub fn is_free(&self, partner: u32) -> bool {
        self.free[partner as usize]
    }

    /// The focal unit with the partners it has.
    pub fn seeker(&self, place: u32, refused: Option<u32>) -> Seeker<'_> {
        Seeker { unit: self.unit(place), partners: self.partners_of(place), refused }
    }

    fn partners_of(&self, place: u32) -> &[u32] {
        let (start, count) = (self.start[place as usize] as usize, self.count[place as usize] as usize);
        &self.partners[start..start + count]
    }

    /// The focal unit is out for good.
    pub fn close(&mut self, place: u32) {
        self.quota[place as usize] = self.count[place as usize];
    }

    /// Gives the focal unit one more partner.
    pub fn commit(&mut self, place: u32, found: Found, pool: &mut impl Pool) {
        let p = place as usize;
        self.partners[(self.start[p] + self.count[p]) as usize] = found.partner;
        self.count[p] += 1;
        self.tied[p] |= found.tied;
        self.uses[found.partner as usize] += 1;
        if self.uses[found.partner as usize] >= self.candidates.limits.reuse {
            self.withdraw(found.partner, pool);
        }
        self.use_owners(place, found.partner, pool);
    }

    fn withdraw(&mut self, partner: u32, pool: &mut impl Pool) {
        if std::mem::replace(&mut self.free[partner as usize], false) {
            pool.remove(partner);
        }
    }

    /// Every other row of the two people counts as used.
    fn use_owners(&mut self, place: u32, partner: u32, pool: &mut impl Pool) {
        let candidates = self.candidates;
        let Some(owners) = &candidates.limits.owners else { return };
        let unit = self.unit(place);
        for &row in owners.rows(unit).iter().chain(owners.rows(partner)) {
            self.withdraw(row, pool);
            let other = self.place_of[row as usize];
            if other != NOBODY && other != place {
                self.close(other);
            }
        }
    }

    /// The answer, in order of (focal, slot).
    pub fn into_assignment(self, candidates: &Candidates<'_>) -> Assignment {
        let mut links = Vec::with_capacity(self.count.iter().sum::<u32>() as usize);
        for (place, &focal) in candidates.focal.iter().enumerate() {
            let partners = self.partners_of(place as u32).iter().enumerate();
            links.extend(partners.map(|(slot, &partner)| Link { focal, partner, slot: slot as u16 + 1 }));
        }
        Assignment::Links { links, tied: self.tied.iter().filter(|&&t| t).count() }
    }
}
