//! The records of the demonstration: made up, and the same each time but for their times. They are written as text, so
//! that their fields keep an order that reads well.

use access::Time;

/// A minute, in milliseconds.
const MINUTE: i64 = 60 * 1000;
/// The stations' numbers, names, heights in metres.
const STATIONS: [(u32, &str, f64); 3] = [(1, "Mill", 212.0), (2, "Quarry", 388.0), (3, "Summit", 641.0)];
/// What the shop sells: articles and their prices in cents.
const ARTICLES: [(&str, u64); 6] =
    [("lamp", 4900), ("kettle", 3450), ("chair", 11900), ("teapot", 2780), ("rug", 8900), ("mirror", 6400)];
/// How people pay in the shop.
const PAYMENTS: [&str; 4] = ["card", "card", "transfer", "cash"];
/// Why something comes back.
const REASONS: [&str; 4] = ["broken on arrival", "wrong colour", "not needed", "too large"];
/// Where the library keeps what it lends.
const SHELVES: [&str; 5] = ["novels", "travel", "cooking", "children", "history"];

/// Numbers that look like chance and come out the same each time.
struct Dice(u64);

impl Dice {
    /// From 0 to `below` - 1.
    fn roll(&mut self, below: u32) -> u32 {
        // Knuth's constants for 64 bits; the high bits are the good ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from((self.0 >> 33) % u64::from(below.max(1))).unwrap_or_default()
    }

    /// One of a few.
    fn pick<T: Copy + Default>(&mut self, among: &[T]) -> T {
        let at = self.roll(u32::try_from(among.len()).unwrap_or_default());
        among.get(at as usize).copied().unwrap_or_default()
    }
}

/// Where the stations stand.
pub(super) fn stations() -> Vec<String> {
    let station = |(number, name, height): &(u32, &str, f64)| {
        format!(r#"{{"station":{number},"name":"{name}","height_m":{height}}}"#)
    };
    STATIONS.iter().map(station).collect()
}

/// Two days of three stations up to `now`.
pub(super) fn readings(now: Time) -> Vec<String> {
    let mut dice = Dice(1);
    let mut records = Vec::new();
    for step in (0..96_i32).rev() {
        let at = before(now, i64::from(step) * 30 * MINUTE);
        let daily = 5.0 * (f64::from(step) / 48.0 * std::f64::consts::TAU).cos();
        for (station, _, height) in &STATIONS {
            let chance = f64::from(dice.roll(20)) / 10.0;
            let temperature = 14.0 + daily + chance - height / 90.0;
            let wind = 2.0 + chance + height / 200.0;
            let rain = if dice.roll(9) == 0 { f64::from(dice.roll(40)) / 10.0 } else { 0.0 };
            records.push(format!(
                r#"{{"station":{station},"at":"{at}","temperature_c":{temperature:.1},"wind_m_s":{wind:.1},"rain_mm":{rain:.1}}}"#
            ));
        }
    }
    records
}

/// Orders of a week up to `now`.
pub(super) fn orders(now: Time) -> Vec<String> {
    let mut dice = Dice(2);
    let order = |number: i64| {
        let (article, price) = dice.pick(&ARTICLES);
        let pieces = 1 + dice.roll(3);
        let total = u64::from(pieces) * price;
        let (order, at) = (20_310 + number, before(now, (160 - number) * 63 * MINUTE));
        let paid_by = dice.pick(&PAYMENTS);
        format!(
            r#"{{"order":{order},"at":"{at}","article":"{article}","pieces":{pieces},"total_cents":{total},"paid_by":"{paid_by}"}}"#
        )
    };
    let mut records: Vec<String> = (0..160).map(order).collect();
    // The till was offline: a total is missing, and whoever adds them up has to cope.
    for number in [40, 97] {
        let (order, at) = (20_310 + number, before(now, (160 - number) * 63 * MINUTE));
        if let Ok(number) = usize::try_from(number) {
            records.insert(number, format!(r#"{{"order":{order},"at":"{at}","note":"till offline"}}"#));
        }
    }
    records
}

/// Some of those orders, come back.
pub(super) fn returns(now: Time) -> Vec<String> {
    let mut dice = Dice(3);
    let back = |number: i64| {
        let (order, at) = (20_310 + number * 9, before(now, (14 - number) * 7 * 60 * MINUTE));
        let reason = dice.pick(&REASONS);
        format!(r#"{{"order":{order},"at":"{at}","reason":"{reason}"}}"#)
    };
    (0..14).map(back).collect()
}

/// What the library lent.
pub(super) fn loans(now: Time) -> Vec<String> {
    let mut dice = Dice(4);
    let loan = |number: i64| {
        let at = before(now, (60 - number) * 2 * 60 * MINUTE);
        let (shelf, items, weeks) = (dice.pick(&SHELVES), 1 + dice.roll(4), 2 + 2 * dice.roll(2));
        format!(r#"{{"at":"{at}","shelf":"{shelf}","items":{items},"weeks":{weeks}}}"#)
    };
    (0..60).map(loan).collect()
}

/// A time so many milliseconds before, to the second.
fn before(now: Time, milliseconds: i64) -> String {
    let at = now.0 - milliseconds;
    api::time::to_rfc3339(Time(at - at.rem_euclid(1000)))
}
