//! The file of a backup: one line, and a SQLite database. The line says when it was made, and the SHA-256 of that and
//! of all that follows, so that a file that was cut off or changed by a single bit is known before anything is touched.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use access::Time;
use sha2::{Digest, Sha256};

use super::BackupError;

const MARK: &str = "sluicegate backup 1";
/// `MARK`, the time in 20 digits, the hash in 64, blanks between and the end of the line.
const LINE: usize = MARK.len() + 1 + 20 + 1 + 64 + 1;

/// A file for the time being, which goes when this is dropped; with what SQLite may lay beside it.
#[derive(Debug)]
pub struct Scratch(PathBuf);

impl Scratch {
    /// An empty file of mode 0600 beside `file`.
    ///
    /// # Errors
    /// If it can't be made.
    pub fn beside(file: &Path, suffix: &str) -> Result<Self, BackupError> {
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{suffix}-{}", std::process::id()));
        let path = file.with_file_name(name);
        new_file(&path).map_err(|error| BackupError::File(path.clone(), error))?;
        Ok(Self(path))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        for suffix in ["", "-journal", "-wal", "-shm"] {
            let mut path = self.0.clone().into_os_string();
            path.push(suffix);
            let _gone = fs::remove_file(path);
        }
    }
}

fn new_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)
}

fn line(at: Time, hash: &str) -> String {
    format!("{MARK} {:020} {hash}\n", at.0)
}

/// Writes the line and the database to the new file `to`, whole or not at all; how many bytes they are.
pub(super) fn pack(database: &Path, at: Time, to: &Path) -> Result<u64, BackupError> {
    let part = Scratch::beside(to, "part")?;
    let packed = (|| {
        let mut out = OpenOptions::new().write(true).open(part.path())?;
        out.write_all(line(at, &"0".repeat(64)).as_bytes())?;
        let (hash, size) = through(at, &mut File::open(database)?, &mut out)?;
        out.seek(SeekFrom::Start(0))?;
        out.write_all(line(at, &hash).as_bytes())?;
        out.sync_all()?;
        // Not renamed: that would replace what came there meanwhile.
        fs::hard_link(part.path(), to)?;
        Ok(size + LINE as u64)
    })();
    packed.map_err(|error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => BackupError::Exists(to.to_owned()),
        _ => BackupError::File(to.to_owned(), error),
    })
}

/// Writes the database in the backup `from` to the file `to`; when the backup was made.
pub(super) fn unpack(from: &Path, to: &Path) -> Result<Time, BackupError> {
    let broken = |why| BackupError::Broken(from.to_owned(), why);
    let failed = |error| BackupError::File(from.to_owned(), error);
    let mut backup = File::open(from).map_err(failed)?;
    let mut head = [0; LINE];
    backup.read_exact(&mut head).map_err(|_| broken("is no backup"))?;
    let head = std::str::from_utf8(&head).map_err(|_| broken("is no backup"))?;
    let known = head.strip_prefix(MARK).and_then(|rest| rest.trim().split_once(' '));
    let (at, hash) = known.ok_or_else(|| broken("is no backup of a version that this program knows"))?;
    let at = at.parse().map(Time).map_err(|_| broken("is no backup"))?;
    let mut out = OpenOptions::new().write(true).truncate(true).open(to).map_err(failed)?;
    let (found, _) = through(at, &mut backup, &mut out).map_err(failed)?;
    if found != hash {
        return Err(broken("is not as it was made"));
    }
    out.sync_all().map_err(failed)?;
    Ok(at)
}

/// Copies all that follows; the SHA-256 of it and of the time, and how much it was.
fn through(at: Time, from: &mut File, to: &mut File) -> io::Result<(String, u64)> {
    let (mut hash, mut size, mut buffer) = (Sha256::new(), 0, vec![0; 256 * 1024]);
    hash.update(at.0.to_be_bytes());
    loop {
        let read = from.read(&mut buffer)?;
        let Some(bytes) = buffer.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
        hash.update(bytes);
        to.write_all(bytes)?;
        size += bytes.len() as u64;
    }
    Ok((hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect(), size))
}
