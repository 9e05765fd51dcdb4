//! The specification curve: ranges, the choice that matters most, and joint inference.

mod draws;
mod joint;
mod summary;
mod types;

pub use draws::Draws;
pub use joint::{Joint, joint};
pub use summary::summarise;
pub use types::{Answered, Asked, ChoiceFigures, Curve, Figures, LevelFigures, Parted, Question, Range};
