//! Optimal matching on any distance, under every rule.

use super::balance;
use crate::matching::assignment::{Answer, Assignment, Link, Proof};
use crate::matching::candidates::Candidates;
use crate::matching::error::MatchingError;
use crate::matching::flow::{Aim, Rules};
use crate::matching::groups::{Chosen, Group, Span, Wish, choose, groups, totals};
use crate::matching::limits::whole;

/// Partners of least total distance, after (1) as many focal units as possible have at least the fewest
/// partners asked for, (2) there are as many pairs as the ratio allows, (3) fine balance, where asked for,
/// is as near as it can be.
///
/// A variable ratio fixes the number of pairs, `round(ratio * n)`, and leaves it to the distances who
/// gets how many. Exact strata are solved apart unless that number or a balance spans them.
///
/// # Errors
/// No distance; no such variable to balance.
pub(super) fn assign(candidates: &Candidates<'_>) -> Result<Answer, MatchingError> {
    let spec = candidates.spec;
    let variable = spec.max_controls.is_some();
    let balanced = !spec.fine_balance.is_empty();
    let span = if variable || balanced { Span::All } else { Span::Strata };
    let wish = if spec.complete_sets { Wish::CompleteSets } else { Wish::Partners };
    let groups = groups(candidates, [&candidates.focal, &candidates.pool], span);
    let layers = balance::Nested::new(candidates)?;
    let rules = |group: &Group| Rules { balance: layers.of(group), ..rules(candidates, group) };
    let chosen = choose(candidates, &groups, wish, rules)?;
    let (cost, bound) = totals(&chosen);
    let links = links(candidates, &chosen);
    Ok(Answer { assignment: Assignment::Links { links, tied: 0 }, proof: Some(Proof { cost, bound }) })
}

fn rules(candidates: &Candidates<'_>, group: &Group) -> Rules {
    let spec = candidates.spec;
    let available = group.pool.len() as u32;
    let ratio = whole(spec.ratio);
    let (least, most, aim) = if let Some(most) = spec.max_controls {
        let pairs = whole((spec.ratio * group.focal.len() as f64).round_ties_even());
        (spec.min_controls.unwrap_or(1), most, Aim::Total(pairs.min(available)))
    } else {
        (if spec.complete_sets { ratio } else { 1 }, ratio, Aim::Pairs)
    };
    Rules {
        least,
        most: most.min(available).max(least),
        reuse: 1,
        aim,
        dropped: Vec::new(),
        balance: Vec::new(),
    }
}

/// All pairs in order of the focal unit, nearer partners first.
fn links(candidates: &Candidates<'_>, chosen: &[Chosen]) -> Vec<Link> {
    let mut pairs: Vec<_> = chosen.iter().flat_map(|c| c.pairs.iter().copied()).collect();
    pairs.sort_unstable_by(|a, b| {
        let keys = || candidates.ranks.key(a.1).cmp(&candidates.ranks.key(b.1));
        a.0.cmp(&b.0).then(a.2.total_cmp(&b.2)).then_with(keys)
    });
    let sets = pairs.chunk_by(|a, b| a.0 == b.0);
    sets.flat_map(|set| (1..).zip(set).map(|(slot, &(focal, partner, _))| Link { focal, partner, slot }))
        .collect()
}
