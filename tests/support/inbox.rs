//! A mail server that keeps what it is given: the receiving side of a real SMTP conversation, on a port of its own.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// How long a letter may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The server.
#[derive(Clone)]
pub(crate) struct Inbox {
    address: SocketAddr,
    kept: Arc<Mutex<Kept>>,
}

#[derive(Default)]
struct Kept {
    mails: Vec<Mail>,
    refuse: VecDeque<u16>,
    refused: usize,
    heard: Vec<String>,
}

/// A letter as it came over the wire.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mail {
    pub(crate) from: String,
    pub(crate) to: Vec<String>,
    pub(crate) data: String,
}

impl Inbox {
    /// One that is up.
    pub(crate) fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let inbox = Self { address: listener.local_addr().unwrap(), kept: Arc::default() };
        inbox.serve(listener);
        inbox
    }

    /// One that isn't up yet: connections are refused.
    pub(crate) fn down() -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        Self { address, kept: Arc::default() }
    }

    /// Comes up, where it was down.
    pub(crate) fn come_up(&self) {
        self.serve(TcpListener::bind(self.address).unwrap());
    }

    /// Its URL, with this before the host: `user:password@`, or nothing.
    pub(crate) fn url(&self, login: &str) -> String {
        format!("smtp://{login}{}", self.address)
    }

    /// Answers the next letter with this code and its own text.
    pub(crate) fn refuse_next(&self, code: u16) {
        self.kept.lock().unwrap().refuse.push_back(code);
    }

    /// How many letters were refused.
    pub(crate) fn refused(&self) -> usize {
        self.kept.lock().unwrap().refused
    }

    /// The commands of all clients, without what follows them.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.kept.lock().unwrap().heard.clone()
    }

    /// Waits until one was refused.
    pub(crate) fn wait_for_refusal(&self) {
        self.until(|kept| kept.refused > 0);
    }

    /// Waits for this many letters, and gives all that came.
    pub(crate) fn wait(&self, count: usize) -> Vec<Mail> {
        self.until(|kept| kept.mails.len() >= count);
        self.mails()
    }

    /// All that came.
    pub(crate) fn mails(&self) -> Vec<Mail> {
        self.kept.lock().unwrap().mails.clone()
    }

    fn until(&self, enough: impl Fn(&Kept) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !enough(&self.kept.lock().unwrap()) {
            assert!(Instant::now() < until, "no letter came");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn serve(&self, listener: TcpListener) {
        let kept = self.kept.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (kept, stream) = (kept.clone(), stream.unwrap());
                // A client that hangs up is no fault of the server.
                std::thread::spawn(move || converse(&kept, &stream).ok());
            }
        });
    }
}

fn converse(kept: &Mutex<Kept>, mut stream: &TcpStream) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let mut mail = Mail::default();
    write!(stream, "220 inbox\r\n")?;
    while let Some(line) = lines.next().transpose()? {
        let command = line.split([' ', ':']).next().unwrap_or_default();
        kept.lock().unwrap().heard.push(command.to_owned());
        let answer = match command {
            "EHLO" => "250-inbox\r\n250-8BITMIME\r\n250 AUTH PLAIN".to_owned(),
            "AUTH" => "235 welcome".to_owned(),
            "MAIL" => {
                mail = Mail { from: path(&line), ..Mail::default() };
                "250 from".to_owned()
            }
            "RCPT" => {
                mail.to.push(path(&line));
                "250 to".to_owned()
            }
            "DATA" => {
                write!(stream, "354 go\r\n")?;
                mail.data.clear();
                for line in lines.by_ref() {
                    let line = line?;
                    if line == "." {
                        break;
                    }
                    mail.data += line.strip_prefix('.').unwrap_or(&line);
                    mail.data += "\n";
                }
                let mut kept = kept.lock().unwrap();
                match kept.refuse.pop_front() {
                    Some(code) => {
                        kept.refused += 1;
                        format!("{code} not this: {}", mail.text().replace('\n', " "))
                    }
                    None => {
                        kept.mails.push(mail.clone());
                        "250 kept".to_owned()
                    }
                }
            }
            "QUIT" => {
                write!(stream, "221 bye\r\n")?;
                return Ok(());
            }
            _ => "502 what".to_owned(),
        };
        write!(stream, "{answer}\r\n")?;
    }
    Ok(())
}

/// What stands between the angle brackets.
fn path(line: &str) -> String {
    let inside = line.split_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inside.map(|(path, _)| path.to_owned()).unwrap_or_default()
}

impl Mail {
    /// The names of its headers.
    pub(crate) fn header_names(&self) -> Vec<String> {
        let head = self.data.split("\n\n").next().unwrap_or_default();
        let own = head.lines().filter(|line| !line.starts_with([' ', '\t']));
        own.map(|line| line.split(':').next().unwrap_or_default().to_lowercase()).collect()
    }

    /// A header's value, as it stands there.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let head = self.data.split("\n\n").next().unwrap_or_default().replace("\n ", " ");
        let mut lines = head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
    }

    /// The part of plain text, decoded.
    pub(crate) fn text(&self) -> String {
        self.part("text/plain")
    }

    /// The part of HTML, decoded.
    pub(crate) fn html(&self) -> String {
        self.part("text/html")
    }

    fn part(&self, kind: &str) -> String {
        let after = self.data.split_once(&format!("Content-Type: {kind}")).map_or("", |(_, after)| after);
        let (head, body) = after.split_once("\n\n").unwrap_or_default();
        let body = body.split("\n--").next().unwrap_or_default();
        match head.contains("quoted-printable") {
            true => quoted_printable(body),
            false => body.to_owned(),
        }
    }
}

fn quoted_printable(text: &str) -> String {
    let text = text.replace("=\n", "");
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let [first, after @ ..] = rest {
        let code = after.get(..2).and_then(|two| u8::from_str_radix(std::str::from_utf8(two).ok()?, 16).ok());
        match (first, code) {
            (b'=', Some(byte)) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap()
}
