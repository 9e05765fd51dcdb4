//! The picture at the top of a report.

/// Largest logo, in bytes.
pub(super) const LARGEST: usize = 1 << 20;

/// What kind of picture it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Lines and areas.
    Svg,
    /// Pixels.
    Png,
}

impl Kind {
    /// The end of a file's name.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    /// The type, for browsers.
    #[must_use]
    pub fn media(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
        }
    }
}

/// A picture that depends on nothing outside itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// Its kind.
    pub kind: Kind,
    /// The file.
    pub bytes: Vec<u8>,
}

impl Logo {
    /// Reads a picture.
    ///
    /// # Errors
    /// In words: neither SVG nor PNG, too large, or with parts that lie outside the file.
    pub fn read(bytes: Vec<u8>) -> Result<Self, String> {
        if bytes.len() > LARGEST {
            return Err(format!("it has {} bytes, and a logo has at most {LARGEST}", bytes.len()));
        }
        if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Ok(Self { kind: Kind::Png, bytes });
        }
        let text = std::str::from_utf8(&bytes).map_err(|_| "it is neither SVG nor PNG".to_owned())?;
        if !text.contains("<svg") {
            return Err("it is neither SVG nor PNG".to_owned());
        }
        match outside(text) {
            Some(part) => {
                Err(format!("it holds `{part}`: a logo may hold no script and nothing from elsewhere"))
            }
            None => Ok(Self { kind: Kind::Svg, bytes }),
        }
    }
}

/// The first thing in a drawing that would run, or that lies elsewhere.
fn outside(svg: &str) -> Option<&'static str> {
    let small = svg.to_ascii_lowercase();
    let bad = ["<script", "<foreignobject", "<!entity", "@import", "javascript:", " onload", " onclick"];
    if let Some(found) = bad.into_iter().find(|b| small.contains(b)) {
        return Some(found);
    }
    let elsewhere = |rest: &str| {
        let rest = rest.trim_start_matches(['"', '\'', ' ', '(']);
        !rest.starts_with('#') && !rest.starts_with("data:image/")
    };
    let links = [("href=", "href"), ("url(", "url(")];
    links.into_iter().find(|(mark, _)| small.split(mark).skip(1).any(elsewhere)).map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::{Kind, Logo};

    #[test]
    fn drawings_that_reach_outside_are_refused() {
        let good =
            br##"<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/><path fill="url(#b)"/></svg>"##;
        assert_eq!(Logo::read(good.to_vec()).map(|l| l.kind), Ok(Kind::Svg));
        for bad in [
            "<svg><script>1</script></svg>",
            "<svg><image href='https://example.org/a.png'/></svg>",
            "<svg><image xlink:href=\"/etc/passwd\"/></svg>",
            "<svg><rect fill=\"url(other.svg#a)\"/></svg>",
            "<svg onload='x()'></svg>",
            "GIF89a",
            "",
        ] {
            assert!(Logo::read(bad.as_bytes().to_vec()).is_err(), "{bad}");
        }
        assert!(Logo::read(vec![0xff; 8]).is_err());
        assert!(Logo::read(vec![b' '; super::LARGEST + 1]).is_err());
    }
}
