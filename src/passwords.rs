//! Passwords: argon2id on threads of our own, with memory that is allocated once and a queue that has an end. Sign-ins
//! then neither grow the server nor starve what else it does; when the queue is full, callers are told to wait.

use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::oneshot;

/// OWASP's parameters: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// How nice the threads are: whoever signs in waits a little longer, so that thousands of requests need not wait for them.
#[cfg(target_os = "linux")]
const GIVING_WAY: i32 = 10;
/// The hash of no password that anybody has: checked where there is no user, so that both take the same time.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Why a password was neither hashed nor checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordError {
    /// Too many wait already.
    Busy,
    /// A fault of ours: no randomness, or a kept hash that can't be read.
    Broken,
}

/// The hashing threads; cheap to clone. They end when the last clone is dropped.
#[derive(Clone)]
pub struct Passwords(SyncSender<Job>);

struct Job {
    password: String,
    task: Task,
}

enum Task {
    Hash(oneshot::Sender<Result<String, PasswordError>>),
    Verify(String, oneshot::Sender<Result<bool, PasswordError>>),
    Key(Vec<u8>, oneshot::Sender<Result<[u8; 32], PasswordError>>),
}

impl Passwords {
    /// Starts `threads` of them; `waiting` jobs may wait beside those at work.
    ///
    /// # Errors
    /// If the system gives no thread.
    pub fn start(threads: usize, waiting: usize) -> std::io::Result<Self> {
        let (sender, receiver) = sync_channel(waiting);
        let receiver = Arc::new(Mutex::new(receiver));
        for number in 0..threads {
            let receiver = receiver.clone();
            std::thread::Builder::new().name(format!("passwords-{number}")).spawn(move || work(&receiver))?;
        }
        Ok(Self(sender))
    }

    /// The PHC string to keep for a password.
    ///
    /// # Errors
    /// If too many wait.
    pub async fn hash(&self, password: &str) -> Result<String, PasswordError> {
        let (answer, result) = oneshot::channel();
        self.send(password, Task::Hash(answer))?;
        result.await.unwrap_or(Err(PasswordError::Broken))
    }

    /// Whether the password is the one that was kept as `kept`. Without one it is not, after the same work.
    ///
    /// # Errors
    /// If too many wait.
    pub async fn verify(&self, password: &str, kept: Option<&str>) -> Result<bool, PasswordError> {
        let (answer, result) = oneshot::channel();
        self.send(password, Task::Verify(kept.unwrap_or(NOBODY).to_owned(), answer))?;
        let right = result.await.unwrap_or(Err(PasswordError::Broken))?;
        Ok(right && kept.is_some())
    }

    /// The key that a password and a salt of 16 bytes stand for.
    ///
    /// # Errors
    /// If too many wait.
    pub async fn key(&self, password: &str, salt: &[u8]) -> Result<[u8; 32], PasswordError> {
        let (answer, result) = oneshot::channel();
        self.send(password, Task::Key(salt.to_owned(), answer))?;
        result.await.unwrap_or(Err(PasswordError::Broken))
    }

    fn send(&self, password: &str, task: Task) -> Result<(), PasswordError> {
        self.0.try_send(Job { password: password.to_owned(), task }).map_err(|error| match error {
            TrySendError::Full(_) => PasswordError::Busy,
            TrySendError::Disconnected(_) => PasswordError::Broken,
        })
    }
}

/// One thread: takes jobs until nobody can send any more.
fn work(jobs: &Mutex<Receiver<Job>>) {
    // On Linux for this thread alone; elsewhere it would be the whole server.
    #[cfg(target_os = "linux")]
    let _given_way = rustix::process::nice(GIVING_WAY);
    let mut memory = Vec::new();
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(Job { password, task }) = next else { return };
        // Nobody waits for the answer any more: nothing to do.
        match task {
            Task::Hash(answer) if !answer.is_closed() => {
                let _gone = answer.send(hash(&password, &mut memory));
            }
            Task::Verify(kept, answer) if !answer.is_closed() => {
                let _gone = answer.send(verify(&password, &kept, &mut memory));
            }
            Task::Key(salt, answer) if !answer.is_closed() => {
                let _gone = answer.send(key(&password, &salt, &mut memory));
            }
            Task::Hash(_) | Task::Verify(..) | Task::Key(..) => {}
        }
    }
}

