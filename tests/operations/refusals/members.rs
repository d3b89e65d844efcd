//! What operations on organizations and their people are tried on.

use api::Request;
use api::flags::UpdateFlags;
use api::members::{
    CountMembers, LeaveOrganization, ListMembers, MemberFilter, RemoveMember, RemoveMembers,
    ShowMemberHoldings, UpdateMemberQuota, UpdateMembers, UpdateOrganizationPermissions,
};
use api::organizations::{
    CreateOrganization, DeleteOrganization, ShowOrganizationContents, UpdateOrganization,
    UpdateOrganizationQuota,
};
use api::people::FindPeople;
use api::previews::{PreviewOf, ShowPreviewFacts};

use crate::support::world::named;

/// The samples of such an operation; none for any other.
pub(super) fn samples(operation: &str, fresh: &str) -> Option<Vec<(&'static str, Request)>> {
    let on = |make: &dyn Fn(&str) -> Request| Some(vec![("ada", make("ada")), ("missing", make("nobody"))]);
    let users = |name: &str| vec![named(name)].try_into().unwrap();
    let list = |organization: &str, filter| {
        let organization = named(organization);
        ListMembers { organization, search: None, filter, order: None, limit: None, after: None }
    };
    let flags = |organization: &str, user: &str| UpdateOrganizationPermissions {
        organization: named(organization),
        user: named(user),
        view: Some(true),
        create: None,
        admin: None,
        seen: None,
    };
    match operation {
        "CreateOrganization" => {
            let input = CreateOrganization { name: named(fresh), description: Default::default() };
            Some(vec![("", input.into())])
        }
        "UpdateOrganization" => on(&|organization| {
            let organization = named(organization);
            UpdateOrganization { organization, name: None, description: None, longest_secret_days: None }
                .into()
        }),
        "UpdateOrganizationQuota" => on(&|organization| {
            let organization = named(organization);
            UpdateOrganizationQuota { organization, read_quota_mb: None, write_quota_mb: None }.into()
        }),
        "DeleteOrganization" => {
            on(&|organization| DeleteOrganization { organization: named(organization), seen: None }.into())
        }
        "ShowOrganizationContents" => {
            on(&|organization| ShowOrganizationContents { organization: named(organization) }.into())
        }
        "ListMembers" => Some(vec![
            ("of ada", list("ada", None).into()),
            ("of ada, invites", list("ada", Some(MemberFilter::Invites)).into()),
            ("of missing", list("nobody", None).into()),
        ]),
        "CountMembers" => {
            on(&|organization| CountMembers { organization: named(organization), search: None }.into())
        }
        "UpdateOrganizationPermissions" => Some(vec![
            ("of bob in ada", flags("ada", "bob").into()),
            ("of missing in ada", flags("ada", "nobody").into()),
            ("in missing", flags("nobody", "bob").into()),
        ]),
        "UpdateMembers" => on(&|organization| {
            let (organization, users) = (named(organization), users("bob"));
            UpdateMembers { organization, users, view: Some(true), create: None, admin: None, seen: None }
                .into()
        }),
        "UpdateFlags" => {
            let update = |organization: &str, project: Option<&str>| UpdateFlags {
                organization: named(organization),
                project: project.map(named),
                changes: "bob -admin".parse().unwrap(),
                seen: None,
            };
            Some(vec![
                ("on ada", update("ada", None).into()),
                ("on missing", update("nobody", None).into()),
                ("on ada/lake", update("ada", Some("lake")).into()),
                ("on ada/open", update("ada", Some("open")).into()),
                ("on ada/missing", update("ada", Some("none")).into()),
            ])
        }
        "UpdateMemberQuota" => on(&|organization| {
            let (organization, user) = (named(organization), named("ada"));
            UpdateMemberQuota { organization, user, read_quota_mb: None, write_quota_mb: None }.into()
        }),
        "ShowMemberHoldings" => on(&|organization| {
            ShowMemberHoldings { organization: named(organization), user: named("bob") }.into()
        }),
        // Cleo holds nothing there: for who may remove her, she isn't.
        "RemoveMember" => on(&|organization| {
            let (organization, user) = (named(organization), named("cleo"));
            RemoveMember { organization, user, take_over: false, revoke_secrets: false, seen: None }.into()
        }),
        "RemoveMembers" => on(&|organization| {
            let (organization, users) = (named(organization), users("cleo"));
            RemoveMembers { organization, users, take_over: false, revoke_secrets: false, seen: None }.into()
        }),
        "LeaveOrganization" => {
            let leave = |organization: &str| LeaveOrganization {
                organization: named(organization),
                revoke_secrets: false,
                seen: None,
            };
            Some(vec![("cleo", leave("cleo").into()), ("missing", leave("nobody").into())])
        }
        "FindPeople" => Some(vec![("", FindPeople { search: "bo".into(), organization: None }.into())]),
        "ShowPreviewFacts" => {
            let of = |organization: &str| PreviewOf::Members {
                organization: named(organization),
                users: vec![named("bob")],
            };
            let own = PreviewOf::OwnMembership { organization: named("ada") };
            Some(vec![
                ("of bob in ada", ShowPreviewFacts { of: of("ada") }.into()),
                ("in missing", ShowPreviewFacts { of: of("nobody") }.into()),
                ("of oneself in ada", ShowPreviewFacts { of: own }.into()),
            ])
        }
        _ => None,
    }
}
