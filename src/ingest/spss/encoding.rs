//! In which encoding the texts are.

use super::super::damage::Damage;
use super::extensions::Extensions;
use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// The encoding that the dictionary names, by name before code page; Windows-1252 if neither is told.
pub(super) fn of(extensions: &Extensions) -> Result<&'static Encoding, Damage> {
    if let Some(name) = &extensions.encoding {
        let name = name.trim_ascii().split(|&b| b == 0).next().unwrap_or_default();
        let named = Encoding::for_label(name).or_else(|| page(page_of(name)?));
        return named.ok_or_else(|| Damage::encoding(&String::from_utf8_lossy(name)));
    }
    match extensions.page {
        // Pages below 4 mean EBCDIC, ASCII, 8-bit ASCII, DEC Kanji.
        None | Some(2 | 3) => Ok(WINDOWS_1252),
        Some(number) => page(number).ok_or_else(|| Damage::encoding(&format!("code page {number}"))),
    }
}

/// The number in names such as `CP1252` or `windows-1252`.
fn page_of(name: &[u8]) -> Option<i32> {
    let digits = name.iter().position(u8::is_ascii_digit)?;
    std::str::from_utf8(&name[digits..]).ok()?.parse().ok()
}

fn page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        65_001 => return Some(UTF_8),
        1250..=1258 => format!("windows-{number}"),
        28_591..=28_606 => format!("iso-8859-{}", number - 28_590),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        874 => "windows-874".to_owned(),
        866 => "ibm866".to_owned(),
        20_866 => "koi8-r".to_owned(),
        20_932 | 51_932 => "euc-jp".to_owned(),
        21_866 => "koi8-u".to_owned(),
        54_936 => "gb18030".to_owned(),
        10_000 => "macintosh".to_owned(),
        20_127 => return Some(WINDOWS_1252),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Option<&'static str> {
        let extensions = Extensions { encoding: Some(name.into()), ..Extensions::default() };
        of(&extensions).ok().map(Encoding::name)
    }

    #[test]
    fn names_come_before_pages() {
        assert_eq!(named("UTF-8"), Some("UTF-8"));
        assert_eq!(named("windows-1252"), Some("windows-1252"));
        assert_eq!(named("CP1251"), Some("windows-1251"));
        assert_eq!(named("ISO-8859-2"), Some("ISO-8859-2"));
        assert_eq!(named("EBCDIC-US"), None);
        let paged =
            |page| of(&Extensions { page: Some(page), ..Extensions::default() }).ok().map(Encoding::name);
        assert_eq!(paged(65_001), Some("UTF-8"));
        assert_eq!(paged(1250), Some("windows-1250"));
        assert_eq!(paged(28_592), Some("ISO-8859-2"));
        assert_eq!(paged(2), Some("windows-1252"));
        assert_eq!(paged(1), None);
        assert_eq!(of(&Extensions::default()), Ok(WINDOWS_1252));
    }
}
