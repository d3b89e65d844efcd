//! `serve --nodes N`: several servers over one PostgreSQL, to see what one of them does when another changes something
//! or is gone. The database is the one of `SLUICEGATE_DATABASE`, or a server of our own in ./data/postgres, which ends
//! with the last node.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::run::{find_program, output, root, run, say};
use crate::tools;

/// Where the first node listens; the others follow.
const FIRST_PORT: u16 = 3000;
const MOST: u16 = 9;

/// Runs `count` servers until one of them ends or Ctrl-C is pressed.
pub(crate) fn serve(program: &Path, count: &str, flags: &[&str]) -> Result<()> {
    let count: u16 = count
        .parse()
        .ok()
        .filter(|count| (1..=MOST).contains(count))
        .with_context(|| format!("--nodes takes a number from 1 to {MOST}, not {count}"))?;
    let own = match std::env::var("SLUICEGATE_DATABASE") {
        Ok(url) if url.starts_with("postgres") => None,
        Ok(_) => bail!("several nodes need PostgreSQL: SLUICEGATE_DATABASE is something else"),
        Err(_) => Some(Cluster::start(&root().join("data").join("postgres"))?),
    };
    let mut nodes = Nodes(Vec::new());
    for number in 0..count {
        let mut command = Command::new(program);
        command.arg("serve").args(flags).current_dir(root());
        command.env("SLUICEGATE_LISTEN", format!("127.0.0.1:{}", FIRST_PORT + number));
        if let Some(cluster) = &own {
            command.env("SLUICEGATE_DATABASE", &cluster.url);
        }
        nodes.0.push(command.spawn().context("cannot start a node")?);
        if number == 0 {
            // The first one makes the tables.
            std::thread::sleep(Duration::from_secs(2));
        }
    }
    say(&format!("{count} nodes from port {FIRST_PORT} on; Ctrl-C ends them, `kill PID` one of them"));
    for node in &nodes.0 {
        say(&format!("process {}", node.id()));
    }
    // Ctrl-C reaches the nodes too; each finishes what is under way.
    for node in &mut nodes.0 {
        node.wait().context("cannot wait for a node")?;
    }
    drop(own);
    Ok(())
}

/// Servers that end with this value.
struct Nodes(Vec<Child>);

impl Drop for Nodes {
    fn drop(&mut self) {
        for node in &mut self.0 {
            let _ended = node.kill();
        }
    }
}

/// A PostgreSQL of our own, which ends with this value; its data stays.
pub(crate) struct Cluster {
    url: String,
    data: PathBuf,
    bin: PathBuf,
    user: Option<&'static str>,
}

impl Cluster {
    /// One that is empty.
    pub(crate) fn scratch() -> Result<Self> {
        let data = std::env::temp_dir().join("sluicegate-bench-postgres");
        if data.exists() {
            std::fs::remove_dir_all(&data)?;
        }
        Self::start(&data)
    }

    /// The database's address.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn start(data: &Path) -> Result<Self> {
        tools::postgres()?;
        let installed = tools::installed_versions("/usr/lib/postgresql");
        let bin = find_program(&["initdb"], &installed).context("initdb is missing")?;
        let bin = std::fs::canonicalize(bin)?.parent().context("initdb lies nowhere")?.to_owned();
        // It refuses to run as root.
        let user = (output("id", &["-u"]).as_deref() == Some("0")).then_some("postgres");
        let sockets = std::env::temp_dir().join("sluicegate-nodes");
        for folder in [data, &sockets] {
            std::fs::create_dir_all(folder)?;
            if let Some(user) = user {
                run(Command::new("chown").arg(user).arg(folder))?;
            }
        }
        let url = format!("postgres://postgres@localhost/postgres?host={}", sockets.display());
        let cluster = Self { url, data: data.to_owned(), bin, user };
        if !data.join("PG_VERSION").exists() {
            let options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"];
            run(cluster.program("initdb").args(options).arg("-D").arg(data).stdout(Stdio::null()))?;
        }
        let settings = format!("-c listen_addresses= -c unix_socket_directories={}", sockets.display());
        let mut start = cluster.program("pg_ctl");
        start.args(["start", "-w", "-s", "-o", &settings, "-l"]).arg(sockets.join("log")).arg("-D").arg(data);
        run(start.stdin(Stdio::null()).stdout(Stdio::null()))?;
        Ok(cluster)
    }

    fn program(&self, name: &str) -> Command {
        let program = self.bin.join(name);
        let mut command = match self.user {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        command.current_dir("/");
        command
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = self.program("pg_ctl");
        let _stopped = run(stop.args(["stop", "-s", "-m", "fast", "-D"]).arg(&self.data));
    }
}
