//! Bytes read one after the other, with numbers in either order; never more than there are.

use super::damage::Damage;
use std::io::{BufRead, Read, Seek};

/// Which byte of a number comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// The lowest.
    Little,
    /// The highest.
    Big,
}

macro_rules! numbers {
    ($($name:ident: $type:ty),*) => {$(
        /// The number in the first bytes; missing bytes count as 0.
        pub(super) fn $name(self, bytes: &[u8]) -> $type {
            let bytes = bytes.first_chunk().copied().unwrap_or_default();
            match self {
                Self::Little => <$type>::from_le_bytes(bytes),
                Self::Big => <$type>::from_be_bytes(bytes),
            }
        }
    )*};
}

impl Order {
    /// The bytes of a number.
    pub(super) fn bytes(self, value: f64) -> [u8; 8] {
        match self {
            Self::Little => value.to_le_bytes(),
            Self::Big => value.to_be_bytes(),
        }
    }

    numbers!(u16: u16, i16: i16, u32: u32, i32: i32, u64: u64, i64: i64, f32: f32, f64: f64);
}

/// A file being read.
pub(super) struct Bytes<R> {
    source: R,
    at: u64,
    end: u64,
    pub(super) order: Order,
}

impl<R: BufRead + Seek> Bytes<R> {
    /// The bytes of `source`, `length` in all, from its start.
    pub(super) fn new(source: R, length: u64) -> Self {
        Self { source, at: 0, end: length, order: Order::Little }
    }

    /// How many bytes have been read.
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    /// How many bytes the file has.
    pub(super) fn end(&self) -> u64 {
        self.end
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> u64 {
        self.end.saturating_sub(self.at)
    }

    /// Fills `buffer`; `what` says what is being read.
    pub(super) fn fill(&mut self, buffer: &mut [u8], what: &str) -> Result<(), Damage> {
        self.need(buffer.len() as u64, what)?;
        self.source.read_exact(buffer).map_err(|e| Damage::io(&e, what))?;
        self.at += buffer.len() as u64;
        Ok(())
    }

    /// The next `n` bytes.
    pub(super) fn take(&mut self, n: usize, what: &str) -> Result<Vec<u8>, Damage> {
        self.need(n as u64, what)?;
        let mut buffer = vec![0; n];
        self.fill(&mut buffer, what)?;
        Ok(buffer)
    }

    /// The next `N` bytes.
    pub(super) fn array<const N: usize>(&mut self, what: &str) -> Result<[u8; N], Damage> {
        let mut buffer = [0; N];
        self.fill(&mut buffer, what)?;
        Ok(buffer)
    }

    /// Passes over `n` bytes.
    pub(super) fn skip(&mut self, n: u64, what: &str) -> Result<(), Damage> {
        self.need(n, what)?;
        let far = i64::try_from(n).map_err(|_| Damage::cut(what))?;
        self.source.seek_relative(far).map_err(|e| Damage::io(&e, what))?;
        self.at += n;
        Ok(())
    }

    /// All that is left, as a stream.
    pub(super) fn stream(&mut self) -> impl Read {
        let left = self.left();
        self.at = self.end;
        self.source.by_ref().take(left)
    }

    /// Goes to byte `place`.
    pub(super) fn go(&mut self, place: u64, what: &str) -> Result<(), Damage> {
        if place > self.end {
            return Err(Damage::cut(what));
        }
        self.source.seek(std::io::SeekFrom::Start(place)).map_err(|e| Damage::io(&e, what))?;
        self.at = place;
        Ok(())
    }

    pub(super) fn u32(&mut self, what: &str) -> Result<u32, Damage> {
        Ok(self.order.u32(&self.array::<4>(what)?))
    }

    pub(super) fn i32(&mut self, what: &str) -> Result<i32, Damage> {
        Ok(self.order.i32(&self.array::<4>(what)?))
    }

    fn need(&self, n: u64, what: &str) -> Result<(), Damage> {
        if n > self.left() { Err(Damage::cut(what)) } else { Ok(()) }
    }
}
