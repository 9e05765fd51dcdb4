//! Bytes as an address that holds them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A `data:` address that holds `bytes`.
///
/// ```
/// use matchwell::report::theme::data_url;
/// assert_eq!(data_url("text/plain", b"foob"), "data:text/plain;base64,Zm9vYg==");
/// ```
#[must_use]
pub fn data_url(kind: &str, bytes: &[u8]) -> String {
    format!("data:{kind};base64,{}", STANDARD.encode(bytes))
}
