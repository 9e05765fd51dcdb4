//! Sets out of pairs that cover everyone.

use rayon::prelude::*;

/// Without the pairs that join two units which both have another partner, the longest first.
///
/// What is left are stars: one unit of one side with any number of the other. A cover of least distance
/// holds such pairs only at distance 0, so that nothing is lost.
///
/// * `pairs`: focal unit, pool unit, distance; at most once each.
/// * `units`: number of focal and of pool units.
#[must_use]
pub fn stars(mut pairs: Vec<(u32, u32, f64)>, units: (u32, u32)) -> Vec<(u32, u32, f64)> {
    let (mut focal, mut pool) = (vec![0_u32; units.0 as usize], vec![0_u32; units.1 as usize]);
    for &(i, j, _) in &pairs {
        focal[i as usize] += 1;
        pool[j as usize] += 1;
    }
    if pairs.iter().any(|&(i, j, _)| focal[i as usize] > 1 && pool[j as usize] > 1) {
        pairs.par_sort_unstable_by(|a, b| b.2.total_cmp(&a.2).then((a.0, a.1).cmp(&(b.0, b.1))));
        pairs.retain(|&(i, j, _)| {
            let (a, b) = (&mut focal[i as usize], &mut pool[j as usize]);
            let spare = *a > 1 && *b > 1;
            if spare {
                (*a, *b) = (*a - 1, *b - 1);
            }
            !spare
        });
    }
    pairs.par_sort_unstable_by_key(|p| (p.0, p.1));
    pairs
}
