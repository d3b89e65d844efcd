//! What a pipeline processed: charts, and the same in numbers beside them.

use api::Fault;
use api::pipelines::{MetricsPoint, MetricsRange, Pipeline, PipelineMetrics, ShowPipelineMetrics};
use leptos::prelude::*;

use super::super::query;
use super::age;
use super::pipeline::Face;
use crate::backend::{ask, now};
use crate::forms::pipelines::page;
use crate::islands::ChartTips;
use crate::parts::{
    Bar, BarChart, Cell, Empty, Facts, Glyph, Head, MainCell, Panel, Row, Series, Table, exact, grouped,
};

const RANGES: [(MetricsRange, &str, &str); 3] =
    [(MetricsRange::Hour, "1h", "1 h"), (MetricsRange::Day, "1d", "1 d"), (MetricsRange::Week, "1w", "1 w")];

/// The tab.
pub(super) async fn metrics(pipeline: &Pipeline) -> Result<AnyView, Fault> {
    let asked = query("range");
    let range = RANGES.into_iter().find(|(_, word, _)| asked.as_deref() == Some(*word));
    let (range, ..) = range.unwrap_or(RANGES[0]);
    let metrics = ask(ShowPipelineMetrics {
        organization: pipeline.path.organization.clone(),
        pipeline: pipeline.name.clone(),
        range: Some(range),
    })
    .await?;
    let here = Face::Metrics.href(&page(&pipeline.path));
    let segments = RANGES.map(|(one, word, label)| {
        view! {
            <a href=format!("{here}&range={word}") aria-current=(one == range).then_some("true")>
                {label}
            </a>
        }
    });
    let segments = view! {
        <nav class="segments" aria-label="How far back">
            {segments}
        </nav>
    };
    let used = metrics.points.iter().any(busy);
    let body = if used {
        view! {
            <div class="usage-split tall">
                <div class="charts">
                    {chart("Records in", &metrics, |point| point.records_in, grouped, Series::First)}
                    {chart("Records out", &metrics, |point| point.records_out, grouped, Series::First)}
                    {chart("Dead letters", &metrics, |point| point.dead_letters, grouped, Series::Second)}
                    {chart(
                        "Median time a record",
                        &metrics,
                        |point| point.p50_us.unwrap_or(0),
                        micros,
                        Series::Second,
                    )}
                </div>
                <div class="numbers" tabindex="0" role="region" aria-label="The same in numbers">
                    {numbers(&metrics)}
                </div>
            </div>
        }
        .into_any()
    } else {
        view! {
            <Empty
                glyph=Glyph::Chart
                title="Nothing was processed"
                line="What it takes in appears here within a minute."
            />
        }
        .into_any()
    };
    Ok(view! {
        <div class="stack">
            <Panel title="Processed" flush=true aside=segments.into_any()>
                {body}
            </Panel>
            {figures(&metrics)}
            <p class="caption">
                {format!("The same from a terminal: sluicegate pipeline metrics {}", pipeline.path)}
            </p>
        </div>
    }
    .into_any())
}

const fn busy(point: &MetricsPoint) -> bool {
    point.records_in > 0 || point.records_out > 0 || point.dead_letters > 0 || point.restarts > 0
}

/// "850 µs", "1.2 ms", "3 s".
fn micros(count: u64) -> String {
    match count {
        0..1_000 => format!("{count} µs"),
        1_000..1_000_000 => format!("{}.{} ms", count / 1_000, count % 1_000 / 100),
        _ => format!("{} s", count / 1_000_000),
    }
}

fn figures(metrics: &PipelineMetrics) -> AnyView {
    let time = |value: Option<u64>| value.map_or_else(|| "–".to_owned(), micros).into_any();
    let facts = vec![
        ("Records in", grouped(metrics.records_in).into_any()),
        ("Records out", grouped(metrics.records_out).into_any()),
        ("Dead letters", grouped(metrics.dead_letters).into_any()),
        ("Starts after a fault", grouped(metrics.restarts).into_any()),
        ("Half stay under", time(metrics.p50_us)),
        ("Nine in ten", time(metrics.p90_us)),
        ("99 in a hundred", time(metrics.p99_us)),
        ("Still to take in", grouped(metrics.lag).into_any()),
        ("Newest record", age(metrics.newest_record_at, now()).into_any()),
    ];
    view! {
        <Panel title="In all">
            <Facts facts=facts />
        </Panel>
    }
    .into_any()
}

fn chart(
    label: &'static str,
    metrics: &PipelineMetrics,
    of: fn(&MetricsPoint) -> u64,
    say: fn(u64) -> String,
    series: Series,
) -> AnyView {
    let points = &metrics.points;
    let short = |point: &MetricsPoint| axis(point, metrics.range);
    let bars = points.iter().map(|point| Bar { at: short(point), value: of(point) }).collect::<Vec<_>>();
    let labels = points.iter().map(|point| format!("{}: {}", exact(point.at), say(of(point)))).collect();
    let most = points.iter().map(of).max().unwrap_or(0);
    // Times aren't added up; everything else is.
    let figure = if say(0) == grouped(0) {
        grouped(points.iter().map(of).sum())
    } else {
        format!("up to {}", say(most))
    };
    let description = format!("{label}: {figure}; most at a time, {}", say(most));
    view! {
        <BarChart
            label=label
            figure=figure
            description=description
            bars=bars
            say=say
            series=series
            over=view! { <ChartTips labels=labels /> }.into_any()
        />
    }
    .into_any()
}

/// A point's name under the axis: its time, or its day where the range is a week.
fn axis(point: &MetricsPoint, range: MetricsRange) -> String {
    let text = exact(point.at);
    let (day, time) = text.split_once(", ").unwrap_or((&text, ""));
    match range {
        MetricsRange::Week => day.split(' ').take(2).collect::<Vec<_>>().join(" "),
        _ => time.trim_end_matches(" UTC").to_owned(),
    }
}

/// The series as a table, newest first; steps without anything are counted.
fn numbers(metrics: &PipelineMetrics) -> AnyView {
    let (used, idle): (Vec<&MetricsPoint>, Vec<&MetricsPoint>) =
        metrics.points.iter().rev().partition(|point| busy(point));
    let rows = used.into_iter().map(|point| {
        let point = point.clone();
        view! {
            <Row>
                <MainCell>{exact(point.at)}</MainCell>
                <Cell label="In" end=true>
                    {grouped(point.records_in)}
                </Cell>
                <Cell label="Out" end=true>
                    {grouped(point.records_out)}
                </Cell>
                <Cell label="Dead letters" end=true>
                    {grouped(point.dead_letters)}
                </Cell>
                <Cell label="p99" end=true>
                    {point.p99_us.map_or_else(|| "–".to_owned(), micros)}
                </Cell>
            </Row>
        }
    });
    let rows = rows.collect_view();
    let heads = vec![
        Head::Text("From"),
        Head::End("In"),
        Head::End("Out"),
        Head::End("Dead letters"),
        Head::End("p99"),
    ];
    let idle = (!idle.is_empty()).then(|| {
        view! { <p class="caption idle">{format!("{} steps without a record are left out.", idle.len())}</p> }
    });
    view! {
        <Table label="Processed, by time" heads=heads>
            {rows}
        </Table>
        {idle}
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_a_unit() {
        for (count, text) in [(0, "0 µs"), (850, "850 µs"), (1_250, "1.2 ms"), (3_400_000, "3 s")] {
            assert_eq!(micros(count), text);
        }
    }
}
