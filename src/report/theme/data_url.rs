//! Bytes as an address that holds them.

/// Letters of base 64 (RFC 4648).
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// A `data:` address that holds `bytes`.
///
/// ```
/// use matchwell::report::theme::data_url;
/// assert_eq!(data_url("text/plain", b"foob"), "data:text/plain;base64,Zm9vYg==");
/// ```
#[must_use]
pub fn data_url(kind: &str, bytes: &[u8]) -> String {
    let mut out = format!("data:{kind};base64,");
    for three in bytes.chunks(3) {
        let all = three.iter().fold(0_u32, |sum, b| sum << 8 | u32::from(*b)) << (8 * (3 - three.len()));
        for i in 0..4 {
            let letter = LETTERS[(all >> (18 - 6 * i)) as usize & 63];
            out.push(if i <= three.len() { char::from(letter) } else { '=' });
        }
    }
    out
}
