//! A device and requests to it, for the tests.

use ledger::Approver;
use protocol::{
    ApprovalId, ApprovalKey, ApprovalPurpose, ApprovalRequest, DeviceId, OpenApprovals, UserId,
};

/// Unix seconds by the clock of the server.
pub(crate) const NOW: i64 = 1_800_000_000;

pub(crate) fn key() -> ApprovalKey {
    ApprovalKey::from_bytes(&[7; 32])
}

pub(crate) fn approver() -> Approver {
    Approver {
        account: "a1".to_owned(),
        issuer: "https://id.example".to_owned(),
        user: UserId::from_bytes([2; 16]).to_string(),
        device: DeviceId::from_bytes([3; 16]).to_string(),
        key: key().public().id(),
        public_key: key().public().to_text(),
        name: None,
        enrolled_at: NOW - 1000,
    }
}

pub(crate) fn request(number: u8) -> ApprovalRequest {
    ApprovalRequest {
        id: ApprovalId::from_bytes([number; 16]),
        nonce: "A".repeat(43),
        issuer: approver().issuer,
        user: UserId::from_bytes([2; 16]),
        device: DeviceId::from_bytes([3; 16]),
        key: approver().key,
        purpose: ApprovalPurpose::SignIn,
        app: Some("Wiki".to_owned()),
        message: None,
        browser: Some("Firefox 140".to_owned()),
        os: Some("Linux".to_owned()),
        ip: Some("192.0.2.7".to_owned()),
        place: None,
        place_within_km: None,
        same_address: true,
        number: true,
        created_at: NOW - 10 + i64::from(number),
        expires_at: NOW + 110 + i64::from(number),
    }
}

pub(crate) fn open(numbers: &[u8]) -> OpenApprovals {
    OpenApprovals {
        items: numbers.iter().map(|number| request(*number)).collect(),
        next_cursor: None,
        now: NOW,
        muted_until: None,
    }
}
