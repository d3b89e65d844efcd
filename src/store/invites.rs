//! Invites. A pending one moves once, by a statement that demands that it still is pending: whatever comes second
//! changes no row. Only the SHA-256 of a link's code is kept.

mod rows;

use access::invite::InviteState;
use access::{Authorized, Flags, InviteId, OrganizationId, Time, UserId, actions};
use api::names::Name;
use uuid::Uuid;

use super::sql::{execute, query, texts};
use super::{StoreError, Tx, places};
pub use rows::InviteRow;
use rows::{Row, word};

macro_rules! columns {
    () => {
        "i.id, i.organization_id, o.name as organization_name, i.user_id, u.name as user_name, i.email, \
         i.can_view, i.can_create, i.can_admin, i.note, i.state, s.name as invited_by, i.created_at, i.expires_at \
         from invites i join organizations o on o.id = i.organization_id \
         join users s on s.id = i.invited_by left join users u on u.id = i.user_id"
    };
}

/// Ends pending ones at `$1`; those whose time has passed had expired before.
macro_rules! end {
    () => {
        "update invites set state = case when expires_at <= $1 then 'expired' else 'revoked' end, \
         answered_at = $1, code_hash = null where state = 'pending'"
    };
}

texts! {
    FIND = concat!("select ", columns!(), " where i.id = $1 and i.organization_id = $2");
    // The pending one, else the one that ended last.
    FIND_OWN = concat!(
        "select ", columns!(), " where i.organization_id = $1 and i.user_id = $2 \
         order by case when i.state = 'pending' then 0 else 1 end, i.answered_at desc, i.id desc limit 1"
    );
    FIND_BY_CODE = concat!("select ", columns!(), " where i.code_hash = $1");
    // `$3`: now; `$4`, `$5`: whether pending ones and the others are wanted.
    LIST_OF_ORGANIZATION = concat!(
        "select ", columns!(), " where i.organization_id = $1 and i.id < $2 \
         and ((i.state = 'pending' and i.expires_at > $3 and $4) \
           or (not (i.state = 'pending' and i.expires_at > $3) and $5)) \
         order by i.id desc limit $6"
    );
    LIST_OWN = concat!(
        "select ", columns!(), " where i.user_id = $1 and i.state = 'pending' and i.expires_at > $2 and i.id < $3 \
         order by i.id desc limit $4"
    );
    HELD_PROJECTS = "select o.name, p.name, g.can_view, g.can_create, g.can_admin \
        from project_grants g join projects p on p.id = g.project_id join organizations o on o.id = p.organization_id \
        where g.user_id = $1 and p.organization_id = $2 order by p.name";
    INSERT = "insert into invites (id, organization_id, user_id, email, can_view, can_create, can_admin, note, \
        state, invited_by, created_at, expires_at, code_hash) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9, $10, $11, $12)";
    END_OF_USER = concat!(end!(), " and organization_id = $2 and user_id = $3");
    END_OF_ADDRESS = concat!(end!(), " and organization_id = $2 and email = $3");
    END = concat!(end!(), " and id = $2 and expires_at > $1");
    ANSWER = "update invites set state = $2, answered_at = $3, code_hash = null \
        where id = $1 and user_id = $4 and state = 'pending' and expires_at > $3";
    TAKE = "update invites set user_id = $2, code_hash = null \
        where id = $1 and user_id is null and state = 'pending' and expires_at > $3";
    RESEND = "update invites set expires_at = $2, code_hash = $3, invited_by = $4 \
        where id = $1 and state = 'pending' and expires_at > $5";
    INTO = "select organization_id from invites where id = $1";
    TERMS = "select i.organization_id, i.can_view, i.can_create, i.can_admin, i.invited_by, \
        u.billing_organization_id from invites i join users u on u.id = i.user_id where i.id = $1";
}

/// An invite to be sent.
#[derive(Debug)]
pub struct NewInvite<'a> {
    /// A fresh id.
    pub id: InviteId,
    /// For which user, or to which address.
    pub to: Invited<'a>,
    /// What it offers.
    pub flags: Flags,
    /// A line for whom it is for.
    pub note: &'a str,
    /// When it ends.
    pub expires_at: Time,
}

