//! The fingerprint of a file.

use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// SHA-256 of a file's bytes, in hexadecimal.
/// SHA-256 of the file at `path`, hexadecimal; given up once it is `in_vain`, as that of a file that cannot
/// be read is.
pub(super) fn sha256(path: &Path, in_vain: &AtomicBool) -> std::io::Result<String> {
    super::stamp::regular(path)?;
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 || in_vain.load(Ordering::Relaxed) {
            break;
        }
        hash.update(&buffer[..n]);
    }
    Ok(hash.finalize().iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
