//! Rows of the members: a person, or an invite.

use access::{Flags, InviteId, Time, UserId};
use api::names::Name;
use uuid::Uuid;

/// Columns of a person `u` as the organization `$1` has them. When somebody was last active is for who pays alone.
macro_rules! columns {
    () => {
        "u.id, u.name, coalesce(g.can_view, false) as can_view, coalesce(g.can_create, false) as can_create, \
         coalesce(g.can_admin, false) as can_admin, u.billing_organization_id = $1 as billed_here, \
         b.name as billing_organization, r.name as granted_by, \
         case when u.billing_organization_id = $1 then coalesce(u.billed_since, u.created_at) \
         else coalesce(g.granted_at, u.created_at) end as since, \
         case when u.billing_organization_id = $1 \
         then (select max(s.last_seen_at) from sessions s where s.user_id = u.id) end as seen_at, \
         case when u.billing_organization_id = $1 \
         then (select max(t.last_used_at) from secrets t where t.user_id = u.id) end as used_at, \
         q.read_quota_mb, q.write_quota_mb, u.disabled_at"
    };
}

/// Where [`columns`] come from; what stands before it restricts `u`, what stands behind orders it.
macro_rules! tables {
    () => {
        "users u \
         left join organization_grants g on g.organization_id = $1 and g.user_id = u.id \
         left join organizations b on b.id = u.billing_organization_id \
         left join users r on r.id = g.granted_by \
         left join member_quotas q on q.organization_id = $1 and q.user_id = u.id"
    };
}

pub(in crate::store) use {columns, tables};

/// A row of the members.
#[derive(Clone, Debug)]
pub struct MemberRow {
    /// The person; none for an invite to an address that nobody took.
    pub user: Option<(UserId, Name)>,
    /// The address that an invite went to.
    pub email: Option<String>,
    /// What is held, as stored, or offered.
    pub flags: Flags,
    /// Whether the organization pays for them.
    pub billed_here: bool,
    /// Who pays for them.
    pub billing_organization: Option<Name>,
    /// Who set the flags, or sent the invite.
    pub granted_by: Option<Name>,
    /// Since when.
    pub since: Time,
    /// When a member was last active.
    pub last_active_at: Option<Time>,
    /// Megabytes that a member may read in a month.
    pub read_quota_mb: Option<u64>,
    /// Megabytes that a member may write in a month.
    pub write_quota_mb: Option<u64>,
    /// Whether the account is disabled.
    pub disabled: bool,
    /// The invite, if this is one, and when it ends.
    pub invite: Option<(InviteId, Time)>,
}

impl MemberRow {
    /// What rows are ordered by when it goes by name: as stored, an address for an invite that nobody took.
    #[must_use]
    pub fn label(&self) -> &str {
        self.user
            .as_ref()
            .map_or_else(|| self.email.as_deref().unwrap_or_default(), |(_, name)| name.stored())
    }
}

#[derive(sqlx::FromRow)]
pub(in crate::store) struct Row {
    id: Uuid,
    name: String,
    can_view: bool,
    can_create: bool,
    can_admin: bool,
    billed_here: bool,
    billing_organization: Option<String>,
    granted_by: Option<String>,
    since: i64,
    seen_at: Option<i64>,
    used_at: Option<i64>,
    read_quota_mb: Option<i64>,
    write_quota_mb: Option<i64>,
    disabled_at: Option<i64>,
}

impl From<Row> for MemberRow {
    fn from(row: Row) -> Self {
        Self {
            user: Some((row.id.into(), Name::from_stored(row.name))),
            email: None,
            flags: Flags { view: row.can_view, create: row.can_create, admin: row.can_admin },
            billed_here: row.billed_here,
            billing_organization: row.billing_organization.map(Name::from_stored),
            granted_by: row.granted_by.map(Name::from_stored),
            since: Time(row.since),
            last_active_at: row.seen_at.max(row.used_at).map(Time),
            read_quota_mb: row.read_quota_mb.map(i64::unsigned_abs),
            write_quota_mb: row.write_quota_mb.map(i64::unsigned_abs),
            disabled: row.disabled_at.is_some(),
            invite: None,
        }
    }
}

#[derive(sqlx::FromRow)]
pub(in crate::store) struct InviteRow {
    id: Uuid,
    user_id: Option<Uuid>,
    name: Option<String>,
    email: Option<String>,
    can_view: bool,
    can_create: bool,
    can_admin: bool,
    billing_organization: Option<String>,
    invited_by: String,
    created_at: i64,
    expires_at: i64,
}

impl From<InviteRow> for MemberRow {
    fn from(row: InviteRow) -> Self {
        Self {
            user: row.user_id.zip(row.name).map(|(id, name)| (id.into(), Name::from_stored(name))),
            email: row.email,
            flags: Flags { view: row.can_view, create: row.can_create, admin: row.can_admin },
            billed_here: false,
            billing_organization: row.billing_organization.map(Name::from_stored),
            granted_by: Some(Name::from_stored(row.invited_by)),
            since: Time(row.created_at),
            last_active_at: None,
            read_quota_mb: None,
            write_quota_mb: None,
            disabled: false,
            invite: Some((row.id.into(), Time(row.expires_at))),
        }
    }
}