/// Whom an invite is for.
#[derive(Clone, Copy, Debug)]
pub enum Invited<'a> {
    /// Somebody with an account: the user of the proof.
    User,
    /// Whoever first takes the link with the code of this SHA-256, sent to this address.
    Address(&'a str, &'a [u8; 32]),
}

/// A link that is good in this transaction.
#[derive(Debug)]
pub struct OpenLink(());

/// The invite of this id into this organization.
///
/// # Errors
/// The store's.
pub async fn find(
    tx: &mut Tx,
    organization: OrganizationId,
    id: InviteId,
) -> Result<Option<InviteRow>, StoreError> {
    query!(tx, Row, fetch_optional, FIND, id.uuid(), organization.uuid())?.map(TryInto::try_into).transpose()
}

/// The invite of a user into this organization: the pending one, else the last.
///
/// # Errors
/// The store's.
pub async fn find_own(
    tx: &mut Tx,
    organization: OrganizationId,
    user: UserId,
) -> Result<Option<InviteRow>, StoreError> {
    let row = query!(tx, Row, fetch_optional, FIND_OWN, organization.uuid(), user.uuid())?;
    row.map(TryInto::try_into).transpose()
}

/// The invite whose link holds the code of this SHA-256, if that link is good now.
///
/// # Errors
/// The store's.
pub async fn find_by_code(
    tx: &mut Tx,
    hash: &[u8; 32],
    now: Time,
) -> Result<Option<(InviteRow, OpenLink)>, StoreError> {
    let row = query!(tx, Row, fetch_optional, FIND_BY_CODE, hash.as_slice())?;
    let row: Option<InviteRow> = row.map(TryInto::try_into).transpose()?;
    Ok(row.filter(|row| row.state_at(now).is_open() && row.user.is_none()).map(|row| (row, OpenLink(()))))
}

