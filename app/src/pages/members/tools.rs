//! What stands around the list of people: its search, filters and order, and the bar over those who are selected.

use api::members::{
    CountMembers, ListMembers, Member, MemberCounts, MemberFilter, MemberOrder, MemberSource,
};
use api::names::{MAX_NAMES, Name};
use api::{Fault, Page};
use leptos::prelude::*;

use super::super::teams::search_box;
use super::super::{hidden, part_fields, query};
use super::here;
use crate::backend::ask;
use crate::parts::{ButtonKind, ButtonSize, Pager, SubmitButton, grouped};
use crate::shell::bar::encoded;

const FILTERS: [(MemberFilter, &str); 4] = [
    (MemberFilter::Members, "members"),
    (MemberFilter::Collaborators, "collaborators"),
    (MemberFilter::Invites, "invites"),
    (MemberFilter::Admins, "admins"),
];

/// Which part of the list is shown, as the page's query says it.
#[derive(Clone)]
pub(super) struct Shown {
    organization: Name,
    pub(super) search: Option<String>,
    filter: Option<MemberFilter>,
    newest: bool,
    pub(super) after: Option<String>,
    /// How many rows stand before these, as the link that led here counted them; none if that isn't known.
    before: Option<u64>,
}

impl Shown {
    /// What the page's query asks for.
    pub(super) fn asked(organization: &Name) -> Self {
        let filter = query("filter");
        let filter = FILTERS.into_iter().find(|(_, word)| filter.as_deref() == Some(*word));
        Self {
            organization: organization.clone(),
            search: query("search"),
            filter: filter.map(|(filter, _)| filter),
            newest: query("sort").as_deref() == Some("newest"),
            after: query("after"),
            before: match query("after") {
                None => Some(0),
                Some(_) => query("before").and_then(|before| before.parse().ok()),
            },
        }
    }

    /// Its rows, from `after` on.
    pub(super) fn list(&self, limit: Option<u32>, after: Option<String>) -> ListMembers {
        ListMembers {
            organization: self.organization.clone(),
            search: self.search.clone(),
            filter: self.filter,
            order: self.newest.then_some(MemberOrder::Newest),
            limit,
            after,
        }
    }

    /// How many rows each filter has: counted here where `page` holds them all, so that a search for few people goes
    /// through the names once.
    pub(super) async fn counts(&self, page: &Page<Member>) -> Result<MemberCounts, Fault> {
        if self.filter.is_some() || self.after.is_some() || page.next.is_some() {
            let (organization, search) = (self.organization.clone(), self.search.clone());
            return ask(CountMembers { organization, search }).await;
        }
        let count = |fits: fn(&Member) -> bool| {
            u64::try_from(page.items.iter().filter(|row| fits(row)).count()).unwrap_or(u64::MAX)
        };
        Ok(MemberCounts {
            all: count(|_| true),
            members: count(|row| row.source == MemberSource::Member),
            collaborators: count(|row| row.source == MemberSource::Collaborator),
            invites: count(|row| row.source == MemberSource::Invite),
            admins: count(|row| row.source != MemberSource::Invite && row.flags.admin && !row.disabled),
        })
    }

    /// The page that shows it from its beginning, ready for one more part of a query.
    pub(super) fn href(&self) -> String {
        let mut href = format!("{}?", here(&self.organization));
        if let Some(text) = &self.search {
            href.push_str(&format!("search={}&", encoded(text)));
        }
        if let Some((_, word)) = FILTERS.into_iter().find(|(filter, _)| Some(*filter) == self.filter) {
            href.push_str(&format!("filter={word}&"));
        }
        if self.newest {
            href.push_str("sort=newest&");
        }
        href
    }

    /// The page that shows the same rows.
    pub(super) fn here_again(&self) -> String {
        let href = match &self.after {
            Some(after) => self.href_after(after, self.before),
            None => self.href(),
        };
        href.trim_end_matches(['?', '&']).to_owned()
    }

