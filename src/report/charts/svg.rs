//! A small writer of SVG.

use std::fmt::Write;

/// A drawing in the making; lengths in pixels.
pub(super) struct Svg {
    width: f64,
    body: String,
}

/// Where a text is anchored.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Clone, Copy)]
pub(super) struct Font {
    pub size: f64,
    pub weight: u16,
    pub colour: &'static str,
    pub anchor: Anchor,
}

impl Svg {
    pub(super) fn new(width: f64) -> Self {
        Self { width, body: String::new() }
    }

    pub(super) fn rect(&mut self, at: (f64, f64), size: (f64, f64), fill: &str, stroke: &str) {
        let ((x, y), (w, h)) = (at, size);
        self.push(&format!(
            r#"<rect x="{x:.1}" y="{y:.1}" width="{w:.1}" height="{h:.1}" rx="6" fill="{fill}" stroke="{stroke}"/>"#
        ));
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: &str) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.push(&format!(
            r#"<line x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}" stroke="{stroke}" stroke-width="1.5"/>"#
        ));
    }

    pub(super) fn path(&mut self, d: &str, fill: &str, stroke: &str) {
        self.push(&format!(r#"<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="1"/>"#));
    }

    /// Straight strokes along the path `d`.
    pub(super) fn strokes(&mut self, d: &str, ink: &str, width: f64, opacity: f64) {
        self.push(&format!(
            r#"<path d="{d}" fill="none" stroke="{ink}" stroke-width="{width:.1}" stroke-opacity="{opacity}"/>"#
        ));
    }

    pub(super) fn disc(&mut self, at: (f64, f64), radius: f64, fill: &str) {
        let (x, y) = at;
        self.push(&format!(r#"<circle cx="{x:.1}" cy="{y:.1}" r="{radius}" fill="{fill}"/>"#));
    }

    pub(super) fn text(&mut self, at: (f64, f64), font: Font, words: &str) {
        let (x, y) = at;
        let Font { size, weight, colour, anchor } = font;
        let anchor = match anchor {
            Anchor::Start => "start",
            Anchor::Middle => "middle",
            Anchor::End => "end",
        };
        let words = escape(words);
        self.push(&format!(
            r#"<text x="{x:.1}" y="{y:.1}" font-size="{size}" font-weight="{weight}" fill="{colour}" text-anchor="{anchor}">{words}</text>"#
        ));
    }

    /// Starts a group of marks that a page may style by its class.
    pub(super) fn open(&mut self, class: &str) {
        self.push(&format!(r#"<g class="{class}">"#));
    }

    /// Ends it.
    pub(super) fn close(&mut self) {
        self.push("</g>");
    }

    /// The drawing, with its title and description for those who do not see it.
    pub(super) fn finish(self, height: f64, title: &str, description: &str) -> String {
        wrap((self.width, height), title, description, &self.body)
    }

    fn push(&mut self, element: &str) {
        self.body.push_str(element);
        self.body.push('\n');
    }
}

/// An inline SVG around `body`, which fills the width it is given.
pub(super) fn wrap(size: (f64, f64), title: &str, description: &str, body: &str) -> String {
    let mut out = String::new();
    let (w, h) = size;
    let written = write!(
        out,
        "<svg role=\"img\" viewBox=\"0 0 {w:.0} {h:.0}\" preserveAspectRatio=\"xMidYMin meet\" aria-label=\"{label}\">\n\
         <title>{title}</title><desc>{description}</desc>\n{body}</svg>",
        label = escape(&format!("{title}. {description}")),
        title = escape(title),
        description = escape(description),
    );
    debug_assert!(written.is_ok(), "writing into memory cannot fail");
    out
}

/// Text made safe for markup.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// Text in lines of at most `width` letters, at most `lines` of them; what does not fit is cut with `…`.
pub(super) fn fold(text: &str, width: usize, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match out.last_mut() {
            Some(last) if last.chars().count() + 1 + word.chars().count() <= width => {
                last.push(' ');
                last.push_str(word);
            }
            _ => out.push(word.to_owned()),
        }
    }
    if out.len() > lines {
        out.truncate(lines);
        if let Some(last) = out.last_mut() {
            let keep: String = last.chars().take(width.saturating_sub(1)).collect();
            *last = format!("{}…", keep.trim_end());
        }
    }
    let cut = |l: String| {
        if l.chars().count() > width { l.chars().take(width - 1).chain(['…']).collect() } else { l }
    };
    out.into_iter().map(cut).collect()
}
