//! A real PostgreSQL for tests, started by the first test that wants one and shared by all that run at the time. It
//! ends by itself soon after the last, and its data with it.
//!
//! Every test process holds a shared lock on `users.lock`; a watchdog that gets the lock for itself stops the server.

use std::fs::File;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// How long the server may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// Kept for the life of the process, so that the server stays.
struct Shared {
    directory: PathBuf,
    _in_use: File,
}

/// The directory of the running server's socket; none where there is no PostgreSQL. In CI that fails.
pub(crate) fn directory() -> Option<&'static Path> {
    static SHARED: OnceLock<Option<Shared>> = OnceLock::new();
    let shared = SHARED.get_or_init(|| match programs() {
        Some(programs) => Some(start(&programs)),
        None if std::env::var_os("CI").is_some() => panic!("initdb and postgres are missing"),
        None => {
            eprintln!("\n*** initdb AND postgres ARE MISSING: NOTHING IS TESTED ON POSTGRESQL ***\n");
            None
        }
    });
    shared.as_ref().map(|shared| shared.directory.as_path())
}

/// The directory of `initdb` and `postgres`: in `PATH`, or where Debian keeps its versions.
fn programs() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut installed: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    installed.sort();
    // The programs behind links find their own files only from where they really are.
    let real = |bin: PathBuf| std::fs::canonicalize(bin.join("postgres")).ok()?.parent().map(Path::to_owned);
    std::env::split_paths(&path)
        .chain(installed.into_iter().rev())
        .filter_map(real)
        .find(|bin| bin.join("initdb").exists() && bin.join("pg_ctl").exists())
}

fn start(bin: &Path) -> Shared {
    let user = unsafe_root().then(other_user);
    // A path that everybody may pass through, and short: a socket's has at most 107 bytes.
    let directory = std::env::temp_dir().join(format!("sluicegate-test-postgres-{}", own_id()));
    let new = std::fs::create_dir(&directory).is_ok();
    if new && let Some(user) = &user {
        run(Command::new("chown").arg(user).arg(&directory));
    }
    let lock = |name: &str| {
        let path = directory.join(name);
        let file = File::options().create(true).truncate(false).write(true).open(&path).unwrap();
        // The watchdog, another user, locks it too.
        let _not_ours = std::fs::set_permissions(&path, PermissionsExt::from_mode(0o666));
        file
    };
    let in_use = lock("users.lock");
    in_use.lock_shared().unwrap();
    let starting = lock("start.lock");
    starting.lock().unwrap();
    let data = directory.join("data");
    if std::os::unix::net::UnixStream::connect(directory.join(".s.PGSQL.5432")).is_err() {
        let as_user = |program: &Path| match &user {
            Some(user) => {
                let mut command = Command::new("runuser");
                command.args(["-u", user, "--"]).arg(program);
                command
            }
            None => Command::new(program),
        };
        if !data.join("PG_VERSION").exists() {
            // What a start that was broken off left behind.
            let _nothing_there = std::fs::remove_dir_all(&data);
            let mut initdb = as_user(&bin.join("initdb"));
            let options =
                ["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"];
            run(initdb.args(options).arg("-D").arg(&data).current_dir("/"));
        }
        let settings = format!(
            "-c listen_addresses= -c unix_socket_directories={} -c max_connections=300 -c fsync=off \
             -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=64MB",
            directory.display()
        );
        let mut postgres = as_user(&bin.join("pg_ctl"));
        postgres.args(["start", "-w", "-s", "-o", &settings, "-l"]).arg(directory.join("log"));
        run(postgres.arg("-D").arg(&data).current_dir("/"));
        let watchdog = format!(
            "while sleep 10; do flock -n -x users.lock \
             sh -c '{}/pg_ctl stop -s -m immediate -D {data}; rm -rf {data}' && exit; done",
            bin.display(),
            data = data.display()
        );
        let mut watch = as_user(Path::new("setsid"));
        watch.args(["-f", "sh", "-c", &watchdog]).current_dir(&directory);
        run(watch.stderr(Stdio::null()));
    }
    let until = Instant::now() + PATIENCE;
    while std::os::unix::net::UnixStream::connect(directory.join(".s.PGSQL.5432")).is_err() {
        assert!(Instant::now() < until, "PostgreSQL doesn't come up; see {}/log", directory.display());
        std::thread::sleep(Duration::from_millis(20));
    }
    Shared { directory, _in_use: in_use }
}

/// `initdb` and `postgres` refuse to run as root.
fn unsafe_root() -> bool {
    own_id() == 0
}

fn own_id() -> u32 {
    std::fs::metadata("/proc/self").map_or_else(|_| nonroot_id(), |own| own.uid())
}

/// Where there is no `/proc`.
fn nonroot_id() -> u32 {
    let told = Command::new("id").arg("-u").output().unwrap();
    String::from_utf8(told.stdout).unwrap().trim().parse().unwrap()
}

fn other_user() -> String {
    let known = |name: &str| Command::new("id").arg(name).output().is_ok_and(|told| told.status.success());
    if known("postgres") { "postgres".into() } else { "nobody".into() }
}

fn run(command: &mut Command) {
    // What `pg_ctl` starts keeps its output open; nothing here may wait for that to end.
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status().unwrap();
    assert!(status.success(), "{command:?}: {status}");
}
