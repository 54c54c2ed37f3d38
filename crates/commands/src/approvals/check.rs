//! Whether a request may be shown at all: a person signs what they see, so nothing is shown that is
//! not for this person on this device, or that cannot be what it says.

use std::fmt;

use ledger::Approver;
use protocol::ApprovalRequest;

/// Why a request is not shown. It goes to the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfit {
    NotPlain,
    OtherIssuer,
    OtherUser,
    OtherDevice,
    OtherKey,
    Expired,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotPlain => "a text in it is not as a server of ours sends it",
            Self::OtherIssuer => "it is of another server",
            Self::OtherUser => "it is for another person",
            Self::OtherDevice => "it is for another device",
            Self::OtherKey => "it is for another key than the one that was enrolled here",
            Self::Expired => "it was over before it came",
        })
    }
}

/// `now` is Unix seconds by the clock of the server.
pub(crate) fn check(request: &ApprovalRequest, here: &Approver, now: i64) -> Result<(), Unfit> {
    if request.issuer != here.issuer {
        Err(Unfit::OtherIssuer)
    } else if request.user.to_string() != here.user {
        Err(Unfit::OtherUser)
    } else if request.device.to_string() != here.device {
        Err(Unfit::OtherDevice)
    } else if request.key != here.key {
        Err(Unfit::OtherKey)
    } else if !request.is_plain() {
        Err(Unfit::NotPlain)
    } else if request.expires_at <= now {
        Err(Unfit::Expired)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::approvals::samples::{NOW, approver, request};

    #[test]
    fn a_request_for_this_device_is_shown_until_it_expires() {
        let request = request(1);
        assert_eq!(check(&request, &approver(), NOW), Ok(()));
        let last = request.expires_at - 1;
        assert_eq!(check(&request, &approver(), last), Ok(()));
        let over = check(&request, &approver(), request.expires_at);
        assert_eq!(over, Err(Unfit::Expired));
    }

    #[test]
    fn a_request_for_somebody_or_something_else_is_never_shown() {
        let here = approver();
        let unlike = |change: &dyn Fn(&mut ApprovalRequest)| {
            let mut request = request(1);
            change(&mut request);
            check(&request, &here, NOW)
        };
        let issuer = unlike(&|r| r.issuer = "https://id.example/".to_owned());
        assert_eq!(issuer, Err(Unfit::OtherIssuer));
        let user = unlike(&|r| r.user = protocol::UserId::from_bytes([9; 16]));
        assert_eq!(user, Err(Unfit::OtherUser));
        let device = unlike(&|r| r.device = protocol::DeviceId::from_bytes([9; 16]));
        assert_eq!(device, Err(Unfit::OtherDevice));
        let key = unlike(&|r| r.key = "00".repeat(16));
        assert_eq!(key, Err(Unfit::OtherKey));
    }

    #[test]
    fn a_text_that_could_pose_as_another_is_never_shown() {
        for text in ["", " Wiki", "Wi\u{202e}ki", "two\nlines", &"x".repeat(81)] {
            for field in 0..6 {
                let mut request = request(1);
                let place = [
                    &mut request.app,
                    &mut request.message,
                    &mut request.browser,
                    &mut request.os,
                    &mut request.ip,
                    &mut request.place,
                ];
                *place.into_iter().nth(field).unwrap() = Some(text.to_owned());
                let judged = check(&request, &approver(), NOW);
                assert_eq!(judged, Err(Unfit::NotPlain), "{field} {text:?}");
            }
        }
        let mut backwards = request(1);
        backwards.created_at = backwards.expires_at;
        let judged = check(&backwards, &approver(), NOW);
        assert_eq!(judged, Err(Unfit::NotPlain));
    }
}
