//! What eyes see of two colours: contrast, shades of grey, and as the colour-blind see them.

use libm::{cbrt, pow, sqrt};

/// A colour of `#rrggbb`: red, green and blue from 0 to 1 as light, not as written.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Light([f64; 3]);

/// How three kinds of eyes turn red, green and blue into each other (Machado, Oliveira and Fernandes 2009, table for
/// severity 1.0), after those that see all of them.
const EYES: [(&str, [[f64; 3]; 3]); 4] = [
    ("with full colour vision", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
    (
        "without red cones",
        [
            [0.152_286, 1.052_583, -0.204_868],
            [0.114_503, 0.786_281, 0.099_216],
            [-0.003_882, -0.048_116, 1.051_998],
        ],
    ),
    (
        "without green cones",
        [
            [0.367_322, 0.860_646, -0.227_968],
            [0.280_085, 0.672_501, 0.047_413],
            [-0.011_820, 0.042_940, 0.968_881],
        ],
    ),
    (
        "without blue cones",
        [
            [1.255_528, -0.076_749, -0.178_779],
            [-0.078_411, 0.930_809, 0.147_602],
            [0.004_733, 0.691_367, 0.303_900],
        ],
    ),
];

impl Light {
    /// Reads `#rrggbb`; `None` for anything else.
    pub(super) fn read(hex: &str) -> Option<Self> {
        let digits =
            hex.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        let light = |v: u8| {
            let v = f64::from(v) / 255.0;
            if v <= 0.040_45 { v / 12.92 } else { pow((v + 0.055) / 1.055, 2.4) }
        };
        Some(Self([light(part(0)?), light(part(2)?), light(part(4)?)]))
    }

    /// Relative luminance (WCAG 2.2).
    fn luminance(self) -> f64 {
        let [r, g, b] = self.0;
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// Lightness, and the two axes of colour (CIE 1976 L*a*b*, white D65).
    fn lab(self) -> [f64; 3] {
        let [r, g, b] = self.0;
        let x = (0.412_456 * r + 0.357_576 * g + 0.180_438 * b) / 0.950_47;
        let z = (0.019_334 * r + 0.119_192 * g + 0.950_304 * b) / 1.088_83;
        let f = |t: f64| if t > 0.008_856 { cbrt(t) } else { 7.787 * t + 16.0 / 116.0 };
        let (x, y, z) = (f(x), f(self.luminance()), f(z));
        [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
    }

    fn seen(self, eye: &[[f64; 3]; 3]) -> Self {
        Self(eye.map(|row| row.iter().zip(self.0).map(|(a, b)| a * b).sum::<f64>().clamp(0.0, 1.0)))
    }
}

/// Contrast of two colours: 1 (none) to 21 (black on white), as WCAG 2.2 defines it.
pub(super) fn contrast(a: Light, b: Light) -> f64 {
    let (a, b) = (a.luminance(), b.luminance());
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// How far two colours lie apart (CIE 1976) for the eyes that tell them apart least, and which eyes those are.
pub(super) fn apart(a: Light, b: Light) -> (f64, &'static str) {
    let distance = |eye| {
        let (a, b) = (a.seen(eye).lab(), b.seen(eye).lab());
        sqrt(a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum())
    };
    let all = EYES.iter().map(|(name, eye)| (distance(eye), *name));
    all.fold((f64::INFINITY, ""), |least, next| if next.0 < least.0 { next } else { least })
}

#[cfg(test)]
mod tests {
    use super::{Light, apart, contrast};

    fn light(hex: &str) -> Light {
        Light::read(hex).expect("a colour")
    }

    #[test]
    fn contrast_is_that_of_the_guideline() {
        assert!((contrast(light("#000000"), light("#ffffff")) - 21.0).abs() < 1e-9);
        // Published pair: #767676 on white is the lightest grey at 4.5.
        assert!((contrast(light("#767676"), light("#ffffff")) - 4.54).abs() < 0.005);
        assert!((contrast(light("#ff0000"), light("#ffffff")) - 3.998).abs() < 0.001);
        assert_eq!(contrast(light("#123456"), light("#123456")), 1.0);
    }

    #[test]
    fn red_and_green_of_one_lightness_are_alike_to_some() {
        let (near, who) = apart(light("#b35a00"), light("#6f7a00"));
        assert!(near < 20.0 && who.starts_with("without"), "{near} {who}");
        let (far, _) = apart(light("#0b5c8f"), light("#d55e00"));
        assert!(far > 40.0, "{far}");
    }

    #[test]
    fn only_six_digits_are_a_colour() {
        for bad in ["", "#", "#12345", "#1234567", "123456", "#12345g", "#+12345", "red", "#ééé"] {
            assert_eq!(Light::read(bad), None, "{bad}");
        }
    }
}
