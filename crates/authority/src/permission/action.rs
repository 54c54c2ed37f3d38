//! Everything that can be asked of the JSON interface.

use std::fmt;

macro_rules! actions {
    ($($(#[$doc:meta])* $action:ident = $name:literal, $scope:literal;)*) => {
        /// One thing that a request wants to do. Its name is its name in the policies and, for what
        /// administrators do, the permission that a role can hold.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action { $($(#[$doc])* $action,)* }

        impl Action {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$action,)*];

            /// As in `users.read`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$action => $name,)* }
            }

            /// The scope without which no token and no key may ask for it; empty: any will do.
            #[must_use]
            pub const fn scope(self) -> &'static str {
                match self { $(Self::$action => $scope,)* }
            }
        }
    };
}

actions! {
    /// See who one is.
    MeRead = "me.read", "profile";
    /// See one's sessions.
    SessionsList = "sessions.list", "sessions";
    /// End one's sessions.
    SessionsEnd = "sessions.end", "sessions";
    /// See one's devices.
    DevicesList = "devices.list", "sessions";
    /// Give a device of one's own a name.
    DevicesRename = "devices.rename", "sessions";
    /// Remove a device with everything under it.
    DevicesRemove = "devices.remove", "sessions";
    /// See which programs may act in one's name.
    GrantsList = "grants.list", "sessions";
    /// Take that from a program.
    GrantsRevoke = "grants.revoke", "sessions";
    /// See one's factors.
    FactorsList = "factors.list", "sessions";
    /// See what one is asked to approve, and what one answered.
    ApprovalsList = "approvals.list", "approvals";
    /// Answer it.
    ApprovalsAnswer = "approvals.answer", "approvals";
    /// Get a code that lets a device approve.
    ApprovalsOffer = "approvals.offer", "approvals";
    /// Let a device approve by such a code.
    ApprovalsEnrol = "approvals.enrol", "approvals";
    /// Take that from a device.
    ApprovalsLeave = "approvals.leave", "approvals";
    /// See the key that asks.
    KeysCurrent = "api-keys.current", "";
    /// See one's keys.
    KeysList = "api-keys.list", "sessions";
    /// Make a key.
    KeysCreate = "api-keys.create", "sessions";
    /// Replace a key.
    KeysRotate = "api-keys.rotate", "sessions";
    /// Revoke a key.
    KeysRevoke = "api-keys.revoke", "sessions";

    /// See people.
    UsersRead = "users.read", "admin";
    /// Add people.
    UsersCreate = "users.create", "admin";
    /// Change what is known about a person.
    UsersChange = "users.change", "admin";
    /// Take the right to sign in away.
    UsersDisable = "users.disable", "admin";
    /// Give the right to sign in back.
    UsersEnable = "users.enable", "admin";
    /// End every session, token and key of a person.
    UsersEnd = "users.end", "admin";
    /// Forget failed attempts.
    UsersUnlock = "users.unlock", "admin";
    /// Make a password worthless.
    UsersResetPassword = "users.reset-password", "admin";
    /// See the roles.
    RolesRead = "roles.read", "admin";
    /// Give a person a role.
    RolesGrant = "roles.grant", "admin";
    /// Take a role from a person.
    RolesWithdraw = "roles.withdraw", "admin";
    /// Make, change and remove roles.
    RolesWrite = "roles.write", "admin";
    /// See the clients.
    ClientsRead = "clients.read", "admin";
    /// Add and remove clients.
    ClientsWrite = "clients.write", "admin";
    /// Read the policies.
    PolicyRead = "policy.read", "admin";
    /// Try policies without using them.
    PolicyCheck = "policy.check", "admin";
    /// See everybody's sessions.
    AllSessionsRead = "sessions.read-all", "admin";
    /// End anybody's sessions.
    AllSessionsEnd = "sessions.end-all", "admin";
    /// See everybody's devices.
    AllDevicesRead = "devices.read-all", "admin";
    /// Remove anybody's devices with everything under them.
    AllDevicesRemove = "devices.remove-all", "admin";
    /// Read the audit log.
    AuditRead = "audit.read", "admin";
}

impl Action {
    /// The action of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|known| known.name() == name)
    }

    /// Whether it is a permission that roles hold, and not what everybody does with their own.
    #[must_use]
    pub fn is_administration(self) -> bool {
        self.scope() == "admin"
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
