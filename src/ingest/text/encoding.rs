//! Which encoding a text is in, and its way to UTF-8.

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::io::{self, BufRead, Read};

/// The encoding of a text, and how it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) struct Found {
    /// The encoding.
    pub(in crate::ingest) encoding: &'static Encoding,
    /// Bytes of the byte order mark.
    pub(in crate::ingest) mark: usize,
    /// How it is known.
    pub(in crate::ingest) known: Known,
}

/// How an encoding is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::ingest) enum Known {
    /// From the byte order mark.
    Marked,
    /// From the job.
    Declared,
    /// From where the zero bytes are.
    Zeros,
    /// Taken for UTF-8 until a byte says otherwise.
    Assumed,
    /// From the bytes of the whole file.
    Surveyed,
}

/// The encoding of a text that starts with `head`: its byte order mark decides, then what the job says,
/// then the zero bytes of UTF-16; anything else is taken for UTF-8.
pub(in crate::ingest) fn detect(head: &[u8], declared: Option<&'static Encoding>) -> Found {
    if let Some((encoding, mark)) = Encoding::for_bom(head) {
        return Found { encoding, mark, known: Known::Marked };
    }
    let zeros = || sixteen(head).map(|e| (e, Known::Zeros));
    let declared = declared.map(|e| (e, Known::Declared));
    let (encoding, known) = declared.or_else(zeros).unwrap_or((UTF_8, Known::Assumed));
    Found { encoding, mark: 0, known }
}

