//! Compressed text: gzip and Zstandard, taken apart while it is read and never beyond a bound.

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::FrameDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use std::fmt;
use std::io::{self, BufRead, Read};

/// How a text is packed, told by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Packing {
    /// Not at all.
    Plain,
    /// gzip, one member or several.
    Gzip,
    /// Zstandard, one frame or several.
    Zstandard,
}

impl Packing {
    /// The packing of a file that starts with `head`.
    pub(in crate::ingest) fn of(head: &[u8]) -> Self {
        let skippable = head.len() > 3 && head[0] & 0xF0 == 0x50 && head[1..4] == [0x2A, 0x4D, 0x18];
        if head.starts_with(&[0x1F, 0x8B]) {
            Self::Gzip
        } else if head.starts_with(&[0x28, 0xB5, 0x2F, 0xFD]) || skippable {
            Self::Zstandard
        } else {
            Self::Plain
        }
    }

    /// Its name, for messages.
    pub(in crate::ingest) fn words(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gzip => "gzip",
            Self::Zstandard => "Zstandard",
        }
    }

    /// What `source`, a file of `size` bytes, says when unpacked.
    pub(in crate::ingest) fn unpack<'s>(
        self,
        source: impl BufRead + Send + 's,
        size: u64,
    ) -> Box<dyn Read + Send + 's> {
        match self {
            Self::Plain => Box::new(source),
            Self::Gzip => Box::new(Bounded::new(MultiGzDecoder::new(source), size, LIMITS)),
            Self::Zstandard => Box::new(Bounded::new(Frames::new(source), size, LIMITS)),
        }
    }
}

/// How much may come out of a file.
#[derive(Debug, Clone, Copy)]
pub(in crate::ingest) struct Limits {
    /// Bytes that may come out in any case.
    pub(in crate::ingest) free: u64,
    /// Times the size of the file that may come out beyond that.
    pub(in crate::ingest) ratio: u64,
    /// Bytes beyond which nothing comes out.
    pub(in crate::ingest) most: u64,
}

const LIMITS: Limits = Limits { free: 1 << 28, ratio: 200, most: 64 << 30 };

/// A file swells beyond every measure.
#[derive(Debug)]
pub(in crate::ingest) struct Swollen {
    /// The size of the file.
    packed: u64,
    /// What came out before it was stopped.
    unpacked: u64,
}

impl fmt::Display for Swollen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a file of {} bytes unpacks to more than {} bytes", self.packed, self.unpacked)
    }
}

impl std::error::Error for Swollen {}

/// A reader that stops where [`Limits`] say so.
pub(in crate::ingest) struct Bounded<R> {
    inner: R,
    packed: u64,
    unpacked: u64,
    limits: Limits,
}

impl<R> Bounded<R> {
    /// What `inner` makes of `packed` bytes.
    pub(in crate::ingest) fn new(inner: R, packed: u64, limits: Limits) -> Self {
        Self { inner, packed, unpacked: 0, limits }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.unpacked += n as u64;
        let Limits { free, ratio, most } = self.limits;
        let allowed = self.packed.saturating_mul(ratio).max(free).min(most);
        if self.unpacked > allowed {
            let swollen = Swollen { packed: self.packed, unpacked: allowed };
            return Err(io::Error::other(swollen));
        }
        Ok(n)
    }
}

/// All frames of a Zstandard file, one after the other, with their check sums.
struct Frames<R> {
    source: R,
    decoder: FrameDecoder,
    open: bool,
}

impl<R: BufRead> Frames<R> {
    fn new(source: R) -> Self {
        Self { source, decoder: FrameDecoder::new(), open: false }
    }

    /// Goes to the next frame; `false` at the end of the file.
    fn next(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.source) {
                Ok(()) => {
                    self.open = true;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let skipped = io::copy(&mut self.source.by_ref().take(length.into()), &mut io::sink())?;
                    if skipped < u64::from(length) {
                        return Err(io::ErrorKind::UnexpectedEof.into());
                    }
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(false)
    }

    /// Leaves a frame that has been read to its end.
    fn close(&mut self) -> io::Result<()> {
        self.open = false;
        match (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum()) {
            (Some(said), Some(is)) if said != is => Err(io::Error::other("the check sum does not fit")),
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        use ruzstd::decoding::BlockDecodingStrategy::UptoBlocks;
        while self.open || self.next()? {
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                self.decoder.decode_blocks(&mut self.source, UptoBlocks(1)).map_err(io::Error::other)?;
            }
            let n = self.decoder.read(buffer)?;
            if n > 0 || buffer.is_empty() {
                return Ok(n);
            }
            self.close()?;
        }
        Ok(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_stops_at_its_limits() {
        let limits = Limits { free: 100, ratio: 10, most: 1000 };
        for (packed, longest) in [(1, 100), (20, 200), (5000, 1000)] {
            let zeros = |n| Bounded::new(io::repeat(0).take(n), packed, limits);
            assert_eq!(io::copy(&mut zeros(longest), &mut io::sink()).ok(), Some(longest));
            let error = io::copy(&mut zeros(longest + 1), &mut io::sink()).expect_err("too much");
            let swollen = error.get_ref().and_then(|e| e.downcast_ref::<Swollen>()).expect("its own error");
            assert_eq!(swollen.unpacked, longest);
        }
    }

    #[test]
    fn frames_follow_one_another() {
        // "ab" raw in a frame without check sum, a skippable frame, "c" four times in a run.
        let first = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 2, 0x11, 0, 0, b'a', b'b'];
        let skipped = [0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 9, 9, 9];
        let run = [0x28, 0xB5, 0x2F, 0xFD, 0x20, 4, 0x23, 0, 0, b'c'];
        let all = [&first[..], &skipped, &run].concat();
        let mut text = String::new();
        Frames::new(&all[..]).read_to_string(&mut text).expect("text");
        assert_eq!(text, "abcccc");
        for cut in 1..all.len() {
            if cut != first.len() && cut != first.len() + skipped.len() {
                let read = Frames::new(&all[..cut]).read_to_string(&mut String::new());
                assert!(read.is_err(), "cut at {cut}");
            }
        }
    }
}