/// The invites of the organization of the proof, newest first, before `before`: pending ones, the others, or both.
///
/// # Errors
/// The store's.
pub async fn list_of_organization(
    tx: &mut Tx,
    proof: &Authorized<actions::ListInvites>,
    (pending, ended): (bool, bool),
    before: Option<InviteId>,
    now: Time,
    limit: i64,
) -> Result<Vec<InviteRow>, StoreError> {
    let (id, before) = (proof.target().uuid(), before.map_or(Uuid::max(), InviteId::uuid));
    let rows = query!(tx, Row, fetch_all, LIST_OF_ORGANIZATION, id, before, now.0, pending, ended, limit)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The pending invites for the account of the proof, newest first, before `before`.
///
/// # Errors
/// The store's.
pub async fn list_own(
    tx: &mut Tx,
    proof: &Authorized<actions::ListOwnInvites>,
    before: Option<InviteId>,
    now: Time,
    limit: i64,
) -> Result<Vec<InviteRow>, StoreError> {
    let (user, before) = (proof.target().uuid(), before.map_or(Uuid::max(), InviteId::uuid));
    let rows = query!(tx, Row, fetch_all, LIST_OWN, user, now.0, before, limit)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// The paths of an organization's projects on which the user of the proof holds flags, with these.
///
/// # Errors
/// The store's.
pub async fn held_projects(
    tx: &mut Tx,
    proof: &Authorized<actions::ListOwnInvites>,
    organization: OrganizationId,
) -> Result<Vec<(String, Flags)>, StoreError> {
    let (user, id) = (proof.target().uuid(), organization.uuid());
    let rows = query!(tx, (String, String, bool, bool, bool), fetch_all, HELD_PROJECTS, user, id)?;
    let row = |(organization, project, view, create, admin): (String, String, bool, bool, bool)| {
        let path = format!("{}/{}", Name::from_stored(organization), Name::from_stored(project));
        (path, Flags { view, create, admin })
    };
    Ok(rows.into_iter().map(row).collect())
}

/// Sends an invite into the organization of the proof; "a new one replaces the pending one".
///
/// # Errors
/// The store's.
pub async fn insert(
    tx: &mut Tx,
    proof: Authorized<actions::InviteMember>,
    now: Time,
    new: NewInvite<'_>,
) -> Result<(), StoreError> {
    let (organization, user) = proof.target();
    let (organization, user) = (organization.uuid(), user.uuid());
    let (for_user, email, hash) = match new.to {
        Invited::User => {
            execute!(tx, END_OF_USER, now.0, organization, user)?;
            (Some(user), None, None)
        }
        Invited::Address(address, hash) => {
            execute!(tx, END_OF_ADDRESS, now.0, organization, address)?;
            (None, Some(address), Some(hash.as_slice()))
        }
    };
    let Flags { view, create, admin } = new.flags;
    let (sender, ends) = (proof.actor().user().map(UserId::uuid), new.expires_at.0);
    execute!(
        tx,
        INSERT,
        new.id.uuid(),
        organization,
        for_user,
        email,
        view,
        create,
        admin,
        new.note,
        sender,
        now.0,
        ends,
        hash
    )?;
    Ok(())
}

/// Accepts the invite of the proof: the flags that it offers are added to those held, and billing moves. Gives the
/// organization that paid until now, if it is another; nothing at all if the invite isn't pending any more.
///
/// # Errors
/// The store's.
pub async fn accept(
    tx: &mut Tx,
    proof: Authorized<actions::AcceptInvite>,
    now: Time,
) -> Result<Option<Option<OrganizationId>>, StoreError> {
    let (id, user) = (proof.target().uuid(), proof.actor().user());
    let Some(user) = user else { return Ok(None) };
    if execute!(tx, ANSWER, id, word(InviteState::Accepted), now.0, user.uuid())? != 1 {
        return Ok(None);
    }
    let terms = query!(tx, (Uuid, bool, bool, bool, Uuid, Uuid), fetch_one, TERMS, id)?;
    let (organization, view, create, admin, sender, payer) = terms;
    let (flags, organization) = (Flags { view, create, admin }, organization.into());
    places::add_flags(tx, &proof, organization, user, flags, sender.into(), now).await?;
    let moved = places::bill_to(tx, &proof, user, organization, now).await?;
    Ok(Some(moved.then(|| payer.into())))
}

/// Declines the invite of the proof. Says whether it still was pending.
///
/// # Errors
/// The store's.
pub async fn decline(
    tx: &mut Tx,
    proof: Authorized<actions::DeclineInvite>,
    now: Time,
) -> Result<bool, StoreError> {
    let (id, user) = (proof.target().uuid(), proof.actor().user().map(UserId::uuid));
    Ok(execute!(tx, ANSWER, id, word(InviteState::Declined), now.0, user)? == 1)
}

/// Makes the actor of the proof the one that the invite is for; an older pending one of theirs there is replaced, and
/// the link is dead. Says whether it still was there to be taken.
///
/// # Errors
/// The store's.
pub async fn take(
    tx: &mut Tx,
    proof: Authorized<actions::TakeInvite>,
    now: Time,
) -> Result<bool, StoreError> {
    let (id, user) = (proof.target().uuid(), proof.actor().user().map(UserId::uuid));
    let organization = query!(tx, (Uuid,), fetch_one, INTO, id)?.0;
    execute!(tx, END_OF_USER, now.0, organization, user)?;
    Ok(execute!(tx, TAKE, id, user, now.0)? == 1)
}

/// Sends the invite of the proof anew, with the code of this SHA-256 in its link if it still waits for whoever takes
/// that. Says whether it still was pending.
///
/// # Errors
/// The store's.
pub async fn resend(
    tx: &mut Tx,
    proof: Authorized<actions::ResendInvite>,
    code: Option<&[u8; 32]>,
    now: Time,
    expires_at: Time,
) -> Result<bool, StoreError> {
    let (id, sender) = (proof.target().uuid(), proof.actor().user().map(UserId::uuid));
    let code = code.map(<[u8; 32]>::as_slice);
    Ok(execute!(tx, RESEND, id, expires_at.0, code, sender, now.0)? == 1)
}

/// Ends the invite of the proof. Says whether it still was pending.
///
/// # Errors
/// The store's.
pub async fn revoke(
    tx: &mut Tx,
    proof: Authorized<actions::RevokeInvite>,
    now: Time,
) -> Result<bool, StoreError> {
    Ok(execute!(tx, END, now.0, proof.target().uuid())? == 1)
}