fn hash(password: &str, memory: &mut Vec<Block>) -> Result<String, PasswordError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|_| PasswordError::Broken)?;
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|_| PasswordError::Broken)?;
    let salt = Salt::new(&salt).map_err(|_| PasswordError::Broken)?;
    let output = derive(password, &salt, &params, memory)?;
    let phc = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(|_| PasswordError::Broken)?,
        salt: Some(salt),
        hash: Some(output),
    };
    Ok(phc.to_string())
}

fn key(password: &str, salt: &[u8], memory: &mut Vec<Block>) -> Result<[u8; 32], PasswordError> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|_| PasswordError::Broken)?;
    let salt = Salt::new(salt).map_err(|_| PasswordError::Broken)?;
    let output = derive(password, &salt, &params, memory)?;
    output.as_bytes().try_into().map_err(|_| PasswordError::Broken)
}

fn verify(password: &str, kept: &str, memory: &mut Vec<Block>) -> Result<bool, PasswordError> {
    let kept = PasswordHash::new(kept).map_err(|_| PasswordError::Broken)?;
    let params = Params::try_from(&kept).map_err(|_| PasswordError::Broken)?;
    let (Some(salt), Some(expected)) = (&kept.salt, &kept.hash) else { return Err(PasswordError::Broken) };
    // `Output` compares in constant time.
    Ok(derive(password, salt, &params, memory)? == *expected)
}

fn derive(
    password: &str,
    salt: &Salt,
    params: &Params,
    memory: &mut Vec<Block>,
) -> Result<Output, PasswordError> {
    if memory.len() < params.block_count() {
        memory.resize(params.block_count(), Block::default());
    }
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let mut output = [0; Params::DEFAULT_OUTPUT_LEN];
    argon2
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut output, memory.as_mut_slice())
        .map_err(|_| PasswordError::Broken)?;
    Output::new(&output).map_err(|_| PasswordError::Broken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_and_another_is_not() {
        let passwords = Passwords::start(1, 4).unwrap();
        let kept = passwords.hash("correct horse").await.unwrap();
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{kept}");
        assert_eq!(passwords.verify("correct horse", Some(&kept)).await, Ok(true));
        assert_eq!(passwords.verify("correct horsf", Some(&kept)).await, Ok(false));
        assert_eq!(passwords.verify("correct horse", None).await, Ok(false));
        assert_ne!(passwords.hash("correct horse").await.unwrap(), kept);
    }

    #[tokio::test]
    async fn a_key_is_of_its_password_and_salt() {
        let passwords = Passwords::start(1, 4).unwrap();
        let key = passwords.key("correct horse", &[1; 16]).await.unwrap();
        assert_eq!(passwords.key("correct horse", &[1; 16]).await, Ok(key));
        assert_ne!(passwords.key("correct horse", &[2; 16]).await, Ok(key));
        assert_ne!(passwords.key("correct horsf", &[1; 16]).await, Ok(key));
    }

    #[tokio::test]
    async fn a_hash_by_another_program_is_known() {
        let kept = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        let passwords = Passwords::start(1, 4).unwrap();
        assert_eq!(passwords.verify("password", Some(kept)).await, Ok(true));
    }

    #[tokio::test]
    async fn the_queue_has_an_end() {
        let passwords = Passwords::start(1, 1).unwrap();
        let all = (0..8).map(|_| passwords.hash("correct horse"));
        let ended = futures_util::future::join_all(all).await;
        assert!(ended.contains(&Err(PasswordError::Busy)) && ended.iter().any(Result::is_ok), "{ended:?}");
    }
}
