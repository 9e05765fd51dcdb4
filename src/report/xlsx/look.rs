//! How cells look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// The formats of the workbook, each made once.
pub(super) struct Look {
    /// Name of the report.
    pub title: Format,
    /// A heading between rows.
    pub heading: Format,
    /// The head of a table.
    pub head: Format,
    /// A paragraph.
    pub words: Format,
    /// The first sentence.
    pub finding: Format,
    /// A link to a sheet.
    pub link: Format,
    /// A text.
    pub plain: Format,
    /// A text that a spreadsheet could take for a formula once it is edited.
    pub quoted: Format,
    /// A figure that is not shown.
    pub withheld: Format,
}

impl Look {
    pub(super) fn new() -> Self {
        let deep = Color::RGB(0x0F_34_50);
        let words = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(18).set_font_color(deep),
            heading: Format::new().set_bold().set_font_size(13).set_font_color(deep),
            head: Format::new()
                .set_bold()
                .set_font_color(deep)
                .set_background_color(Color::RGB(0xE9_F1_F6))
                .set_border_bottom(FormatBorder::Thin),
            finding: words.clone().set_font_size(13),
            words,
            link: Format::new().set_font_color(Color::RGB(0x0B_5C_8F)).set_align(FormatAlign::Top),
            plain: Format::new(),
            quoted: Format::new().set_quote_prefix(),
            withheld: Format::new()
                .set_italic()
                .set_font_color(Color::RGB(0x52_60_6B))
                .set_align(FormatAlign::Right),
        }
    }
}

/// The format of a whole number.
pub(super) fn whole(unit: &str) -> Format {
    Format::new().set_num_format(if unit == "people" { "#,##0" } else { "0" })
}

/// The format of a column of numbers: decimals by its largest value, and another for values that those would hide.
pub(super) fn number(values: &[Option<f64>]) -> [Format; 2] {
    let known = || values.iter().flatten();
    let largest = known().fold(0.0_f64, |max, v| max.max(v.abs()));
    let shape = if known().all(|v| v.fract() == 0.0) {
        "#,##0"
    } else if largest >= 1000.0 {
        "#,##0.0"
    } else if largest >= 10.0 {
        "0.00"
    } else {
        "0.000"
    };
    [shape, "0.0E+00"].map(|shape| Format::new().set_num_format(shape))
}

/// `true` where three decimals would show nothing.
pub(super) fn is_tiny(value: f64) -> bool {
    value != 0.0 && value.abs() < 0.0005
}
