//! A random forest that gives probabilities: `linfa` trees, each grown on as many of one class as the other.

use super::glm::{Blocks, GlmError, Response, RowBlocks};
use super::rng::{below, stream};
use super::sum::map_chunks;
use linfa::dataset::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_trees::{DecisionTree, TreeNode};
use ndarray::{Array1, Array2};
use rand_core::RngCore;
use rayon::prelude::*;

/// Random forest for probabilities.
///
/// ```text
/// p(x) = 1/T sum_t s_t(x),   s = (a N1/m + N1/N) / (a N1/m + b N0/m + 1)
/// ```
///
/// Each of the T trees is grown on m rows of each class drawn with replacement, m the smaller of the
/// classes' sizes and 1,024, and on two thirds of the columns (at least two), drawn anew. The share s of a
/// leaf with a rows of class `true` and b of class `false` in the sample undoes the equal draws (N1, N0 the
/// classes' sizes, N their sum) and is pulled towards the overall share by the weight of one row, so that it
/// lies strictly between 0 and 1. Sampling classes evenly matters here: `linfa` trees cut away splits whose
/// two sides vote alike, and with a rare class nearly all do.
///
/// Draws come from streams keyed by seed, replicate and tree: the same bits on any number of threads. No
/// case weights; columns are compared after division by their range in the sample.
/// Cost: T m p log m to grow, T depth a row to predict.
/// References: Breiman (2001); Chen, Liaw and Breiman (2004), "Using random forest to learn imbalanced data".
#[derive(Debug, Clone, Copy)]
pub struct Forest {
    /// Trees, at least 1.
    pub trees: u32,
    /// Deepest level, at least 1.
    pub depth: u32,
    /// Fewest rows of the sample in a leaf, at least 1.
    pub leaf: u32,
    /// Seed of the draws.
    pub seed: u64,
    /// Tells forests with the same seed apart.
    pub replicate: u32,
}

/// A forest that has been grown.
#[derive(Debug, Clone)]
pub struct Grove {
    trees: Vec<Vec<Node>>,
}

/// A node of a tree; children by position, which is above the node's own.
#[derive(Debug, Clone, Copy)]
enum Node {
    Split { column: usize, at: f64, below: usize, above: usize },
    Leaf(f64),
}

/// Most rows of a class in the sample of one tree: under 4,096, so that no leaf can be tied (see [`TILT`]).
const MOST: u64 = 1024;
/// Weight of a row of class `false`. With fewer than 4,096 rows of each class the weights of two classes
/// never sum to the same, and every sum is exact in 32 bits: a tie would be broken at random by `linfa`.
const TILT: f32 = 1.0 + 1.0 / 4096.0;
/// Rows predicted at a time: they stay in the first-level cache for all trees.
const BLOCK: usize = 512;
const PURPOSE: &str = "random forest";

impl<'a> Fit<Blocks<'a>, Response<'a>, GlmError> for Forest {
    type Object = Grove;

    fn fit(&self, dataset: &DatasetBase<Blocks<'a>, Response<'a>>) -> Result<Grove, GlmError> {
        let (rows, response) = (dataset.records().0, *dataset.targets());
        if response.weight.is_some() {
            return Err(GlmError::Weights);
        }
        if response.y.len() != rows.rows() {
            let (what, len) = ("the response", response.y.len());
            return Err(GlmError::Length { what, len, rows: rows.rows() });
        }
        let class = |c: bool| (0..rows.rows()).filter(|&i| response.y[i] == c).collect::<Vec<_>>();
        let classes = [class(false), class(true)];
        if classes.iter().any(Vec::is_empty) {
            return Err(GlmError::OneClass { rows: rows.rows() });
        }
        let trees = (0..self.trees).into_par_iter().map(|t| self.tree(t, rows, &classes));
        Ok(Grove { trees: trees.collect::<Result<_, _>>()? })
    }
}

impl Forest {
    fn tree(self, t: u32, rows: &dyn RowBlocks, classes: &[Vec<usize>; 2]) -> Result<Vec<Node>, GlmError> {
        let mut rng = stream(self.seed, PURPOSE, u64::from(self.replicate) << 32 | u64::from(t));
        let size = MOST.min(classes[0].len() as u64).min(classes[1].len() as u64) as usize;
        let mut drawn: Vec<usize> = Vec::with_capacity(2 * size);
        for class in classes {
            drawn.extend((0..size).map(|_| class[below(&mut rng, class.len() as u64) as usize]));
        }
        let columns = some_columns(&mut rng, rows.names().len());
        let sample = Sample::new(rows, &drawn, columns)?;
        let class = |i: usize| i >= size;
        let mut nodes = vec![Node::Leaf(0.0)];
        if !sample.columns.is_empty() {
            nodes = self.grow(&sample, Array1::from_shape_fn(2 * size, class))?;
        }
        let mut counts = vec![[0_u32; 2]; nodes.len()];
        for i in 0..2 * size {
            let at = leaf(&nodes, |column| sample.raw[(i, column)]);
            counts[at][usize::from(class(i))] += 1;
        }
        let totals = [classes[0].len() as f64, classes[1].len() as f64];
        let share = totals[1] / (totals[0] + totals[1]);
        for (node, [b, a]) in nodes.iter_mut().zip(counts) {
            if let Node::Leaf(p) = node {
                let people = |n: u32, total: f64| f64::from(n) * total / size as f64;
                let (a, b) = (people(a, totals[1]), people(b, totals[0]));
                *p = (a + share) / (a + b + 1.0);
            }
        }
        Ok(nodes)
    }

