//! Random streams and keyed hashes: everything random comes from the job's seed.

use rand_chacha::ChaCha12Rng;
use rand_core::{RngCore, SeedableRng};
use sha2::{Digest, Sha256};

/// The stream for one purpose and one replicate.
///
/// The ChaCha12 key is `SHA-256("matchwell stream 1", seed, purpose)`, the stream number is the
/// replicate: streams never overlap, and a replicate needs no other to be drawn first.
///
/// * `seed`: the job's seed.
/// * `purpose`: what it is for, such as `random order`.
/// * `replicate`: 0, 1, 2, ...
#[must_use]
pub fn stream(seed: u64, purpose: &str, replicate: u64) -> ChaCha12Rng {
    let key = Sha256::new_with_prefix(b"matchwell stream 1")
        .chain_update(seed.to_le_bytes())
        .chain_update(purpose.as_bytes())
        .finalize();
    let mut rng = ChaCha12Rng::from_seed(key.into());
    rng.set_stream(replicate);
    rng
}

/// A number drawn evenly from `0..n`, without bias (Lemire 2019). `n` of 0 gives 0.
pub fn below(rng: &mut impl RngCore, n: u64) -> u64 {
    let threshold = if n == 0 { 0 } else { n.wrapping_neg() % n };
    loop {
        let product = u128::from(rng.next_u64()) * u128::from(n);
        if product as u64 >= threshold {
            return (product >> 64) as u64;
        }
    }
}

/// A number drawn evenly from [0, 1), a multiple of 2^-53.
pub fn uniform(rng: &mut impl RngCore) -> f64 {
    (rng.next_u64() >> 11) as f64 * (1.0 / (1_u64 << 53) as f64)
}

/// Puts `items` into random order (Fisher and Yates).
pub fn shuffle<T>(rng: &mut impl RngCore, items: &mut [T]) {
    for i in (1..items.len()).rev() {
        items.swap(i, below(rng, i as u64 + 1) as usize);
    }
}

/// A hash of ids under a key: SipHash-2-4 (Aumasson and Bernstein 2012).
///
/// Stable across versions and machines; without the seed the order of the hashes tells nothing
/// about the order of the ids.
#[derive(Debug, Clone, Copy)]
pub struct KeyedHash {
    k0: u64,
    k1: u64,
}

impl KeyedHash {
    /// The hash for one seed and one source (or arm) of units.
    #[must_use]
    pub fn new(seed: u64, source: u32) -> Self {
        let key = Sha256::new_with_prefix(b"matchwell hash 1")
            .chain_update(seed.to_le_bytes())
            .chain_update(source.to_le_bytes())
            .finalize();
        Self { k0: word(&key[..8]), k1: word(&key[8..16]) }
    }

    /// The hash of one id.
    #[must_use]
    pub fn hash(&self, id: &[u8]) -> u64 {
        let mut v = [
            self.k0 ^ 0x736f_6d65_7073_6575,
            self.k1 ^ 0x646f_7261_6e64_6f6d,
            self.k0 ^ 0x6c79_6765_6e65_7261,
            self.k1 ^ 0x7465_6462_7974_6573,
        ];
        let words = id.chunks_exact(8);
        let tail = words.remainder();
        let length = (id.len() as u64 & 0xff) << 56;
        for m in words.map(word).chain([word(tail) | length]) {
            v[3] ^= m;
            round(&mut v);
            round(&mut v);
            v[0] ^= m;
        }
        v[2] ^= 0xff;
        (0..4).for_each(|_| round(&mut v));
        v[0] ^ v[1] ^ v[2] ^ v[3]
    }
}

/// The keyed hash of one id: [`KeyedHash::new`] and [`KeyedHash::hash`] in one step.
#[must_use]
pub fn hash64(seed: u64, source: u32, id: &[u8]) -> u64 {
    KeyedHash::new(seed, source).hash(id)
}

fn word(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |w, &b| (w << 8) | u64::from(b))
}

fn round(v: &mut [u64; 4]) {
    v[0] = v[0].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(13) ^ v[0];
    v[0] = v[0].rotate_left(32);
    v[2] = v[2].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(16) ^ v[2];
    v[0] = v[0].wrapping_add(v[3]);
    v[3] = v[3].rotate_left(21) ^ v[0];
    v[2] = v[2].wrapping_add(v[1]);
    v[1] = v[1].rotate_left(17) ^ v[2];
    v[2] = v[2].rotate_left(32);
}

#[cfg(test)]
mod tests {
    use super::{KeyedHash, below, hash64, shuffle, stream, uniform};
    use rand_core::RngCore;

    /// Test vectors of the SipHash paper: key 00..0f, input 00, 00 01, ...
    #[test]
    fn hash_equals_the_published_vectors() {
        let hash = KeyedHash { k0: 0x0706_0504_0302_0100, k1: 0x0f0e_0d0c_0b0a_0908 };
        let input: Vec<u8> = (0..15).collect();
        assert_eq!(hash.hash(&[]), 0x726f_db47_dd0e_0e31);
        assert_eq!(hash.hash(&input[..8]), 0x93f5_f579_9a93_2462);
        assert_eq!(hash.hash(&input), 0xa129_ca61_49be_45e5);
    }

    #[test]
    fn keys_differ_by_seed_source_purpose_and_replicate() {
        assert_ne!(hash64(1, 0, b"7"), hash64(2, 0, b"7"));
        assert_ne!(hash64(1, 0, b"7"), hash64(1, 1, b"7"));
        assert_ne!(stream(1, "a", 0).next_u64(), stream(1, "b", 0).next_u64());
        assert_ne!(stream(1, "a", 0).next_u64(), stream(1, "a", 1).next_u64());
        assert_eq!(stream(1, "a", 3).next_u64(), stream(1, "a", 3).next_u64());
    }

    #[test]
    fn draws_are_even() {
        let mut rng = stream(9, "test", 0);
        let mut seen = [0_u32; 3];
        (0..3000).for_each(|_| seen[below(&mut rng, 3) as usize] += 1);
        assert!(seen.iter().all(|&k| k.abs_diff(1000) < 120), "{seen:?}");
        let mean = (0..4000).map(|_| uniform(&mut rng)).sum::<f64>() / 4000.0;
        assert!((mean - 0.5).abs() < 0.02, "{mean}");
        let mut items: Vec<u32> = (0..50).collect();
        shuffle(&mut rng, &mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
