//! Invites as rows.

use access::invite::InviteState;
use access::{Flags, InviteId, OrganizationId, Time, UserId};
use api::names::Name;
use uuid::Uuid;

use crate::store::StoreError;

/// An invite.
#[derive(Clone, Debug)]
pub struct InviteRow {
    /// Its id.
    pub id: InviteId,
    /// Into which organization.
    pub organization: OrganizationId,
    /// That organization's name.
    pub organization_name: Name,
    /// For whom; none while nobody took the link that was sent to an address.
    pub user: Option<UserId>,
    /// Their name.
    pub user_name: Option<Name>,
    /// The address that it was sent to, if it was.
    pub email: Option<String>,
    /// What it offers.
    pub flags: Flags,
    /// A line from whom sent it.
    pub note: String,
    /// Where it was left; see [`InviteState::at`].
    pub state: InviteState,
    /// Who sent it.
    pub invited_by: Name,
    /// When it was made.
    pub created_at: Time,
    /// When it ends.
    pub expires_at: Time,
}

impl InviteRow {
    /// Where it stands now.
    #[must_use]
    pub fn state_at(&self, now: Time) -> InviteState {
        self.state.at(self.expires_at, now)
    }
}

#[derive(sqlx::FromRow)]
pub(super) struct Row {
    id: Uuid,
    organization_id: Uuid,
    organization_name: String,
    user_id: Option<Uuid>,
    user_name: Option<String>,
    email: Option<String>,
    can_view: bool,
    can_create: bool,
    can_admin: bool,
    note: String,
    state: String,
    invited_by: String,
    created_at: i64,
    expires_at: i64,
}

impl TryFrom<Row> for InviteRow {
    type Error = StoreError;

    fn try_from(row: Row) -> Result<Self, StoreError> {
        let state = STATES.into_iter().find(|state| word(*state) == row.state);
        let state = state.ok_or_else(|| {
            StoreError::Broken(sqlx::Error::Decode(format!("an invite is “{}”", row.state).into()))
        })?;
        Ok(Self {
            id: row.id.into(),
            organization: row.organization_id.into(),
            organization_name: Name::from_stored(row.organization_name),
            user: row.user_id.map(Into::into),
            user_name: row.user_name.map(Name::from_stored),
            email: row.email,
            flags: Flags { view: row.can_view, create: row.can_create, admin: row.can_admin },
            note: row.note,
            state,
            invited_by: Name::from_stored(row.invited_by),
            created_at: Time(row.created_at),
            expires_at: Time(row.expires_at),
        })
    }
}

const STATES: [InviteState; 5] = [
    InviteState::Pending,
    InviteState::Accepted,
    InviteState::Declined,
    InviteState::Revoked,
    InviteState::Expired,
];

/// A state as it is stored.
pub(super) const fn word(state: InviteState) -> &'static str {
    match state {
        InviteState::Pending => "pending",
        InviteState::Accepted => "accepted",
        InviteState::Declined => "declined",
        InviteState::Revoked => "revoked",
        InviteState::Expired => "expired",
    }
}
