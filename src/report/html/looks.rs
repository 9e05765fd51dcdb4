//! The part of the style sheet that a theme changes.

use super::super::theme::{Colours, Theme};
use std::fmt::Write;

/// Families after those of a theme.
const BODY: &str =
    "\"Source Sans 3\",\"Segoe UI\",-apple-system,\"Helvetica Neue\",Arial,\"Liberation Sans\",sans-serif";
const HEADINGS: &str = "Georgia,\"Source Serif 4\",\"Times New Roman\",\"Liberation Serif\",serif";

/// Rules that follow the style sheet of the house; none for a theme that changes nothing.
pub(super) fn style(theme: &Theme) -> String {
    let mut out = String::new();
    let c = &theme.colours;
    if *c != Colours::default() {
        let Colours { accent, treated, comparison, text, paper } = c;
        let written = write!(
            out,
            ":root{{--ink:{text};--paper:{paper};--deep:{accent};--blue:{accent};--orange:{comparison};\
             --muted:color-mix(in srgb,{text} 80%,{paper});--line:color-mix(in srgb,{text} 18%,{paper});\
             --ground:color-mix(in srgb,{text} 4%,{paper});--pale:color-mix(in srgb,{treated} 9%,{paper})}}\n\
             .panel{{border-color:{treated}}}.panel.cannot{{border-color:{comparison};background:color-mix(in srgb,{comparison} 9%,{paper})}}\n\
             @media screen{{.top,.headline{{color:var(--paper)}}}}\n",
        );
        debug_assert!(written.is_ok(), "writing into memory cannot fail");
    }
    for (rule, own, ours) in
        [("body", &theme.fonts.body, BODY), ("h1,h2,h3,.finding", &theme.fonts.headings, HEADINGS)]
    {
        if let Some(own) = own {
            let written = writeln!(out, "{rule}{{font-family:\"{own}\",{ours}}}");
            debug_assert!(written.is_ok(), "writing into memory cannot fail");
        }
    }
    if theme.logo.is_some() {
        out.push_str(".logo{display:inline-block;background:#fff;padding:.5rem .7rem;border-radius:4px;margin:0 0 1.2rem}.logo img{display:block;height:3.2rem;width:auto;max-width:100%}\n");
    }
    out
}