    /// The page that shows the rows behind this cursor, of which `before` stand before it.
    fn href_after(&self, after: &str, before: Option<u64>) -> String {
        let before = before.map(|before| format!("&before={before}")).unwrap_or_default();
        format!("{}after={}{before}", self.href(), encoded(after))
    }

    /// How many rows it has in all.
    fn total(&self, counts: &MemberCounts) -> u64 {
        match self.filter {
            None => counts.all,
            Some(MemberFilter::Members) => counts.members,
            Some(MemberFilter::Collaborators) => counts.collaborators,
            Some(MemberFilter::Invites) => counts.invites,
            Some(MemberFilter::Admins) => counts.admins,
        }
    }

    /// Which rows these are of all, and the ways to the first ones and to the next.
    pub(super) fn pager(&self, rows: &Page<Member>, counts: &MemberCounts) -> Option<AnyView> {
        let shown = u64::try_from(rows.items.len()).unwrap_or(u64::MAX);
        if shown == 0 {
            return None;
        }
        let (range, after) = range(self.before, shown, self.total(counts));
        let next = rows.next.as_ref().map(|next| self.href_after(next, after));
        let first = self.after.as_ref().map(|_| self.href().trim_end_matches(['?', '&']).to_owned());
        Some(view! { <Pager range=range first=first next=next /> }.into_any())
    }
}

/// "51–100 of 10,000", and how many rows stand before the next page. Somebody may have come or gone since the rows before
/// were counted, so the total is at least what is shown.
fn range(before: Option<u64>, shown: u64, total: u64) -> (String, Option<u64>) {
    let Some(before) = before else { return (format!("{} of {}", grouped(shown), grouped(total)), None) };
    let last = before.saturating_add(shown);
    let first = before.saturating_add(1);
    let rows = if first == last { grouped(last) } else { format!("{}–{}", grouped(first), grouped(last)) };
    (format!("{rows} of {}", grouped(total.max(last))), Some(last))
}

/// The search.
pub(super) fn search(shown: &Shown) -> impl IntoView + use<> {
    search_box(&here(&shown.organization), shown.search.as_deref(), "Name or handle", None)
}

/// The filters, each with its count.
pub(super) fn chips(shown: &Shown, counts: &MemberCounts) -> AnyView {
    let chip = |label: &'static str, filter: Option<MemberFilter>, count: u64| {
        let href = Shown { filter, ..shown.clone() }.href();
        view! {
            <a
                class="chip"
                href=href.trim_end_matches(['?', '&']).to_owned()
                aria-current=(filter == shown.filter).then_some("true")
            >
                {label}
                <span>{count}</span>
            </a>
        }
    };
    view! {
        <nav class="chips" aria-label="Filters">
            {chip("All", None, counts.all)}
            {chip("Members", Some(MemberFilter::Members), counts.members)}
            {chip("Collaborators", Some(MemberFilter::Collaborators), counts.collaborators)}
            {chip("Invites", Some(MemberFilter::Invites), counts.invites)}
            {chip("Admins", Some(MemberFilter::Admins), counts.admins)}
        </nav>
    }
    .into_any()
}

/// How the list is sorted.
pub(super) fn order(shown: &Shown) -> AnyView {
    let way = |label: &'static str, newest: bool| {
        let href = Shown { newest, ..shown.clone() }.href();
        view! {
            <a
                href=href.trim_end_matches(['?', '&']).to_owned()
                aria-current=(newest == shown.newest).then_some("true")
            >
                {label}
            </a>
        }
    };
    view! {
        <nav class="segments order" aria-label="Order">
            {way("By name", false)}
            {way("Newest first", true)}
        </nav>
    }
    .into_any()
}

/// Who is ticked before anybody ticks: everybody, if the page was asked for so.
#[derive(Default)]
pub(super) struct Selected {
    all: bool,
    /// Those who stand on other pages.
    elsewhere: Vec<Name>,
    /// Those on this page who are among the first [`MAX_NAMES`].
    on_page: Vec<Name>,
}

