//! How the lines of a text end, and which line a row stands on.

use csv::ByteRecord;

/// How lines end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With a line feed.
    Feed,
    /// With a carriage return and a line feed.
    ReturnFeed,
    /// With a carriage return.
    Return,
}

impl Ending {
    /// The ending of the first line of a text that starts with `head`.
    pub(super) fn of(head: &[u8]) -> Self {
        match head.iter().position(|b| matches!(b, b'\n' | b'\r')) {
            Some(at) if head[at] == b'\r' && head.get(at + 1) == Some(&b'\n') => Self::ReturnFeed,
            Some(at) if head[at] == b'\r' => Self::Return,
            _ => Self::Feed,
        }
    }

    /// The line, from 1, on which a record starts that is row `row` (from 0).
    ///
    /// The reader counts line feeds: it knows the line where it stood *before* the record, with empty
    /// lines still to be passed over, and `after`, where it stands now. Of a line feed after a carriage
    /// return it has not heard yet. What lies between is the record's own lines and empty ones.
    pub(super) fn line(self, record: &ByteRecord, after: u64, row: usize) -> u64 {
        let before = record.position().map_or(0, csv::Position::line);
        let inside = || record.as_slice().iter().map(|b| u64::from(*b == b'\n')).sum::<u64>();
        match self {
            Self::Return => row as u64 + 2,
            Self::ReturnFeed if after == before + 1 => after,
            Self::ReturnFeed => after.saturating_sub(inside()),
            Self::Feed if after == before + 1 => before,
            // The last record may end without a line feed.
            Self::Feed => after.saturating_sub(inside() + 1).max(before),
        }
    }
}
