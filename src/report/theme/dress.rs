//! Charts and pages in the colours of a theme.

use super::super::charts::ink;
use super::super::document::{Block, Document};
use super::{Colours, Theme, ThemeSpec};
use std::path::PathBuf;

impl Theme {
    /// Gives every chart of a document the theme's colours; nothing else changes.
    #[must_use]
    pub fn dress(&self, mut document: Document) -> Document {
        if self.colours == Colours::default() {
            return document;
        }
        for block in document.sections.iter_mut().flat_map(|s| &mut s.blocks) {
            if let Block::Figure(figure) | Block::Wide(figure) = block {
                for picture in &mut figure.pictures {
                    picture.svg = self.recolour(&picture.svg);
                }
            }
        }
        document
    }

    /// A chart in the theme's colours. A colour is an attribute of its own (`"#rrggbb"`), which no text of a
    /// chart can be: quotes in texts are escaped.
    #[must_use]
    pub fn recolour(&self, svg: &str) -> String {
        let inks = self.inks();
        let mut out = String::with_capacity(svg.len());
        let mut rest = svg;
        while let Some(at) = rest.find("\"#") {
            let (before, from) = rest.split_at(at + 1);
            out.push_str(before);
            let hex = from.get(..7).filter(|_| from.as_bytes().get(7) == Some(&b'"')).unwrap_or("#");
            let own = inks.iter().find(|(of, _)| hex.eq_ignore_ascii_case(of));
            out.push_str(own.map_or(hex, |(_, to)| to));
            rest = &from[hex.len()..];
        }
        out.push_str(rest);
        out
    }

    /// Each ink of the charts with the theme's colour for it.
    fn inks(&self) -> [(&'static str, &str); 4] {
        let c = &self.colours;
        [
            (ink::TREATED, &c.treated),
            (ink::COMPARISON, &c.comparison),
            (ink::TEXT, &c.text),
            (ink::PAPER, &c.paper),
        ]
    }

    /// The theme as files that read back to it, to lie beside the reports made with it; none for the house
    /// style of Matchwell itself.
    ///
    /// # Errors
    /// In words, if it cannot be written as TOML.
    pub fn files(&self) -> Result<Vec<(PathBuf, Vec<u8>)>, String> {
        if *self == Self::default() {
            return Ok(Vec::new());
        }
        let logo = self.logo.as_ref().map(|l| PathBuf::from(format!("logo.{}", l.kind.ending())));
        let fonts: Vec<PathBuf> =
            (1..=self.fonts.files.len()).map(|i| PathBuf::from(format!("font-{i}.ttf"))).collect();
        let text = toml::to_string(&self.said(logo.clone(), fonts.clone())).map_err(|e| e.to_string())?;
        let mut files = vec![(PathBuf::from("theme.toml"), text.into_bytes())];
        files.extend(logo.into_iter().zip(self.logo.iter().map(|l| l.bytes.clone())));
        files.extend(fonts.into_iter().zip(self.fonts.files.iter().cloned()));
        Ok(files)
    }

    fn said(&self, logo: Option<PathBuf>, files: Vec<PathBuf>) -> ThemeSpec {
        let Colours { accent, treated, comparison, text, paper } = self.colours.clone();
        let (body, headings) = (self.fonts.body.clone(), self.fonts.headings.clone());
        ThemeSpec {
            organisation: self.organisation.clone(),
            logo,
            footer: self.footer.clone(),
            colours: super::ColoursSpec { accent, treated, comparison, text, paper },
            fonts: super::FontsSpec { body, headings, files },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::Theme;

    #[test]
    fn only_colours_change_and_all_at_once() {
        let mut theme = Theme::default();
        // Swapped: one after the other would paint both the same.
        std::mem::swap(&mut theme.colours.treated, &mut theme.colours.comparison);
        let svg = r##"<a fill="#0B5C8F" b="#d55e00"/>say &quot;#0b5c8f&quot; #0b5c8f<c d="#c9c6bd" e="#"/>"##;
        let out = theme.recolour(svg);
        assert_eq!(
            out,
            r##"<a fill="#d55e00" b="#0b5c8f"/>say &quot;#0b5c8f&quot; #0b5c8f<c d="#c9c6bd" e="#"/>"##
        );
        assert_eq!(theme.recolour("\"#"), "\"#");
        assert_eq!(theme.recolour("\"#ééé\""), "\"#ééé\"");
    }
}