impl Selected {
    /// Whom the page's query selects, `rows` being those it shows.
    pub(super) async fn asked(shown: &Shown, rows: &[Member]) -> Result<Self, Fault> {
        if query("selected").as_deref() != Some("all") {
            return Ok(Self::default());
        }
        let most = u32::try_from(MAX_NAMES).unwrap_or(u32::MAX);
        let people = ask(shown.list(Some(most), None)).await?.items.into_iter();
        let people = people.filter(|member| member.source != MemberSource::Invite);
        let (on_page, elsewhere) = people
            .filter_map(|member| member.user)
            .partition(|name| rows.iter().any(|row| row.user.as_ref() == Some(name)));
        Ok(Self { all: true, elsewhere, on_page })
    }

    /// Whether this row is.
    pub(super) fn holds(&self, member: &Member) -> bool {
        member.source != MemberSource::Invite
            && member.user.as_ref().is_some_and(|name| self.on_page.contains(name))
    }
}

/// What can be done with everybody who is ticked; shown while somebody is.
pub(super) fn bulk_bar(shown: &Shown, selected: &Selected, counts: &MemberCounts) -> AnyView {
    let total = match shown.filter {
        None => counts.members + counts.collaborators,
        Some(MemberFilter::Members) => counts.members,
        Some(MemberFilter::Collaborators) => counts.collaborators,
        Some(MemberFilter::Admins) => counts.admins,
        Some(MemberFilter::Invites) => 0,
    };
    let most = u64::try_from(MAX_NAMES).unwrap_or(u64::MAX);
    let label = if total > most { format!("Select the first {most}") } else { format!("Select all {total}") };
    let all = (!selected.all && total > 1).then(|| {
        view! {
            <a class="select-all" href=format!("{}selected=all", shown.href())>
                {label}
            </a>
        }
    });
    let more = (!selected.elsewhere.is_empty())
        .then(|| view! { <span>{format!("and {} on other pages", selected.elsewhere.len())}</span> });
    let elsewhere = selected.elsewhere.iter().map(|name| hidden("users", name)).collect_view();
    // What arrives ticked would be ticked again by a reset.
    let clear = if selected.all {
        view! {
            <a class="button ghost small" href=shown.here_again()>
                "Clear"
            </a>
        }
        .into_any()
    } else {
        view! {
            <button type="reset" class="button ghost small">
                "Clear"
            </button>
        }
        .into_any()
    };
    let act = |value: &str| ("bulk", value.to_owned());
    view! {
        <form
            id="bulk"
            class="bulk-bar"
            method="get"
            action=here(&shown.organization)
            aria-label="Selected people"
        >
            {part_fields()}
            {elsewhere}
            <span class="bulk-who">
                <span class="bulk-count"></span>
                {more}
                {all}
            </span>
            <SubmitButton size=ButtonSize::Small choice=act("flags")>
                "Set flags…"
            </SubmitButton>
            <SubmitButton size=ButtonSize::Small choice=act("team")>
                "Add to team…"
            </SubmitButton>
            <SubmitButton kind=ButtonKind::Danger size=ButtonSize::Small choice=act("remove")>
                "Remove…"
            </SubmitButton>
            {clear}
        </form>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn a_page_says_which_rows_it_shows() {
        assert_eq!(range(Some(0), 50, 10_000), ("1–50 of 10,000".to_owned(), Some(50)));
        assert_eq!(range(Some(9_950), 50, 10_000), ("9,951–10,000 of 10,000".to_owned(), Some(10_000)));
        assert_eq!(range(Some(50), 1, 51), ("51 of 51".to_owned(), Some(51)));
        assert_eq!(range(None, 50, 10_000), ("50 of 10,000".to_owned(), None));
        // Somebody went meanwhile; and nobody's address makes it count beyond what there is.
        assert_eq!(range(Some(50), 10, 59), ("51–60 of 60".to_owned(), Some(60)));
        assert_eq!(range(Some(u64::MAX), 1, 5).1, Some(u64::MAX));
    }
}
