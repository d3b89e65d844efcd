//! The way to the operator's SMTP server.

use std::error::Error as _;
use std::time::Duration;

use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use uuid::Uuid;

use super::Letter;
use crate::config::MailSettings;

/// Where letters are handed over, and from whom they come.
pub(super) struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    timeout: Duration,
}

/// Why a letter was not handed over.
#[derive(Debug)]
pub struct Failure {
    /// Whether trying again is of no use.
    pub lasting: bool,
    /// Why, in words that hold nothing of the letter.
    pub why: String,
}

impl Smtp {
    /// The way that the settings name; `hello` is this server's own domain, if it has one.
    pub(super) fn new(
        settings: &MailSettings,
        hello: Option<&str>,
        timeout: Duration,
    ) -> Result<Self, String> {
        let mut transport = settings.url.transport()?.timeout(Some(timeout));
        if let Some(domain) = hello {
            transport = transport.hello_name(ClientId::Domain(domain.to_owned()));
        }
        Ok(Self { transport: transport.build(), from: settings.from.clone(), timeout })
    }

    /// The letter in an envelope. Its id stays the same however often it is tried, so that the receiver can tell one that
    /// comes twice.
    pub(super) fn message(&self, letter: &Letter) -> Result<Message, String> {
        let to = letter.to.parse().map_err(|_| "the address is none that mail can be sent to".to_owned())?;
        Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(letter.subject.as_str())
            .message_id(Some(format!(
                "<{}@{}>",
                letter.id.unwrap_or_else(Uuid::now_v7),
                self.from.email.domain()
            )))
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(letter.text(), letter.html()))
            .map_err(|_| "it can’t be put into an envelope".to_owned())
    }

    /// Hands it over.
    pub(super) async fn send(&self, message: Message) -> Result<(), Failure> {
        match tokio::time::timeout(self.timeout, self.transport.send(message)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => {
                Err(Failure { lasting: error.is_permanent() || error.is_client(), why: why(&error) })
            }
            Err(_) => Err(Failure { lasting: false, why: "the server takes too long".to_owned() }),
        }
    }
}

/// What happened. Of a server's refusal only the number: its text may quote the letter.
fn why(error: &lettre::transport::smtp::Error) -> String {
    match (error.status(), error.source()) {
        (Some(code), _) => format!("the server answered {code}"),
        (None, _) if error.is_response() => "the server’s answer can’t be understood".to_owned(),
        (None, _) if error.is_client() => "the server can’t do what this needs".to_owned(),
        (None, Some(cause)) => cause.to_string(),
        (None, None) => "the connection failed".to_owned(),
    }
}

/// "Nobody wrote this by hand": out-of-office programs don't answer.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}
