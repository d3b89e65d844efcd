//! Pages of the members. Members, collaborators and invites each come from an index of their own, in the same order, and
//! are merged: no page reads more rows than it may show of each.

use access::{Authorized, Time, actions};

use super::members::{InviteRow, MemberRow, Row, columns, tables};
use super::sql::{query, texts};
use super::{StoreError, Tx, search};

/// Rows of the people whom another statement finds.
macro_rules! people {
    ($found:expr) => {
        concat!("select ", columns!(), " from ", tables!(), " where u.id in (", $found, ")")
    };
}

/// Finds people whose name fits `$2`, by name after `$3`, at most `$4`: in an index, before anything else is read of them.
macro_rules! by_name {
    ($from:literal, $name:literal) => {
        people!(concat!(
            "select ",
            $from,
            " and ",
            $name,
            " like $2 escape '!' and ",
            $name,
            " > $3 order by ",
            $name,
            " limit $4"
        ))
    };
}

/// Finds people whose name fits `$2`, the newest first, behind the time `$3` and the name `$4`, at most `$5`.
macro_rules! newest {
    ($from:literal, $name:literal, $since:literal) => {
        people!(concat!(
            "select ",
            $from,
            " and ",
            $name,
            " like $2 escape '!' and ",
            $since,
            " <= $3 and (",
            $since,
            " < $3 or ",
            $name,
            " > $4) order by ",
            $since,
            " desc, ",
            $name,
            " limit $5"
        ))
    };
}

/// Columns and conditions of pending invites. `$2`, `$3`: what a name or an address must fit; `$4`: now; `$6`: whether
/// the label `$5` itself comes yet, since the person of that name came before.
macro_rules! invites {
    ($rest:literal) => {
        concat!(
            "select i.id, i.user_id, u.name, i.email, i.can_view, i.can_create, i.can_admin, \
             b.name as billing_organization, r.name as invited_by, i.created_at, i.expires_at \
             from invites i join users r on r.id = i.invited_by left join users u on u.id = i.user_id \
             left join organizations b on b.id = u.billing_organization_id \
             where i.organization_id = $1 and i.state = 'pending' and i.expires_at > $4 \
             and coalesce(u.name like $2 escape '!', i.email like $3 escape '!') and ",
            $rest
        )
    };
}

texts! {
    MEMBERS_BY_NAME = by_name!("m.id from users m where m.billing_organization_id = $1", "m.name");
    COLLABORATORS_BY_NAME = by_name!(
        "c.user_id from organization_grants c where c.organization_id = $1 and c.billed_here = false",
        "c.user_name"
    );
    ADMINS_BY_NAME = by_name!(
        "c.user_id from organization_grants c where c.organization_id = $1 and c.can_admin = true \
         and not exists (select 1 from users d where d.id = c.user_id and d.disabled_at is not null)",
        "c.user_name"
    );
    MEMBERS_NEWEST = newest!(
        "m.id from users m where m.billing_organization_id = $1",
        "m.name",
        "coalesce(m.billed_since, m.created_at)"
    );
    COLLABORATORS_NEWEST = newest!(
        "c.user_id from organization_grants c where c.organization_id = $1 and c.billed_here = false",
        "c.user_name",
        "c.granted_at"
    );
    ADMINS_NEWEST = newest!(
        "a.user_id from (select c.user_id, c.user_name, case when c.billed_here \
           then (select coalesce(d.billed_since, d.created_at) from users d where d.id = c.user_id) \
           else c.granted_at end as since \
         from organization_grants c where c.organization_id = $1 and c.can_admin = true) a \
         where not exists (select 1 from users d where d.id = a.user_id and d.disabled_at is not null)",
        "a.user_name",
        "a.since"
    );
    INVITES_BY_NAME = invites!(
        "(coalesce(u.name, i.email) > $5 or (coalesce(u.name, i.email) = $5 and $6)) \
         order by coalesce(u.name, i.email) limit $7"
    );
    INVITES_NEWEST = invites!(
        "(i.created_at < $7 or (i.created_at = $7 and (coalesce(u.name, i.email) > $5 \
         or (coalesce(u.name, i.email) = $5 and $6)))) order by i.created_at desc, coalesce(u.name, i.email) limit $8"
    );
}

/// Behind which row a page starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// For the newest first: since when that row is there.
    pub since: Time,
    /// Its label.
    pub label: String,
    /// Whether it is an invite.
    pub invite: bool,
}

impl Default for Key {
    /// Before every row.
    fn default() -> Self {
        Self { since: Time(i64::MAX), label: String::new(), invite: false }
    }
}

/// Which rows are wanted.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// People billed here.
    pub members: bool,
    /// People who hold a flag and pay elsewhere.
    pub collaborators: bool,
    /// Pending invites.
    pub invites: bool,
    /// People who hold `admin`.
    pub admins: bool,
    /// The newest first, instead of by name.
    pub newest: bool,
    /// What the name or address holds, as typed.
    pub search: String,
    /// Behind which row.
    pub after: Key,
    /// How many.
    pub limit: i64,
}

/// The wanted rows of the organization of the proof.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    proof: &Authorized<actions::ViewMembers>,
    wanted: &Wanted,
    now: Time,
) -> Result<Vec<MemberRow>, StoreError> {
    let id = proof.target().uuid();
    let (name, email) = (search::holding(Some(&wanted.search)), search::address_holding(&wanted.search));
    let (name, email) = (name.as_str(), email.as_str());
    let (label, since, limit) = (wanted.after.label.as_str(), wanted.after.since.0, wanted.limit);
    let mut rows: Vec<MemberRow> = Vec::new();
    let streams = [
        (wanted.members, MEMBERS_BY_NAME, MEMBERS_NEWEST),
        (wanted.collaborators, COLLABORATORS_BY_NAME, COLLABORATORS_NEWEST),
        (wanted.admins, ADMINS_BY_NAME, ADMINS_NEWEST),
    ];
    for (_, by_name, newest) in streams.into_iter().filter(|(wanted, _, _)| *wanted) {
        let found = if wanted.newest {
            query!(tx, Row, fetch_all, newest, id, name, since, label, limit)?
        } else {
            query!(tx, Row, fetch_all, by_name, id, name, label, limit)?
        };
        rows.extend(found.into_iter().map(MemberRow::from));
    }
    if wanted.invites {
        let same = !wanted.after.invite;
        let found = if wanted.newest {
            query!(
                tx,
                InviteRow,
                fetch_all,
                INVITES_NEWEST,
                id,
                name,
                email,
                now.0,
                label,
                same,
                since,
                limit
            )?
        } else {
            query!(tx, InviteRow, fetch_all, INVITES_BY_NAME, id, name, email, now.0, label, same, limit)?
        };
        rows.extend(found.into_iter().map(MemberRow::from));
    }
    rows.sort_by(|one, other| {
        let newest = if wanted.newest { other.since.cmp(&one.since) } else { std::cmp::Ordering::Equal };
        newest
            .then_with(|| one.label().cmp(other.label()))
            .then(one.invite.is_some().cmp(&other.invite.is_some()))
    });
    rows.truncate(usize::try_from(limit).unwrap_or_default());
    Ok(rows)
}
