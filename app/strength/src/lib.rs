//! How hard a password is to guess, and why it is easy: one judgement for the server, which refuses by it, and for the
//! browser, which shows it while a password is typed. The browser loads it as a module of its own, and only where a new
//! password is asked for.

use zxcvbn::feedback::Warning;
use zxcvbn::zxcvbn;

/// The least score that is taken: from about 10^8 guesses on.
pub const ENOUGH: u8 = 3;

/// What is thought of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// From 0, guessed at once, to 4.
    pub score: u8,
    /// What makes it easy, if it is below [`ENOUGH`].
    pub reason: Option<&'static str>,
}

/// Judges a password; `names` are what an attacker would try first, such as the username.
#[must_use]
pub fn judge(password: &str, names: &[&str]) -> Verdict {
    let entropy = zxcvbn(password, names);
    let score = entropy.score() as u8;
    let reason = (score < ENOUGH).then(|| {
        let lower = password.to_lowercase();
        if names.iter().any(|name| name.len() > 2 && lower.contains(&name.to_lowercase())) {
            return "it holds a name that is known of you";
        }
        entropy
            .feedback()
            .and_then(|feedback| feedback.warning())
            .map_or("it is too short or too regular", words)
    });
    Verdict { score, reason }
}

fn words(warning: Warning) -> &'static str {
    match warning {
        Warning::StraightRowsOfKeysAreEasyToGuess | Warning::ShortKeyboardPatternsAreEasyToGuess => {
            "it follows the keys of the keyboard"
        }
        Warning::RepeatsLikeAaaAreEasyToGuess | Warning::RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess => {
            "it repeats itself"
        }
        Warning::ThisIsATop10Password
        | Warning::ThisIsATop100Password
        | Warning::ThisIsACommonPassword
        | Warning::ThisIsSimilarToACommonlyUsedPassword => {
            "it is, or is like, a password that many people use"
        }
        Warning::SequencesLikeAbcAreEasyToGuess => "it is a sequence of letters or digits",
        Warning::RecentYearsAreEasyToGuess | Warning::DatesAreOftenEasyToGuess => "it is a date or a year",
        Warning::AWordByItselfIsEasyToGuess => "it is a single word",
        Warning::NamesAndSurnamesByThemselvesAreEasyToGuess
        | Warning::CommonNamesAndSurnamesAreEasyToGuess => "it is a person’s name",
    }
}

/// For the page's script: the score, and after a blank the reason, if there is one. `names` has one name a line.
#[cfg(target_arch = "wasm32")]
#[wasm_bindgen::prelude::wasm_bindgen]
#[must_use]
pub fn strength(password: &str, names: &str) -> String {
    let names: Vec<&str> = names.lines().filter(|name| !name.is_empty()).collect();
    let verdict = judge(password, &names);
    format!("{} {}", verdict.score, verdict.reason.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_easy_to_guess_is_told_from_what_isnt() {
        for (password, reason) in [
            ("password123", "it is, or is like, a password that many people use"),
            ("qwertyuiop", "it is, or is like, a password that many people use"),
            ("aaaaaaaaaaaa", "it repeats itself"),
            ("ada-lovelace", "it holds a name that is known of you"),
        ] {
            let verdict = judge(password, &["ada-lovelace"]);
            assert!(verdict.score < ENOUGH, "{password}: {verdict:?}");
            assert_eq!(verdict.reason, Some(reason), "{password}");
        }
        for password in ["correct horse battery", "a long made-up password", "an entirely new one"] {
            let verdict = judge(password, &["ada", "sluicegate"]);
            assert_eq!((verdict.score >= ENOUGH, verdict.reason), (true, None), "{password}: {verdict:?}");
        }
    }
}
