//! The records of the demonstration: made up, and the same each time but for their times.

use access::Time;
use serde_json::json;

/// Half an hour, in milliseconds.
const HALF_AN_HOUR: i64 = 30 * 60 * 1000;
/// The stations' numbers, names, heights in metres.
const STATIONS: [(u32, &str, f64); 3] = [(1, "Mill", 212.0), (2, "Quarry", 388.0), (3, "Summit", 641.0)];
/// What the shop sells: articles and their prices in cents.
const ARTICLES: [(&str, u64); 6] =
    [("lamp", 4900), ("kettle", 3450), ("chair", 11900), ("teapot", 2780), ("rug", 8900), ("mirror", 6400)];

/// Numbers that look like chance and come out the same each time.
struct Dice(u64);

impl Dice {
    /// From 0 to `below` - 1.
    fn roll(&mut self, below: u64) -> u64 {
        // Knuth's constants for 64 bits; the high bits are the good ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below.max(1)
    }

    fn pick<'a, T>(&mut self, among: &'a [T]) -> Option<&'a T> {
        let at = usize::try_from(self.roll(among.len() as u64)).unwrap_or_default();
        among.get(at)
    }
}

/// Where the stations stand.
pub(super) fn stations() -> Vec<String> {
    let station = |(number, name, height): &(u32, &str, f64)| {
        json!({ "station": number, "name": name, "height_m": height }).to_string()
    };
    STATIONS.iter().map(station).collect()
}

/// Two days of three stations up to `now`.
pub(super) fn readings(now: Time) -> Vec<String> {
    let mut dice = Dice(1);
    let mut records = Vec::new();
    for step in (0..96_i32).rev() {
        for (station, _, height) in &STATIONS {
            let hour = f64::from(step) / 2.0;
            let daily = 5.0 * (hour * std::f64::consts::TAU / 24.0).cos();
            let noise = f64::from(u32::try_from(dice.roll(20)).unwrap_or_default()) / 10.0;
            let rain = if dice.roll(9) == 0 { dice.roll(40) } else { 0 };
            records.push(
                json!({
                    "station": station,
                    "at": before(now, i64::from(step) * HALF_AN_HOUR),
                    "temperature_c": tenths(14.0 + daily + noise - height / 150.0),
                    "wind_m_s": tenths(2.0 + noise + height / 200.0),
                    "rain_mm": tenths(f64::from(u32::try_from(rain).unwrap_or_default()) / 10.0),
                })
                .to_string(),
            );
        }
    }
    records
}

/// Orders of a week up to `now`.
pub(super) fn orders(now: Time) -> Vec<String> {
    let mut dice = Dice(2);
    let mut records = Vec::new();
    for number in 0..160_i64 {
        let Some((article, price)) = dice.pick(&ARTICLES) else { continue };
        let pieces = 1 + dice.roll(3);
        records.push(
            json!({
                "order": 20_310 + number,
                "at": before(now, (160 - number) * 63 * 60 * 1000),
                "article": article,
                "pieces": pieces,
                "total_cents": pieces * price,
                "paid_by": dice.pick(&["card", "card", "transfer", "cash"]),
            })
            .to_string(),
        );
    }
    records
}

/// Some of those orders, come back.
pub(super) fn returns(now: Time) -> Vec<String> {
    let mut dice = Dice(3);
    let mut records = Vec::new();
    for number in 0..14_i64 {
        let back = json!({
            "order": 20_310 + number * 9,
            "at": before(now, (14 - number) * 7 * 60 * 60 * 1000),
            "reason": dice.pick(&["broken on arrival", "wrong colour", "not needed", "too large"]),
        });
        records.push(back.to_string());
    }
    records
}

/// What the library lent.
pub(super) fn loans(now: Time) -> Vec<String> {
    const SHELVES: [&str; 5] = ["novels", "travel", "cooking", "children", "history"];
    let mut dice = Dice(4);
    let mut records = Vec::new();
    for number in 0..60_i64 {
        let loan = json!({
            "at": before(now, (60 - number) * 2 * 60 * 60 * 1000),
            "shelf": dice.pick(&SHELVES),
            "items": 1 + dice.roll(4),
            "weeks": 2 + 2 * dice.roll(2),
        });
        records.push(loan.to_string());
    }
    records
}

/// A time so many milliseconds before, to the second.
fn before(now: Time, milliseconds: i64) -> String {
    let at = now.0 - milliseconds;
    api::time::to_rfc3339(Time(at - at.rem_euclid(1000)))
}

fn tenths(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
