//! Charts as inline SVG: each has a title and a description, and is readable in grey.
//!
//! Axes, dots, intervals and histograms are drawn with `plotters`; figures of people and the flow
//! diagram with the small writer in `svg.rs`, because a chart library has no such marks.

mod alluvial;
mod alone;
mod bars;
mod changes;
mod contours;
mod curve;
mod dots;
mod fan;
mod flow;
mod forest;
mod histogram;
pub mod ink;
mod maintenance;
mod pictogram;
mod plot;
mod ranked;
mod scale;
mod svg;
mod tornado;
mod waterfall;

pub use alluvial::{Alluvial, Stage, Strand};
pub use alone::{Ground, size, standing_alone, told};
pub use bars::{Bars, Pair};
pub use changes::{Changes, Fill, Step};
pub use contours::{Benchmark, Contours};
pub use curve::{COLUMNS as CURVE_COLUMNS, Curve, Row, Spot};
pub use dots::{Dots, Mark, MarkRow, Style};
pub use fan::{Fan, FanPoint};
pub use flow::{Flow, Station};
pub use forest::{Forest, ForestRow};
pub use histogram::{Bin, Mirror};
pub use maintenance::{Course, Maintenance, Moment};
pub use pictogram::Hundred;
pub use ranked::{Ranked, RankedRow, Weight};
pub use tornado::{Gust, Tornado};
pub use waterfall::{Fall, FallRow, Waterfall};
