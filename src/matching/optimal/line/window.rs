//! Who may have whom under a caliper, and how many can be served.

/// Consecutive units of the other side: `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    pub start: u32,
    pub end: u32,
}

/// The units of `b` within `width` of each unit of `a`, inclusive; all of them without a width.
///
/// Both lists ascend, and so do both ends of the windows: rounded differences keep the order.
pub(super) fn windows(a: &[f64], b: &[f64], width: Option<f64>) -> Vec<Window> {
    let Some(width) = width else {
        return vec![Window { start: 0, end: b.len() as u32 }; a.len()];
    };
    let (mut start, mut end) = (0, 0);
    let within = |&x: &f64| {
        while start < b.len() && b[start] < x && x - b[start] > width {
            start += 1;
        }
        while end < b.len() && (b[end] <= x || b[end] - x <= width) {
            end += 1;
        }
        Window { start: start as u32, end: end as u32 }
    };
    a.iter().map(within).collect()
}

/// The two parts into which every largest set of pairs falls.
#[derive(Debug)]
pub(super) struct Parts {
    /// Focal units that compete: their windows hold too few pool units.
    pub short: Vec<bool>,
    /// Pool units in the window of one of them; in every largest set of pairs all of them serve there.
    pub taken: Vec<bool>,
}

/// Splits the line where the pool is too small, by Dulmage and Mendelsohn (1958).
///
/// * `windows`: pool units each focal unit may have; both ends ascend.
/// * `n`: number of pool units.
/// * `ratio`: partners each focal unit wants.
///
/// First a largest set of pairs: each focal unit takes the first free units of its window (Glover
/// 1967; optimal, because later focal units have later windows). The focal units that an alternating
/// path connects to one with too few partners are short. Then
///
/// ```text
/// largest number of pairs = |pool units in windows of short ones| + ratio * |other focal units|
/// ```
///
/// as these two groups meet every admissible pair (König). Equality needs every unit of both groups
/// in a pair, and no pair with both: so the two parts are separate problems, in one the pool serves
/// whole, in the other every focal unit gets its `ratio` partners.
///
/// On a line the paths are two passes: a short unit makes short the next unit to either side whose
/// nearest partner it may have; an edge over several units implies the edges to those between.
pub(super) fn parts(windows: &[Window], n: usize, ratio: usize) -> Parts {
    let mut next = 0;
    let first_fit: Vec<Window> = windows
        .iter()
        .map(|window| {
            let start = next.max(window.start);
            let end = window.end.min(start.saturating_add(ratio as u32)).max(start);
            next = end;
            Window { start, end }
        })
        .collect();
    let mut short: Vec<bool> = first_fit.iter().map(|got| ((got.end - got.start) as usize) < ratio).collect();
    let mut end = 0;
    for i in 0..short.len() {
        let got = first_fit[i];
        short[i] |= got.start < got.end && got.start < end;
        end = if short[i] { windows[i].end } else { end };
    }
    let mut start = n as u32;
    for i in (0..short.len()).rev() {
        let got = first_fit[i];
        short[i] |= got.start < got.end && got.end > start;
        start = if short[i] { windows[i].start } else { start };
    }
    let mut taken = vec![false; n];
    for (got, _) in first_fit.iter().zip(&short).filter(|(_, short)| **short) {
        taken[got.start as usize..got.end as usize].fill(true);
    }
    Parts { short, taken }
}
