//! Tiles: a figure with the line of its last hour under it.

use leptos::prelude::*;

/// What a tile shows.
#[derive(Clone, Debug)]
pub struct MetricTile {
    /// "Records in, 1 h".
    pub label: &'static str,
    /// The figure.
    pub figure: String,
    /// What stands after it, smaller.
    pub unit: &'static str,
    /// The line under it, oldest first.
    pub points: Vec<u64>,
    /// It counts something that should not be.
    pub errors: bool,
}

/// A row of tiles in a panel.
#[component]
pub fn Tiles(
    /// What they are about, for screen readers.
    #[prop(into)]
    label: String,
    /// The tiles.
    tiles: Vec<MetricTile>,
) -> impl IntoView {
    let tiles = tiles.into_iter().map(|tile| {
        let line = line(&tile.points);
        view! {
            <li>
                <span class="tile-label">{tile.label}</span>
                <span class="tile-figure">
                    <strong>{tile.figure}</strong>
                    {tile.unit}
                </span>
                <svg
                    class=if tile.errors { "spark errors" } else { "spark" }
                    viewBox="0 0 100 24"
                    preserveAspectRatio="none"
                    aria-hidden="true"
                >
                    <polyline points=line />
                </svg>
            </li>
        }
    });
    view! {
        <section class="panel metric-tiles" aria-label=label>
            <ul>{tiles.collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// The points of a line that fills a box of 100 by 24.
fn line(points: &[u64]) -> String {
    let most = points.iter().copied().max().unwrap_or(0).max(1) as f64;
    let step = 100.0 / points.len().saturating_sub(1).max(1) as f64;
    let point = |(index, value): (usize, &u64)| {
        format!("{:.2},{:.2}", index as f64 * step, 23.0 - *value as f64 * 22.0 / most)
    };
    points.iter().enumerate().map(point).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_fills_its_box() {
        assert_eq!(line(&[0, 4, 2]), "0.00,23.00 50.00,1.00 100.00,12.00");
        // Nothing happened: a line along the bottom.
        assert_eq!(line(&[0, 0]), "0.00,23.00 100.00,23.00");
        assert_eq!(line(&[]), "");
    }
}
