//! Stata's missing values: `.` and the letters `.a` to `.z`, at the top of each type's range.

/// A number, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Value {
    Number(f64),
    /// `.`
    Empty,
    /// `.a` is 1, `.z` is 26.
    Letter(u8),
}

/// The word of a letter, counted from 1.
pub(super) fn word(letter: u8) -> &'static str {
    const WORDS: [&str; 26] = [
        ".a", ".b", ".c", ".d", ".e", ".f", ".g", ".h", ".i", ".j", ".k", ".l", ".m", ".n", ".o", ".p", ".q",
        ".r", ".s", ".t", ".u", ".v", ".w", ".x", ".y", ".z",
    ];
    WORDS[usize::from(letter.clamp(1, 26)) - 1]
}

/// The words of a set of letters, bit 1 for `.a`.
pub(super) fn letters(set: u32) -> impl Iterator<Item = String> {
    (1..=26u8).filter(move |l| set >> l & 1 == 1).map(|l| word(l).to_owned())
}

fn steps(above: u64) -> Value {
    match above {
        1..=26 => Value::Letter(above as u8),
        _ => Value::Empty,
    }
}

pub(super) fn byte(value: i8) -> Value {
    if value <= 100 {
        Value::Number(f64::from(value))
    } else {
        steps((i64::from(value) - 101).cast_unsigned())
    }
}

pub(super) fn int(value: i16) -> Value {
    if value <= 32_740 {
        Value::Number(f64::from(value))
    } else {
        steps((i64::from(value) - 32_741).cast_unsigned())
    }
}

pub(super) fn long(value: i32) -> Value {
    if value <= 2_147_483_620 {
        Value::Number(f64::from(value))
    } else {
        steps((i64::from(value) - 2_147_483_621).cast_unsigned())
    }
}

pub(super) fn float(value: f32) -> Value {
    const FIRST: u32 = 0x7f00_0000;
    let bits = value.to_bits();
    if value.is_finite() && (value.is_sign_negative() || bits < FIRST) {
        return Value::Number(f64::from(value));
    }
    let above = bits.wrapping_sub(FIRST);
    if above.is_multiple_of(0x800) { steps(u64::from(above / 0x800)) } else { Value::Empty }
}

pub(super) fn double(value: f64) -> Value {
    const FIRST: u64 = 0x7fe0_0000_0000_0000;
    let bits = value.to_bits();
    if value.is_finite() && (value.is_sign_negative() || bits < FIRST) {
        return Value::Number(value);
    }
    let above = bits.wrapping_sub(FIRST);
    if above.is_multiple_of(1 << 40) { steps(above >> 40) } else { Value::Empty }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_has_27_of_them() {
        assert_eq!([byte(100), byte(101), byte(102), byte(127)], three(100.0));
        assert_eq!([int(32_740), int(32_741), int(32_742), int(32_767)], three(32_740.0));
        let long = [2_147_483_620, 2_147_483_621, 2_147_483_622, i32::MAX].map(long);
        assert_eq!(long, three(2_147_483_620.0));
        let most = f32::from_bits(0x7eff_ffff);
        let bits = [0x7eff_ffff, 0x7f00_0000, 0x7f00_0800, 0x7f00_d000];
        assert_eq!(bits.map(|b| float(f32::from_bits(b))), three(f64::from(most)));
        let bits = [0x7fdf_ffff_ffff_ffff, 0x7fe0 << 48, 0x007f_e001 << 40, 0x007f_e01a << 40];
        assert_eq!(bits.map(|b| double(f64::from_bits(b))), three(f64::from_bits(bits[0])));
    }

    fn three(most: f64) -> [Value; 4] {
        [Value::Number(most), Value::Empty, Value::Letter(1), Value::Letter(26)]
    }

    #[test]
    fn what_is_no_number_is_empty() {
        for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -f64::NAN, f64::MAX] {
            assert_eq!(double(value), Value::Empty, "{value}");
            assert_eq!(float(value as f32), Value::Empty, "{value}");
        }
        assert_eq!(double(-f64::MAX), Value::Number(-f64::MAX));
        assert_eq!(double(-0.0), Value::Number(-0.0));
    }
}
