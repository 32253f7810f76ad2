// SPDX-License-Identifier: Apache-2.0
use crate::hmac_sha256;

/// Who knows the key: HMAC-SHA256(key, nonce ‖ desktop name ‖ 0x00 ‖ guest).
pub fn proof(key: &[u8], nonce: &[u8; 32], desktop: &str, guest: &str) -> [u8; 32] {
    hmac_sha256(key, &[nonce, desktop.as_bytes(), &[0], guest.as_bytes()])
}