    fn grow(self, sample: &Sample, class: Array1<bool>) -> Result<Vec<Node>, GlmError> {
        let weight = class.mapv(|c| if c { 1.0 } else { TILT });
        let dataset = DatasetBase::new(sample.scaled.clone(), class).with_weights(weight);
        let tree = DecisionTree::params()
            .max_depth(Some(self.depth as usize))
            .min_weight_split(2.0 * self.leaf as f32)
            .min_weight_leaf(self.leaf as f32)
            .fit(&dataset)?;
        let mut nodes = Vec::new();
        flatten(tree.root_node(), sample, &mut nodes);
        Ok(nodes)
    }
}

/// Two thirds of the columns, at least two, in order.
fn some_columns(rng: &mut impl RngCore, p: usize) -> Vec<usize> {
    let mut all: Vec<usize> = (0..p).collect();
    let take = (2 * p).div_ceil(3).max(2).min(p);
    for k in 0..take {
        let other = k + below(rng, (p - k) as u64) as usize;
        all.swap(k, other);
    }
    all.truncate(take);
    all.sort_unstable();
    all
}

/// The rows one tree is grown on.
struct Sample {
    /// Positions of the columns it sees: those drawn that vary.
    columns: Vec<usize>,
    /// All columns in their own units.
    raw: Array2<f64>,
    /// The columns it sees, from 0 to 1: the learner takes values closer than 1e-5 for equal.
    scaled: Array2<f64>,
    low: Vec<f64>,
    range: Vec<f64>,
}

impl Sample {
    fn new(rows: &dyn RowBlocks, drawn: &[usize], columns: Vec<usize>) -> Result<Self, GlmError> {
        let p = rows.names().len();
        let mut raw = Array2::zeros((drawn.len(), p));
        let mut row = vec![0.0; p];
        for (k, &i) in drawn.iter().enumerate() {
            rows.fill(i..i + 1, &mut row);
            row.iter().enumerate().for_each(|(j, &x)| raw[(k, j)] = x);
        }
        let mut sample = Self {
            columns: Vec::new(),
            raw,
            scaled: Array2::zeros((0, 0)),
            low: Vec::new(),
            range: Vec::new(),
        };
        for j in columns {
            let column = sample.raw.column(j);
            let low = column.iter().fold(f64::INFINITY, |m, &x| m.min(x));
            let range = column.iter().fold(f64::NEG_INFINITY, |m, &x| m.max(x)) - low;
            if !range.is_finite() || column.iter().any(|x| x.is_nan()) {
                return Err(GlmError::NotFinite { column: rows.names()[j].clone() });
            }
            if range > 0.0 {
                sample.columns.push(j);
                sample.low.push(low);
                sample.range.push(range);
            }
        }
        let shape = (drawn.len(), sample.columns.len());
        let value =
            |(i, k): (usize, usize)| (sample.raw[(i, sample.columns[k])] - sample.low[k]) / sample.range[k];
        sample.scaled = Array2::from_shape_fn(shape, value);
        Ok(sample)
    }
}

/// Puts a tree into a list, splits in the columns' own units; returns its position.
fn flatten(node: &TreeNode<f64, bool>, sample: &Sample, nodes: &mut Vec<Node>) -> usize {
    let at = nodes.len();
    nodes.push(Node::Leaf(0.0));
    if let ([Some(below), Some(above)], false) = (node.children().as_slice(), node.is_leaf()) {
        let (k, split, _) = node.split();
        let (column, split) = (sample.columns[k], sample.low[k] + sample.range[k] * split);
        let (below, above) = (flatten(below, sample, nodes), flatten(above, sample, nodes));
        nodes[at] = Node::Split { column, at: split, below, above };
    }
    at
}

/// Position of the leaf that a row falls into.
fn leaf(nodes: &[Node], value: impl Fn(usize) -> f64) -> usize {
    let mut here = 0;
    while let Node::Split { column, at, below, above } = nodes[here] {
        here = if value(column) <= at { below } else { above };
    }
    here
}

