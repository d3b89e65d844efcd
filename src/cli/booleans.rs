//! A boolean flag alone is true, and the word after it is its value only if it is one of true, false, yes,
//! no, 1 and 0: so `project create --public ada/lake` means what it says.

use std::collections::BTreeSet;
use std::ffi::OsString;

use clap::Command;

use super::values;

/// Completes boolean flags that stand alone: `--public` becomes `--public=true`.
pub(crate) fn complete(command: &Command, arguments: Vec<OsString>) -> Vec<OsString> {
    let (mut command, mut flags) = (command, flags(command));
    let mut completed = Vec::with_capacity(arguments.len());
    let mut arguments = arguments.into_iter().peekable();
    let mut ended = false;
    while let Some(mut argument) = arguments.next() {
        ended |= argument == "--";
        let inner = argument.to_str().filter(|_| !ended).and_then(|word| command.find_subcommand(word));
        if let Some(inner) = inner {
            (command, flags) = (inner, self::flags(inner));
        }
        let has_value = |next: &OsString| next.to_str().is_some_and(|next| values::boolean(next).is_ok());
        let alone = !ended
            && argument.to_str().is_some_and(|text| flags.contains(text))
            && arguments.peek().is_none_or(|next| !has_value(next));
        if alone {
            argument.push("=true");
        }
        completed.push(argument);
    }
    completed
}

/// The flags of a command whose value may be left out: boolean ones are the only such. The same word may be a mere switch
/// of another command.
fn flags(command: &Command) -> BTreeSet<String> {
    let own = command.get_arguments().filter(|argument| {
        argument.get_num_args().is_some_and(|range| range.min_values() == 0 && range.max_values() == 1)
    });
    own.filter_map(|argument| Some(format!("--{}", argument.get_long()?))).collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use crate::cli::args::Arguments;

    use super::*;

    fn completed(line: &str) -> String {
        let mut command = Arguments::command();
        command.build();
        let words = complete(&command, line.split(' ').map(OsString::from).collect());
        words.iter().map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn only_boolean_flags_that_stand_alone_are_completed() {
        for (line, expected) in [
            ("x project create --public a/b", "x project create --public=true a/b"),
            ("x project create a/b --public", "x project create a/b --public=true"),
            ("x project create a/b --public no", "x project create a/b --public no"),
            ("x project create a/b --public=0", "x project create a/b --public=0"),
            ("x project create a/b --yes --quiet", "x project create a/b --yes --quiet"),
            ("x project create -- --public", "x project create -- --public"),
            ("x admin grant acme ada --admin", "x admin grant acme ada --admin"),
            (
                "x organization update-permissions acme ada --admin",
                "x organization update-permissions acme ada --admin=true",
            ),
        ] {
            assert_eq!(completed(line), expected);
        }
    }
}
