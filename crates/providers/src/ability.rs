//! What a server can do for the person who is signed in.

/// One thing that a server may be able to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ability {
    /// Show where the person is signed in.
    ListSessions,
    /// End one of those sessions.
    EndSession,
    /// End all of them but the one that asks.
    EndOthers,
    /// Show the devices of the person.
    ListDevices,
    /// Approve or deny sign-ins.
    Approvals,
    /// Do these things for everybody.
    Administer,
}

impl Ability {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 6] = [
        Self::ListSessions,
        Self::EndSession,
        Self::EndOthers,
        Self::ListDevices,
        Self::Approvals,
        Self::Administer,
    ];
}

/// Why a server cannot do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WhyNot {
    /// The server offers nothing of the kind.
    ServerHasNone,
    /// The server could, and this sign-in was not given the permission.
    NotGranted,
    /// The server may well be able to, and this program is not yet.
    NotBuiltYet,
    /// Nothing is known about servers of this kind.
    UnknownServer,
}

/// Whether one thing can be done with this sign-in at this server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capability {
    /// The thing.
    pub ability: Ability,
    /// Whether it can be done.
    pub available: bool,
    /// Why not; `None` exactly when it is available.
    pub why: Option<WhyNot>,
}

impl Capability {
    pub(crate) const fn new(ability: Ability, why: Option<WhyNot>) -> Self {
        Self {
            ability,
            available: why.is_none(),
            why,
        }
    }
}