/// Probabilities of the class `true`, one a row, strictly between 0 and 1.
impl Predict<Blocks<'_>, Vec<f64>> for Grove {
    fn predict(&self, x: Blocks<'_>) -> Vec<f64> {
        let p = x.0.names().len();
        let parts = map_chunks(x.0.rows(), |range| {
            let (end, mut out) = (range.end, Vec::with_capacity(range.len()));
            let mut raw = vec![0.0; p * BLOCK];
            for start in range.step_by(BLOCK) {
                let m = BLOCK.min(end - start);
                x.0.fill(start..start + m, &mut raw[..p * m]);
                let from = out.len();
                out.resize(from + m, 0.0);
                for nodes in &self.trees {
                    for (i, sum) in out[from..].iter_mut().enumerate() {
                        if let Node::Leaf(share) = nodes[leaf(nodes, |column| raw[column * m + i])] {
                            *sum += share;
                        }
                    }
                }
            }
            let trees = self.trees.len().max(1) as f64;
            out.into_iter().map(|sum: f64| sum / trees).collect::<Vec<_>>()
        });
        parts.concat()
    }
}

#[cfg(test)]
mod tests {
    use super::{Forest, Grove};
    use crate::stats::glm::{Blocks, Dense, GlmError, Response};
    use crate::stats::rng::{stream, uniform};
    use linfa::dataset::DatasetBase;
    use linfa::traits::{Fit, Predict};

    const FOREST: Forest = Forest { trees: 100, depth: 8, leaf: 10, seed: 7, replicate: 0 };

    /// Two uniform columns; class `true` with probability 0.8 where both or neither exceed 1/2, else `low`.
    fn checkerboard(n: usize, low: f64, replicate: u64) -> (Dense, Vec<bool>, Vec<f64>) {
        let mut rng = stream(1, "checkerboard", replicate);
        let a: Vec<f64> = (0..n).map(|_| uniform(&mut rng)).collect();
        let b: Vec<f64> = (0..n).map(|_| uniform(&mut rng)).collect();
        let p: Vec<f64> =
            a.iter().zip(&b).map(|(a, b)| if (*a > 0.5) == (*b > 0.5) { 0.8 } else { low }).collect();
        let y = p.iter().map(|p| uniform(&mut rng) < *p).collect();
        (Dense::new(n, vec![("a".into(), a), ("b".into(), b)]).expect("equal lengths"), y, p)
    }

    fn grow(forest: Forest, x: &Dense, y: &[bool]) -> Result<Grove, GlmError> {
        forest.fit(&DatasetBase::new(Blocks(x), Response { y, weight: None }))
    }

    /// No regression without a product can see a checkerboard; the forest finds its probabilities, also
    /// where one class is rare.
    #[test]
    fn finds_an_interaction_and_its_probabilities() {
        for (low, tolerance) in [(0.2, 0.1), (0.02, 0.12)] {
            let (x, y, _) = checkerboard(6000, low, 0);
            let grove = grow(FOREST, &x, &y).expect("a forest");
            let (fresh, _, truth) = checkerboard(2000, low, 1);
            let found = grove.predict(Blocks(&fresh));
            let error = found.iter().zip(&truth).map(|(f, t)| (f - t).abs()).sum::<f64>() / 2000.0;
            assert!(error < tolerance, "mean error {error} at {low}");
            assert!(found.iter().all(|p| *p > 0.0 && *p < 1.0));
        }
    }

    #[test]
    fn threads_and_repetition_do_not_change_a_bit() {
        let (x, y, _) = checkerboard(1500, 0.3, 2);
        let bits = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
            let found = pool.install(|| grow(FOREST, &x, &y).expect("a forest").predict(Blocks(&x)));
            found.into_iter().map(f64::to_bits).collect::<Vec<_>>()
        };
        let one = bits(1);
        assert!((0..3).all(|_| bits(4) == one));
        let other = grow(Forest { seed: 8, ..FOREST }, &x, &y).expect("a forest").predict(Blocks(&x));
        assert!(other.iter().zip(&one).any(|(a, b)| a.to_bits() != *b));
    }

    #[test]
    fn edges() {
        let constant = Dense::new(4, vec![("one".into(), vec![1.0; 4])]).expect("equal lengths");
        let found = grow(FOREST, &constant, &[true, false, false, false])
            .expect("a forest")
            .predict(Blocks(&constant));
        assert!(found.iter().all(|p| (p - 0.25).abs() < 1e-12), "{found:?}");
        assert!(matches!(grow(FOREST, &constant, &[true; 4]), Err(GlmError::OneClass { rows: 4 })));
        let hole = Dense::new(2, vec![("hole".into(), vec![f64::NAN, 1.0])]).expect("equal lengths");
        assert!(matches!(grow(FOREST, &hole, &[true, false]), Err(GlmError::NotFinite { .. })));
        let weight = Some(&[1.0; 4][..]);
        let weighted =
            DatasetBase::new(Blocks(&constant), Response { y: &[true, false, false, true], weight });
        assert!(matches!(FOREST.fit(&weighted), Err(GlmError::Weights)));
    }
}
