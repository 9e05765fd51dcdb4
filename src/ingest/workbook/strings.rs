//! The texts that cells share, in one buffer.

use super::archive::{Archive, KEPT};
use super::xml::{Wrong, add_text, unescaped};
use quick_xml::events::Event;

/// The shared texts of a workbook.
#[derive(Default)]
pub(super) struct Strings {
    bytes: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Reads them; a workbook may have none.
    pub(super) fn read(archive: &mut Archive, part: &str) -> Result<Self, Wrong> {
        let mut strings = Self::default();
        if !archive.has(part) {
            return Ok(strings);
        }
        let mut xml = archive.part(part, KEPT)?;
        let (mut text, mut inside, mut sounds) = (String::new(), false, false);
        loop {
            match xml.next()? {
                Event::Start(e) => match e.local_name().as_ref() {
                    "si" => text.clear(),
                    "t" => inside = true,
                    // How a text is spoken is not part of it.
                    "rPh" => sounds = true,
                    _ => {}
                },
                Event::End(e) => match e.local_name().as_ref() {
                    "si" => strings.push(&unescaped(std::mem::take(&mut text)))?,
                    "t" => inside = false,
                    "rPh" => sounds = false,
                    _ => {}
                },
                Event::Eof => return Ok(strings),
                event if inside && !sounds => add_text(&event, &mut text),
                _ => {}
            }
        }
    }

    fn push(&mut self, text: &str) -> Result<(), Wrong> {
        self.bytes.push_str(text);
        let end = u32::try_from(self.bytes.len());
        self.ends.push(end.map_err(|_| Wrong::Swollen("the texts of the workbook are too long".to_owned()))?);
        Ok(())
    }

    /// The text with a number.
    pub(super) fn get(&self, at: usize) -> Option<&str> {
        let end = *self.ends.get(at)? as usize;
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        Some(&self.bytes[start..end])
    }
}
