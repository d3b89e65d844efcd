//! Calendar months in UTC, computed: no clock, no time zone tables.

use crate::Time;
use serde::{Deserialize, Serialize};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// A calendar month, UTC: what quotas and usage are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Month(
    /// Months since January of the year 0.
    i64,
);

impl Month {
    /// The month that a moment is in.
    #[must_use]
    pub const fn of(time: Time) -> Self {
        // Days are counted from 1 March of the year 0, so that the leap day is the last of its year; 400 years
        // have 146,097 days. The algorithm is Howard Hinnant's `civil_from_days`.
        let days = time.0.div_euclid(DAY_MS) + 719_468;
        let era = days.div_euclid(146_097);
        let day = days.rem_euclid(146_097);
        let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
        let day_of_year = day - (365 * year + year / 4 - year / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        Self((era * 400 + year) * 12 + from_march + 2)
    }

    /// The month after it.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// Months since January of the year 0: what it is kept as.
    #[must_use]
    pub const fn index(self) -> i64 {
        self.0
    }

    /// Its year.
    #[must_use]
    pub const fn year(self) -> i64 {
        self.0.div_euclid(12)
    }

    /// Its number in the year, from 1.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0.rem_euclid(12) + 1
    }

    /// Its first moment.
    #[must_use]
    pub const fn start(self) -> Time {
        // Hinnant's `days_from_civil`, for the first of the month.
        let from_march = (self.0 - 2).rem_euclid(12);
        let year = (self.0 - 2).div_euclid(12);
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let day_of_year = (153 * from_march + 2) / 5;
        let day = of_era * 365 + of_era / 4 - of_era / 100 + day_of_year;
        Time((era * 146_097 + day - 719_468) * DAY_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_months() {
        // Times from `date -u +%s`.
        for (seconds, year, number) in [
            (0, 1970, 1),
            (-1, 1969, 12),
            (951_782_400, 2000, 2),
            (951_868_800, 2000, 3),
            (1_709_251_199, 2024, 2),
            (1_709_251_200, 2024, 3),
            (4_107_542_400, 2100, 3),
        ] {
            let month = Month::of(Time(seconds * 1000));
            assert_eq!((month.year(), month.number()), (year, number), "{seconds}");
        }
        assert_eq!(Month::of(Time(1_709_251_199_999)).next().start(), Time(1_709_251_200_000));
    }

    #[test]
    fn every_month_starts_when_the_one_before_ends() {
        let mut month = Month::of(Time(-100_000_000_000_000));
        for _ in 0..100_000 {
            let next = month.next();
            assert_eq!(Month::of(next.start()), next);
            assert_eq!(Month::of(next.start().plus(-1)), month);
            let days = (next.start().0 - month.start().0) / DAY_MS;
            assert!((28..=31).contains(&days));
            month = next;
        }
    }
}
