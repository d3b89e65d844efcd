//! The panels of a usage page: quotas as bars, the series as charts with their numbers beside them.

use api::usage::{Counts, Step, Usage, UsagePoint};
use leptos::prelude::*;

use super::super::query;
use crate::islands::ChartTips;
use crate::parts::{
    Bar, BarChart, Cell, Empty, Glyph, Head, LinkButton, MainCell, Panel, Quota, QuotaBar, Row, Series,
    Table, bytes, counted, date, exact, grouped,
};

/// The step that the page was asked for.
pub(in crate::pages) fn step() -> Option<Step> {
    (query("by").as_deref() == Some("hour")).then_some(Step::Hour)
}

/// Whose quota a panel shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pages) enum Bounded {
    /// An organization that pays.
    Payer,
    /// Somebody or a service that it pays for.
    Holder,
}

/// This month's quotas; `change` is where they are set, for who may.
pub(in crate::pages) fn quota_panel(usage: &Usage, of: Bounded, change: Option<String>) -> AnyView {
    let unbounded = match of {
        Bounded::Payer => "No quota: nothing bounds it.",
        Bounded::Holder => "No quota of its own: that of the organization that pays is its bound.",
    };
    let read = Quota {
        used: usage.month.read_bytes,
        quota_mb: usage.read_quota_mb,
        ends_at: usage.read_quota_ends_at,
    };
    let write = Quota {
        used: usage.month.write_bytes,
        quota_mb: usage.write_quota_mb,
        ends_at: usage.write_quota_ends_at,
    };
    let resets_at = usage.resets_at;
    let aside = view! {
        <span class="caption">{format!("Starts anew {}", exact(resets_at))}</span>
        {change
            .map(|href| {
                view! {
                    <LinkButton href=href kind=crate::parts::ButtonKind::Ghost>
                        "Change…"
                    </LinkButton>
                }
            })}
    };
    view! {
        <Panel title="Quota this month" aside=aside.into_any()>
            <div class="quotas">
                <QuotaBar label="Read" acts="Reads" quota=read resets_at=resets_at unbounded=unbounded />
                <QuotaBar label="Write" acts="Writes" quota=write resets_at=resets_at unbounded=unbounded />
            </div>
        </Panel>
    }
    .into_any()
}

/// The series; `here` is the page without its step.
pub(in crate::pages) fn usage_panels(usage: &Usage, here: &str) -> AnyView {
    let join = if here.contains('?') { '&' } else { '?' };
    let (by_hour, title) = match usage.by {
        Step::Hour => (true, "Last 48 hours"),
        Step::Day => (false, "Last 30 days"),
    };
    let aside = view! {
        <nav class="segments" aria-label="Steps">
            <a href=here.to_owned() aria-current=(!by_hour).then_some("page")>
                "By day"
            </a>
            <a href=format!("{here}{join}by=hour") aria-current=by_hour.then_some("page")>
                "By hour"
            </a>
        </nav>
    };
    let used = usage.points.iter().any(|point| point.counts != Counts::default());
    let body = if used {
        view! {
            <div class="usage-split">
                <div class="charts">
                    {chart("Read", &usage.points, by_hour, |counts| counts.read_bytes, Series::First)}
                    {chart("Written", &usage.points, by_hour, |counts| counts.write_bytes, Series::Second)}
                </div>
                <div class="numbers" tabindex="0" role="region" aria-label="The same in numbers">
                    {numbers(&usage.points, by_hour)}
                </div>
            </div>
        }
        .into_any()
    } else {
        view! {
            <Empty
                glyph=Glyph::Chart
                title="Nothing was read or written"
                line="Requests are counted as they are made; a chart of them appears here within seconds."
            />
        }
        .into_any()
    };
    view! {
        <Panel title=title flush=true aside=aside.into_any()>
            {body}
        </Panel>
    }
    .into_any()
}

/// When a point is: a day, or a day with its hour.
fn when(point: &UsagePoint, by_hour: bool) -> String {
    if by_hour { exact(point.at) } else { date(point.at) }
}

fn chart(
    label: &'static str,
    points: &[UsagePoint],
    by_hour: bool,
    of: fn(&Counts) -> u64,
    series: Series,
) -> AnyView {
    let sum = points.iter().fold(0_u64, |sum, point| sum.saturating_add(of(&point.counts)));
    let bars: Vec<Bar> =
        points.iter().map(|point| Bar { at: short(point, by_hour), value: of(&point.counts) }).collect();
    let labels = points
        .iter()
        .map(|point| format!("{}: {}", when(point, by_hour), bytes(of(&point.counts))))
        .collect();
    let most = points.iter().max_by_key(|point| of(&point.counts));
    let most = most
        .filter(|point| of(&point.counts) > 0)
        .map(|point| format!("; most, {}, on {}", bytes(of(&point.counts)), when(point, by_hour)));
    let step = if by_hour { "hour" } else { "day" };
    let description = format!("{label}, by {step}: {} in all{}", bytes(sum), most.unwrap_or_default());
    view! {
        <BarChart
            label=label
            figure=bytes(sum)
            description=description
            bars=bars
            say=bytes
            series=series
            over=view! { <ChartTips labels=labels /> }.into_any()
        />
    }
    .into_any()
}

/// A point's name under the axis.
fn short(point: &UsagePoint, by_hour: bool) -> String {
    let text = when(point, by_hour);
    let day = text.split(' ').take(2).collect::<Vec<_>>().join(" ");
    match (by_hour, text.split_once(", ")) {
        (true, Some((_, time))) => format!("{day}, {}", time.trim_end_matches(" UTC")),
        _ => day,
    }
}

/// The series as a table, newest first; what has no use is counted.
fn numbers(points: &[UsagePoint], by_hour: bool) -> AnyView {
    let (used, idle): (Vec<&UsagePoint>, Vec<&UsagePoint>) =
        points.iter().rev().partition(|point| point.counts != Counts::default());
    let rows = used.into_iter().map(|point| {
        let (when, counts) = (short(point, by_hour), point.counts);
        view! {
            <Row>
                <MainCell>{when}</MainCell>
                <Cell label="Read" end=true second=counted(counts.read_records, "record")>
                    {bytes(counts.read_bytes)}
                </Cell>
                <Cell label="Written" end=true second=counted(counts.write_records, "record")>
                    {bytes(counts.write_bytes)}
                </Cell>
                <Cell label="Requests" end=true>
                    {grouped(counts.read_requests.saturating_add(counts.write_requests))}
                </Cell>
            </Row>
        }
    });
    let rows = rows.collect_view();
    let step = if by_hour { "hour" } else { "day" };
    let idle = (!idle.is_empty()).then(|| {
        let line = format!("Nothing in the other {}. Times are UTC.", counted(idle.len() as u64, step));
        view! { <p class="caption panel-body">{line}</p> }
    });
    let heads = vec![
        Head::Text(if by_hour { "Hour" } else { "Day" }),
        Head::End("Read"),
        Head::End("Written"),
        Head::End("Requests"),
    ];
    view! {
        <Table label=if by_hour { "Use by the hour" } else { "Use by the day" } heads=heads>
            {rows}
        </Table>
        {idle}
    }
    .into_any()
}