/// UTF-16 without a mark: in text of Latin letters every other byte is mostly zero.
pub(in crate::ingest) fn sixteen(head: &[u8]) -> Option<&'static Encoding> {
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (first, second, pairs) = (zeros(0), zeros(1), head.len() / 2);
    if pairs == 0 {
        None
    } else if second * 2 > pairs && first * 5 < pairs {
        Some(UTF_16LE)
    } else if first * 2 > pairs && second * 5 < pairs {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Reads text of any encoding as UTF-8.
///
/// What means nothing in the encoding comes out as the byte FF, which UTF-8 never has, so that the cell
/// it stands in is found out where rows and columns are known.
pub(in crate::ingest) struct Transcoder<R> {
    source: R,
    decoder: Decoder,
    out: Vec<u8>,
    at: usize,
    ended: bool,
}

const CHUNK: usize = 1 << 16;

impl<R: BufRead> Transcoder<R> {
    /// `source` stands after the byte order mark.
    pub(in crate::ingest) fn new(source: R, encoding: &'static Encoding) -> Self {
        let decoder = encoding.new_decoder_without_bom_handling();
        Self { source, decoder, out: Vec::new(), at: 0, ended: false }
    }

    fn fill(&mut self) -> io::Result<()> {
        let windows = self.decoder.encoding() == WINDOWS_1252;
        let mut input = self.source.fill_buf()?;
        let last = input.is_empty();
        let void = input.iter().position(|b| windows && is_void(*b));
        input = &input[..void.unwrap_or(input.len())];
        self.out.resize(CHUNK, 0);
        self.at = 0;
        let (result, read, written) =
            self.decoder.decode_to_utf8_without_replacement(input, &mut self.out, last);
        self.out.truncate(written);
        let stopped = result == DecoderResult::InputEmpty;
        let malformed = matches!(result, DecoderResult::Malformed(..));
        if malformed || (stopped && void.is_some()) {
            self.out.push(0xFF);
        }
        self.ended = last && stopped;
        self.source.consume(read + usize::from(stopped && void.is_some()));
        Ok(())
    }
}

impl<R: BufRead> Read for Transcoder<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.out.len() && !self.ended {
            self.fill()?;
        }
        let n = buffer.len().min(self.out.len() - self.at);
        buffer[..n].copy_from_slice(&self.out[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}

/// `true` for the five bytes that mean nothing in Windows-1252.
fn is_void(byte: u8) -> bool {
    matches!(byte, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)
}

/// `true` for bytes that Windows-1252 has but that hardly occur in writing, while they are letters in
/// older encodings.
fn is_rare(byte: u8) -> bool {
    is_void(byte) || matches!(byte, 0x82 | 0x83 | 0x86..=0x89 | 0x8B | 0x98 | 0x9B)
}

/// What the bytes of a whole file that is not UTF-8 throughout look like.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::ingest) enum Survey {
    /// Windows-1252 throughout.
    Windows {
        /// The signs beyond ASCII that it is then made of, in order of first appearance.
        signs: String,
        /// The line of the first of them.
        line: usize,
    },
    /// UTF-8 with some bytes that are not, or bytes that hardly occur in Windows-1252.
    Unclear,
}

/// Signs that a survey shows.
const SHOWN: usize = 12;

/// What a survey has seen so far.
#[derive(Default)]
struct Tally {
    lines: usize,
    first: Option<usize>,
    seen: Vec<u8>,
}

impl Tally {
    /// Takes note of bytes that are UTF-8; `false` if any is beyond ASCII.
    fn plain(&mut self, bytes: &[u8]) -> bool {
        if self.first.is_none() {
            self.lines += bytes.iter().map(|b| usize::from(*b == b'\n')).sum::<usize>();
        }
        bytes.is_ascii()
    }

    /// Takes note of bytes that are not UTF-8; `false` if any hardly occurs in Windows-1252.
    fn odd(&mut self, bytes: &[u8]) -> bool {
        if !bytes.is_empty() {
            self.first.get_or_insert(self.lines + 1);
        }
        for byte in bytes {
            if !self.seen.contains(byte) {
                self.seen.push(*byte);
            }
        }
        !bytes.iter().any(|b| is_rare(*b))
    }

    fn finish(self) -> Survey {
        let Some(line) = self.first else { return Survey::Unclear };
        let shown = &self.seen[..self.seen.len().min(SHOWN)];
        let text = WINDOWS_1252.decode_without_bom_handling(shown).0;
        let mut signs: Vec<String> = text.chars().map(|c| format!("`{c}`")).collect();
        if self.seen.len() > SHOWN {
            signs.push("...".to_owned());
        }
        Survey::Windows { signs: signs.join(" "), line }
    }
}

/// Looks at a whole file that is not UTF-8 throughout.
///
/// It is Windows-1252 if no sign beyond ASCII is valid UTF-8 (a file that has such is UTF-8 with
/// damage, or two files joined) and no byte is one that hardly occurs in writing. One pass, constant
/// memory. Signs are told and not words: a word may be somebody's name.
pub(in crate::ingest) fn survey(mut source: impl Read) -> io::Result<Survey> {
    let mut buffer = vec![0; CHUNK];
    let (mut held, mut tally) = (0, Tally::default());
    loop {
        let n = source.read(&mut buffer[held..])?;
        let end = held + n;
        let mut from = 0;
        while from < end {
            let (valid, odd) = match std::str::from_utf8(&buffer[from..end]) {
                Ok(_) => (end - from, 0),
                Err(e) if n == 0 => (e.valid_up_to(), e.error_len().unwrap_or(end - from - e.valid_up_to())),
                Err(e) => (e.valid_up_to(), e.error_len().unwrap_or(0)),
            };
            let middle = from + valid;
            if !tally.plain(&buffer[from..middle]) || !tally.odd(&buffer[middle..middle + odd]) {
                return Ok(Survey::Unclear);
            }
            from = middle + odd;
            if odd == 0 {
                break;
            }
        }
        if n == 0 {
            return Ok(tally.finish());
        }
        // The start of a sign that goes on stays.
        buffer.copy_within(from..end, 0);
        held = end - from;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transcode(bytes: &[u8], encoding: &'static Encoding, capacity: usize) -> Vec<u8> {
        let mut out = Vec::new();
        let source = io::BufReader::with_capacity(capacity, bytes);
        Transcoder::new(source, encoding).read_to_end(&mut out).expect("bytes");
        out
    }

    #[test]
    fn text_of_any_encoding_becomes_utf_8() {
        let text = "id;gr\u{f6}\u{df}e\n\u{1F600};\u{20ac}\n";
        let units = || text.encode_utf16();
        let little: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = units().flat_map(u16::to_be_bytes).collect();
        for capacity in [1, 2, 3, 7, 1000] {
            assert_eq!(transcode(&little, UTF_16LE, capacity), text.as_bytes());
            assert_eq!(transcode(&big, UTF_16BE, capacity), text.as_bytes());
            assert_eq!(transcode(b"a\xE9\x80", WINDOWS_1252, capacity), "a\u{e9}\u{20ac}".as_bytes());
        }
    }

    #[test]
    fn what_means_nothing_is_marked() {
        for capacity in [1, 2, 1000] {
            assert_eq!(transcode(b"a\x81b\x9D", WINDOWS_1252, capacity), b"a\xFFb\xFF");
            assert_eq!(transcode(&[b'a', 0, 0, 0xDC, b'b', 0], UTF_16LE, capacity), b"a\xFFb");
            assert_eq!(transcode(&[b'a', 0, b'b'], UTF_16LE, capacity), b"a\xFF");
        }
    }

    #[test]
    fn the_first_bytes_tell() {
        let known = |head: &[u8], declared| {
            let found = detect(head, declared);
            (found.encoding.name(), found.mark, found.known)
        };
        assert_eq!(known(b"\xEF\xBB\xBFid", Some(WINDOWS_1252)), ("UTF-8", 3, Known::Marked));
        assert_eq!(known(b"\xFF\xFEi\0", None), ("UTF-16LE", 2, Known::Marked));
        assert_eq!(known(b"i\0d\0,\0", None), ("UTF-16LE", 0, Known::Zeros));
        assert_eq!(known(b"\0i\0d\0,", None), ("UTF-16BE", 0, Known::Zeros));
        assert_eq!(known(b"id,age", Some(WINDOWS_1252)), ("windows-1252", 0, Known::Declared));
        assert_eq!(known(b"id,age", None), ("UTF-8", 0, Known::Assumed));
        assert_eq!(known(b"", None), ("UTF-8", 0, Known::Assumed));
    }

    struct Slow<'a>(&'a [u8]);
    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let n = self.0.len().min(1);
            self.0.read(&mut buffer[..n])
        }
    }

    #[test]
    fn a_survey_tells_windows_1252_from_damage() {
        let windows = |signs: &str, line| Survey::Windows { signs: signs.to_owned(), line };
        for (bytes, expected) in [
            (&b"id,name\n1,M\xFCller\n"[..], windows("`\u{fc}`", 2)),
            (b"id,\x80\n", windows("`\u{20ac}`", 1)),
            (b"ends in \xE9", windows("`\u{e9}`", 1)),
            (b"a \xC3\xA9t\xC3\xA9 b\xE9\n", Survey::Unclear),
            (b"b\xE9 a \xC3\xA9\n", Survey::Unclear),
            (b"M\x81ller", Survey::Unclear),
            (b"plain", Survey::Unclear),
        ] {
            assert_eq!(survey(bytes).expect("a survey"), expected, "{}", String::from_utf8_lossy(bytes));
            // One byte at a time: nothing may hang on where a buffer ends.
            let slow = survey(Slow(bytes)).expect("a survey");
            assert_eq!(slow, expected);
        }
    }
}
