//! Samples of what services' pages are made of: quotas, charts, the grid of ticks.

use app::parts::*;
use app::shell::{Crumb, Frame, OrganizationSection, Section};
use leptos::prelude::*;

use crate::pages::{DAY, NOW};

fn title(frame: &mut Frame, section: OrganizationSection) -> AnyView {
    frame.section = Section::Organization(section);
    frame.crumbs =
        vec![Crumb::to("acme", "/acme"), Crumb::to("Services", "/acme/-/services"), Crumb::here("loader")];
    view! { <Title subject=Subject::Thing(Glyph::Box, "acme/loader".to_owned()) badges=view! { <Badge text="Service" /> }.into_any() /> }
        .into_any()
}

/// Quotas in every state, and a chart of each series.
pub(crate) fn usage(frame: &mut Frame) -> AnyView {
    let head = title(frame, OrganizationSection::Usage);
    let resets_at = NOW.plus(10 * DAY);
    let quota = |used, quota_mb, ends: Option<i64>| Quota {
        used,
        quota_mb,
        ends_at: ends.map(|span| NOW.plus(span)),
    };
    let quotas = [
        quota(1_240_000_000, Some(2_000), None),
        quota(455_000_000, Some(500), Some(3 * DAY)),
        quota(500_000_000, Some(500), None),
        quota(0, Some(0), None),
        quota(31_000_000, None, None),
    ];
    let bars = quotas.map(|quota| view! { <QuotaBar label="Write" acts="Writes" quota resets_at unbounded="No quota: nothing bounds it." /> });
    let series = |most: u64| -> Vec<Bar> {
        let bar = |day: u64| Bar { at: format!("{} Nov", day + 1), value: most * (day * 7 % 11) / 11 };
        (0..30).map(bar).collect()
    };
    view! {
        {head}
        <div class="stack">
            <Panel title="Quota this month">
                <div class="quotas">{bars}</div>
            </Panel>
            <Panel title="Last 30 days">
                <BarChart label="Read" figure="3.1 GB" description="Read, by day" bars=series(240_000_000) say=bytes />
                <BarChart
                    label="Written"
                    figure="14 kB"
                    description="Written, by day"
                    bars=series(1_200)
                    say=bytes
                    series=Series::Second
                />
            </Panel>
        </div>
    }
    .into_any()
}

/// A grid with a tick of each kind.
pub(crate) fn grid(frame: &mut Frame) -> AnyView {
    let head = title(frame, OrganizationSection::Services);
    let ticks = [
        ("acme/lake/orders", false, true),
        ("acme/lake/orders-clean", true, false),
        ("acme/lake/customers", true, true),
        ("acme/lake/returns", false, false),
    ];
    let rows = ticks.map(|(path, held, ticked)| {
        let change = Signal::stored(TickChange::of(held, ticked));
        let label = format!("acme/loader, read on {path}");
        view! {
            <Row state=if held == ticked { RowState::Plain } else { RowState::Selected }>
                <MainCell>
                    <Path path />
                </MainCell>
                <td role="cell" class="tick-cell" data-label="Read">
                    <GridTick name="read" value=path label checked=ticked change about=format!("about-{path}") />
                </td>
                <td role="cell" class="tick-cell" data-label="Write">
                    <HeldMark held=Held::No name=format!("acme/loader, write on {path}") />
                </td>
                <Cell label="Granted" second="write needs create on acme/lake".to_owned()>
                    <span id=format!("about-{path}")>"by ada"</span>
                </Cell>
            </Row>
        }
    });
    let heads = ["Stream", "Read", "Write", "Granted"].map(Head::Text).to_vec();
    view! {
        {head}
        <Panel title="Streams" flush=true foot=view! { <GridLegend /> }.into_any()>
            <form class="grant-grid">
                <Table label="Streams of acme/loader" heads>
                    {rows}
                </Table>
            </form>
        </Panel>
    }
    .into_any()
}
