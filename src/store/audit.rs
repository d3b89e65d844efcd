//! The audit log. Rows are appended in the transaction of the change that they tell of; the sealer chains them a
//! moment later, so that changes don't wait for each other over one chain. The databases themselves refuse to change
//! or delete them.

mod rows;

use access::{Authorized, OrganizationId, SecretId, UserId, actions};
use uuid::Uuid;

use super::sql::{execute, query, texts};
use super::{Db, StoreError, Tx};
pub use rows::AuditRow;
use rows::Row;

macro_rules! columns {
    () => {
        "id, at, actor, actor_user_id, account_user_id, organization_id, credential, secret_id, operation, \
         resource, outcome, before, after, request_id, address, seq, hash"
    };
}

texts! {
    INSERT = "insert into audit (id, at, actor, actor_user_id, account_user_id, organization_id, credential, \
        secret_id, operation, resource, outcome, before, after, request_id, address) \
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";
    LIST_OF_ACCOUNT = concat!(
        "select ", columns!(), " from audit where account_user_id = $1 and id < $2 order by id desc limit $3"
    );
    CHANGES_OF_ACCESS = concat!(
        "select ", columns!(), " from audit where account_user_id = $1 \
         and actor_user_id is distinct from account_user_id and outcome = 'done' and operation in \
         ('UpdateOrganizationPermissions', 'UpdateMembers', 'UpdateFlags', 'UpdateMemberQuota', 'RemoveMember', \
          'RemoveMembers', 'UpdateProjectPermissions', 'AddTeamMember', 'AddTeamMembers', 'RemoveTeamMember', \
          'SharePipeline', 'UnsharePipeline', 'UpdatePipelineAccess', 'TransferPipeline', 'GrantAdmin') \
         order by id desc limit $2"
    );
    LIST_OF_ORGANIZATION = concat!(
        "select ", columns!(), " from audit where organization_id = $1 and id < $2 order by id desc limit $3"
    );
    HEAD = "select seq, hash from audit where seq is not null order by seq desc limit 1";
    UNSEALED = concat!("select ", columns!(), " from audit where seq is null order by id limit $1");
    COUNT_UNSEALED = "select count(*) from audit where seq is null";
    SEAL = "update audit set seq = $2, hash = $3 where id = $1 and seq is null";
    WALK = concat!("select ", columns!(), " from audit where seq > $1 order by seq limit $2");
}

/// Rows sealed in one transaction.
const SEAL_AT_ONCE: i64 = 500;
/// Rows verified at a time.
const VERIFY_AT_ONCE: i64 = 1000;

/// What verifying the chain found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Sealed rows that are as they were, from the first.
    pub sealed: u64,
    /// Rows that wait for the sealer.
    pub unsealed: u64,
    /// The hash of the newest row that is right.
    pub head: Option<Vec<u8>>,
    /// The first row that isn't.
    pub broken: Option<Broken>,
}

/// A row of the chain that isn't as it was sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The number it has.
    pub seq: u64,
    /// Its id.
    pub id: Uuid,
    /// What is wrong.
    pub reason: &'static str,
}

/// Appends a row.
///
/// # Errors
/// The store's.
pub async fn append(tx: &mut Tx, row: &AuditRow) -> Result<(), StoreError> {
    let actor_user = row.actor_user.map(UserId::uuid);
    let account = row.account.map(UserId::uuid);
    let organization = row.organization.map(OrganizationId::uuid);
    let secret = row.secret.map(SecretId::uuid);
    execute!(
        tx,
        INSERT,
        row.id,
        row.at.0,
        row.actor.as_str(),
        actor_user,
        account,
        organization,
        row.credential.as_str(),
        secret,
        row.operation.as_str(),
        row.resource.as_str(),
        row.outcome.as_str(),
        row.before.as_deref(),
        row.after.as_deref(),
        row.request_id.as_str(),
        row.address.as_deref(),
    )?;
    Ok(())
}

/// The log of the account of the proof, newest first, before `before`.
///
/// # Errors
/// The store's.
pub async fn list_of_account(
    tx: &mut Tx,
    proof: &Authorized<actions::ListAudit>,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<AuditRow>, StoreError> {
    let (user, before) = (proof.target().uuid(), before.unwrap_or(Uuid::max()));
    let rows = query!(tx, Row, fetch_all, LIST_OF_ACCOUNT, user, before, limit)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// What others did to the access of the account of the proof, newest first.
///
/// # Errors
/// The store's.
pub async fn changes_of_access(
    tx: &mut Tx,
    proof: &Authorized<actions::ListAudit>,
    limit: i64,
) -> Result<Vec<AuditRow>, StoreError> {
    let rows = query!(tx, Row, fetch_all, CHANGES_OF_ACCESS, proof.target().uuid(), limit)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The log of the organization of the proof, newest first, before `before`.
///
/// # Errors
/// The store's.
pub async fn list_of_organization(
    tx: &mut Tx,
    proof: &Authorized<actions::ListOrganizationAudit>,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<AuditRow>, StoreError> {
    let (organization, before) = (proof.target().uuid(), before.unwrap_or(Uuid::max()));
    let rows = query!(tx, Row, fetch_all, LIST_OF_ORGANIZATION, organization, before, limit)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

async fn head(tx: &mut Tx) -> Result<(i64, Vec<u8>), StoreError> {
    Ok(query!(tx, (i64, Vec<u8>), fetch_optional, HEAD)?.unwrap_or_default())
}

/// Seals the oldest unsealed rows and says how many there were; call again while there are any.
///
/// # Errors
/// The store's.
pub async fn seal(db: &Db) -> Result<usize, StoreError> {
    db.append(async |tx| {
        let rows = query!(tx, Row, fetch_all, UNSEALED, SEAL_AT_ONCE)?;
        let (mut seq, mut hash) = head(tx).await?;
        for row in &rows {
            seq += 1;
            hash = row.chained(seq, &hash);
            execute!(tx, SEAL, row.id, seq, hash.as_slice())?;
        }
        Ok(rows.len())
    })
    .await
}

/// Walks the chain from its first row to the first that isn't as it was sealed, or to the end.
///
/// # Errors
/// The store's.
pub async fn verify(db: &Db) -> Result<Verified, StoreError> {
    db.read(async |tx| {
        let mut found = Verified::default();
        let (mut seq, mut hash) = (0_i64, Vec::new());
        loop {
            let rows = query!(tx, Row, fetch_all, WALK, seq, VERIFY_AT_ONCE)?;
            let done = rows.len() < usize::try_from(VERIFY_AT_ONCE).unwrap_or_default();
            for row in rows {
                seq += 1;
                let given = row.seq.unwrap_or_default();
                hash = row.chained(given, &hash);
                let reason = match (given == seq, row.hash.as_deref() == Some(hash.as_slice())) {
                    (true, true) => {
                        found.sealed += 1;
                        continue;
                    }
                    (false, _) => "rows before it are missing",
                    (true, false) => "it was changed, or one before it was",
                };
                found.head = (found.sealed > 0).then(Vec::new);
                found.broken = Some(Broken { seq: given.unsigned_abs(), id: row.id, reason });
                return Ok(found);
            }
            if done {
                break;
            }
        }
        found.head = (found.sealed > 0).then_some(hash);
        found.unsealed = query!(tx, (i64,), fetch_one, COUNT_UNSEALED)?.0.unsigned_abs();
        Ok(found)
    })
    .await
}
