//! A reader with so many bytes for each row: a quote that is never closed, or a file without line breaks,
//! would otherwise fill the memory with a single row.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;

/// Most bytes of a row, its heading included.
pub(super) const LONGEST: usize = 16 << 20;

/// What is left for the row that is being read; shared by the reader and whoever counts rows.
#[derive(Clone)]
pub(super) struct Ration(Rc<Cell<usize>>);

impl Ration {
    /// A full ration.
    pub(super) fn new() -> Self {
        Self(Rc::new(Cell::new(LONGEST)))
    }

    /// Another row begins.
    pub(super) fn renew(&self) {
        self.0.set(LONGEST);
    }
}

/// A row has more bytes than any row has.
#[derive(Debug)]
struct TooLong;

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "a row has more than {} MB: a quote that is not closed, or a file without lines",
            LONGEST >> 20
        )
    }
}

impl std::error::Error for TooLong {}

/// `true` if reading failed because a row is too long.
pub(super) fn is_too_long(error: &io::Error) -> bool {
    error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<TooLong>)
}

/// A reader that fails once a row is too long.
pub(super) struct Rationed<R> {
    source: R,
    ration: Ration,
}

impl<R> Rationed<R> {
    /// `source`, of which each row may have [`LONGEST`] bytes.
    pub(super) fn new(source: R, ration: &Ration) -> Self {
        Self { source, ration: ration.clone() }
    }
}

impl<R: Read> Read for Rationed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.source.read(buffer)?;
        let left = self.ration.0.get();
        if n > left {
            return Err(io::Error::other(TooLong));
        }
        self.ration.0.set(left - n);
        Ok(n)
    }
}
