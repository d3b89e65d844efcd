//! A database, a server over it, and people at their command lines.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

use serde_json::Value;
use tempfile::TempDir;

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A running server over a fresh database.
pub(crate) struct World {
    pub(crate) directory: Arc<TempDir>,
    pub(crate) url: String,
    /// What the server said before it said where it is.
    pub(crate) first: String,
    database: String,
    server: Child,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// A command line: where, with which server and secret.
#[derive(Clone)]
pub(crate) struct Shell {
    directory: std::path::PathBuf,
    variables: Vec<(String, String)>,
}

impl World {
    /// On a SQLite file.
    pub(crate) fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let database = format!("sqlite:{}", directory.path().join("test.db").display());
        Self::over(directory, database)
    }

    /// Over any empty database.
    pub(crate) fn over(directory: impl Into<Arc<TempDir>>, database: String) -> Self {
        Self::serving(directory, database, &[])
    }

    /// The same with more arguments for `serve`.
    pub(crate) fn serving(directory: impl Into<Arc<TempDir>>, database: String, more: &[&str]) -> Self {
        let directory = directory.into();
        let arguments = [&["serve", "--listen", "127.0.0.1:0", "--database", &database], more].concat();
        let mut server = Shell::nowhere(directory.path())
            .command(&arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(std::fs::File::create(directory.path().join("log")).unwrap())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
        let mut first = String::new();
        let url = loop {
            let Some(line) = lines.next() else {
                let log = std::fs::read_to_string(directory.path().join("log")).unwrap();
                panic!("the server ended; its log says:\n{log}");
            };
            let line = line.unwrap();
            match line.strip_prefix("Sluicegate is at ") {
                Some(url) => break url.to_owned(),
                None => first += &line,
            }
        };
        // Kept open: the server still has to say how to make the first account.
        std::mem::forget(lines);
        Self { directory, url, first, database, server }
    }

    /// Somebody without a secret.
    pub(crate) fn anybody(&self) -> Shell {
        Shell::nowhere(self.directory.path()).with("SLUICEGATE_URL", &self.url)
    }

    /// Somebody with a secret.
    pub(crate) fn with(&self, secret: &str) -> Shell {
        self.anybody().with("SLUICEGATE_SECRET", secret)
    }

    /// The operator, at the database.
    pub(crate) fn operator(&self) -> Shell {
        Shell::nowhere(self.directory.path()).with("SLUICEGATE_DATABASE", &self.database)
    }

    /// A new user's full secret.
    pub(crate) fn person(&self, name: &str) -> String {
        self.operator().run_with(&["admin", "create-user", name], PASSWORD).ok();
        self.secret_of(name)
    }

    /// A full secret of a user who is there.
    pub(crate) fn secret_of(&self, name: &str) -> String {
        self.operator().run(&["admin", "issue-secret", name]).ok().out.trim().to_owned()
    }

    /// A user with a stream `lake/events` in a private project: their full secret.
    pub(crate) fn with_stream(&self, name: &str) -> String {
        let token = self.person(name);
        let shell = self.with(&token);
        shell.run(&["project", "create", &format!("{name}/lake")]).ok();
        shell.run(&["stream", "create", &format!("{name}/lake/events")]).ok();
        token
    }
}

impl Drop for World {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

impl Shell {
    /// A command line in a directory, with nothing in its environment.
    pub(crate) fn nowhere(directory: &Path) -> Self {
        let home = ("HOME".to_owned(), directory.join("home").display().to_string());
        Self { directory: directory.to_owned(), variables: vec![home] }
    }

    /// The same with a variable set.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The program with arguments.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sluicegate"));
        command.env_clear().envs(self.variables.clone()).current_dir(&self.directory).args(arguments);
        command
    }

    /// Runs it with nothing on stdin.
    pub(crate) fn run(&self, arguments: &[&str]) -> Said {
        self.run_with(arguments, "")
    }

    /// Runs it with this on stdin.
    pub(crate) fn run_with(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Said {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let (mut stdin, input) = (child.stdin.take().unwrap(), input.as_ref().to_owned());
        // A program that ends before it has read all breaks the pipe.
        let writing = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        writing.join().unwrap();
        Said {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The JSON that a command prints.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let said = self.run(&[arguments, &["--output", "json"]].concat()).ok();
        serde_json::from_str(&said.out).unwrap()
    }
}

impl Said {
    /// It must have ended well.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// It must have ended with this code and one line on stderr that holds `words`.
    #[track_caller]
    pub(crate) fn fails(self, code: i32, words: &str) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        assert_eq!(self.err.lines().count(), 1, "{self:?}");
        assert!(self.err.starts_with("error: ") && self.err.contains(words), "“{words}” in {self:?}");
        self
    }
}

/// Lines of records with numbers from `from` to `to`.
pub(crate) fn numbered(from: u64, to: u64) -> String {
    (from..=to).map(|n| format!("{{\"n\":{n},\"text\":\"récord {n}\"}}\n")).collect()
}
