//! Mail: what is sent, to whom, when, and what isn't. The other side is a real SMTP conversation.

use std::sync::Arc;
use std::time::Duration;

use access::{Actor, Flags, UserCredential};
use api::fields::Limit;
use api::invites::{InviteMember, ShowInviteLink};
use api::services::UpdateService;
use api::time::exact;
use sluicegate::config::MailSettings;
use sluicegate::jobs::{AlertsTo, deliver, tell};
use sluicegate::mail::{Letter, Mailer, Pace};
use sluicegate::operations::Core;

use super::invites::{code, invite, look, resend, revoke, to_address};
use crate::on_both;
use crate::services::update;
use crate::support::client::Client;
use crate::support::inbox::Inbox;

const QUICK: Pace = Pace {
    timeout: Duration::from_secs(5),
    first: Duration::from_millis(20),
    longest: Duration::from_millis(50),
    tries: 1000,
};

fn mailer(inbox: &Inbox, pace: Pace) -> Mailer {
    mailer_to(&inbox.url(""), pace)
}

fn mailer_to(url: &str, pace: Pace) -> Mailer {
    let from = "Sluicegate <gate@example.com>".parse().unwrap();
    let settings = MailSettings { url: url.parse().unwrap(), from };
    Mailer::start(&settings, Some("gate.example.com"), pace).unwrap()
}

/// To whom letters came, sorted.
pub(crate) fn inbox_of(inbox: &Inbox) -> Vec<String> {
    let mut to: Vec<String> = inbox.mails().into_iter().flat_map(|mail| mail.to).collect();
    to.sort();
    to
}

/// The same with somebody who sends letters to the inbox.
pub(crate) fn mailing(core: &Core, inbox: &Inbox) -> Core {
    core.clone().mailing(mailer(inbox, QUICK))
}

fn letter(to: &str, about: &str) -> Letter {
    Letter::new("test", to, about).replacing(about.to_owned())
}

const MESSAGES: &str = "select 1 from alert_messages";

on_both! {
    async fn a_quota_that_comes_near_its_end_is_mailed_to_the_operator(world: World) {
        let inbox = Inbox::open();
        let core = mailing(&world.core, &inbox);
        let limit = UpdateService { write_quota_mb: Some(Limit(Some(1))), ..update("etl") };
        world.ada().await.call(limit).await.unwrap();
        let (actor, now) = (Actor::Service { id: world.etl }, core.clock.now());
        core.db.append(async |tx| core.usage.charge_write(tx, &actor, 850_000, now).await).await.unwrap();
        let to = AlertsTo { mail: Some("ops@example.com".into()), webhook: None };
        for _ in 0..2 {
            tell(&core, &to, &Arc::default()).await;
            deliver(&core, &to).await;
        }
        let mail = inbox.wait(1).remove(0);
        assert_eq!(mail.to, ["ops@example.com"]);
        assert_eq!(world.rows(MESSAGES).await, 0);
        assert_eq!(mail.header("Subject").unwrap(), "80 % of the write quota of service:ada/etl is gone");
        assert!(mail.text().contains("850000 bytes of 1 MB"), "{}", mail.text());
    }

    async fn an_alert_that_a_mail_server_refuses_is_tried_again_or_let_go(world: World) {
        let inbox = Inbox::open();
        let core = mailing(&world.core, &inbox);
        let limit = UpdateService { write_quota_mb: Some(Limit(Some(1))), ..update("etl") };
        world.ada().await.call(limit).await.unwrap();
        let (actor, now) = (Actor::Service { id: world.etl }, core.clock.now());
        let write = async |bytes| {
            core.db.append(async |tx| core.usage.charge_write(tx, &actor, bytes, now).await).await.unwrap();
        };
        let to = AlertsTo { mail: Some("ops@example.com".into()), webhook: None };
        write(600_000).await;
        tell(&core, &to, &Arc::default()).await;
        inbox.refuse_next(451);
        deliver(&core, &to).await;
        assert_eq!((inbox.refused(), world.rows(MESSAGES).await), (1, 1), "for now");
        world.pass(10_000);
        deliver(&core, &to).await;
        assert_eq!((inbox.wait(1).len(), world.rows(MESSAGES).await), (1, 0));
        write(250_000).await;
        tell(&core, &to, &Arc::default()).await;
        inbox.refuse_next(550);
        deliver(&core, &to).await;
        assert_eq!((inbox.refused(), world.rows(MESSAGES).await), (2, 0), "for good");
        assert_eq!(inbox.mails().len(), 1);
    }

    async fn an_invite_is_mailed_with_its_link(world: World) {
        world.organization("acme").await;
        let inbox = Inbox::open();
        let ada = Client::in_session(&mailing(&world.core, &inbox), &world.ada).await;
        let note = "Tools & <b>more</b>".to_owned().try_into().unwrap();
        let invited = InviteMember { create: true, note, ..to_address("acme", "dora@example.com") };
        let sent = ada.call(invited).await.unwrap();
        assert!(sent.mailed && sent.link.is_some(), "the admin sees the link too");

        let mail = inbox.wait(1).remove(0);
        assert_eq!((mail.from.as_str(), mail.to.as_slice()), ("gate@example.com", &["dora@example.com".to_owned()][..]));
        assert_eq!(mail.header("Subject").unwrap(), "ada invites you to acme on Sluicegate");
        assert_eq!(mail.header("Auto-Submitted").unwrap(), "auto-generated");
        assert!(mail.header("Message-ID").unwrap().ends_with("@example.com>"));
        let link = sent.link.as_ref().unwrap().reveal();
        for part in [mail.text(), mail.html()] {
            for said in [
                link,
                "ada invites you to become a member of the organization acme",
                "acme pays for what you read and write",
                "create projects, services and pipelines in it",
                exact(sent.invite.expires_at).as_str(),
            ] {
                assert!(part.contains(said), "{said}: {part}");
            }
            assert!(!part.contains("settings"), "admin is not offered: {part}");
        }
        assert!(mail.text().contains("“Tools & <b>more</b>”") && mail.html().contains("Tools &amp; &lt;b&gt;more"));

        // Sent again, another link comes, and the one before is dead.
        let again = ada.call(resend(&sent.invite)).await.unwrap();
        assert!(again.mailed);
        let mails = inbox.wait(2);
        assert!(mails[1].text().contains(again.link.as_ref().unwrap().reveal()) && !mails[1].text().contains(link));
        assert_eq!(world.anonymous().status(look(&sent)).await, 404);
        assert_eq!(world.anonymous().status(look(&again)).await, 200);
    }

    async fn a_letter_comes_once_and_after_the_commit(world: World) {
        world.organization("acme").await;
        let inbox = Inbox::open();
        let core = mailing(&world.core, &inbox);
        let ada = Client::in_session(&core, &world.ada).await;
        // At once, so that transactions collide and run again.
        let calls = (0..12).map(|n| {
            let ada = ada.clone();
            tokio::spawn(async move { ada.call(to_address("acme", &format!("p{n}@example.com"))).await.unwrap() })
        });
        let calls: Vec<_> = calls.collect();
        for (n, call) in calls.into_iter().enumerate() {
            assert!(call.await.unwrap().mailed, "p{n}");
        }
        core.mail.finish(Duration::from_secs(20)).await;
        let mut to: Vec<String> = inbox.mails().iter().map(|mail| mail.to[0].clone()).collect();
        to.sort();
        let mut all: Vec<String> = (0..12).map(|n| format!("p{n}@example.com")).collect();
        all.sort();
        assert_eq!(to, all);
        // Each link works, seen from outside.
        for mail in inbox.mails() {
            let text = mail.text();
            let code = text.split("/-/invite/").nth(1).unwrap().lines().next().unwrap().to_owned();
            assert_eq!(world.anonymous().status(ShowInviteLink { code }).await, 200);
        }
    }

    async fn nothing_is_mailed_of_what_was_refused(world: World) {
        world.organization("acme").await;
        let inbox = Inbox::open();
        let core = mailing(&world.core, &inbox);
        let (ada, cleo) =
            (Client::in_session(&core, &world.ada).await, Client::in_session(&core, &world.cleo).await);
        assert_eq!(ada.status(to_address("ada", "dora@example.com")).await, 409);
        assert_eq!(cleo.status(to_address("acme", "dora@example.com")).await, 403);
        let stale = InviteMember { seen: Some("stale".into()), ..invite("acme", "cleo", Flags::ALL) };
        assert_eq!(ada.status(stale).await, 409);
        // A user finds the invite in the console.
        assert!(!ada.call(invite("acme", "cleo", Flags::ALL)).await.unwrap().mailed);
        // A call that is repeated sends nothing again.
        let once = Client::as_user(&core, world.ada.id, "ada", UserCredential::Full).once("key", 1);
        let sent = once.call(to_address("acme", "dora@example.com")).await.unwrap();
        assert_eq!(once.status(to_address("acme", "dora@example.com")).await, 409);
        let gone = ada.call(to_address("acme", "dirk@example.com")).await.unwrap();
        ada.call(revoke(&gone.invite)).await.unwrap();
        assert_eq!(ada.status(resend(&gone.invite)).await, 409);
        core.mail.finish(Duration::from_secs(20)).await;
        let mails = inbox.mails();
        assert_eq!(mails.len(), 2, "{mails:?}");
        assert!(mails[0].text().contains(&code(&sent)) && mails[1].to == ["dirk@example.com"]);
    }

    async fn without_mail_the_admin_passes_the_link_on(world: World) {
        world.organization("acme").await;
        let sent = world.ada().await.call(to_address("acme", "dora@example.com")).await.unwrap();
        assert!(!sent.mailed && sent.link.is_some());
    }

    async fn a_server_that_is_down_loses_no_invite(world: World) {
        world.organization("acme").await;
        let inbox = Inbox::down();
        let ada = Client::in_session(&mailing(&world.core, &inbox), &world.ada).await;
        let first = ada.call(to_address("acme", "dora@example.com")).await.unwrap();
        assert!(first.mailed);
        assert_eq!(world.anonymous().status(look(&first)).await, 200);
        let second = ada.call(resend(&first.invite)).await.unwrap();
        let other = ada.call(to_address("acme", "dirk@example.com")).await.unwrap();
        tokio::time::sleep(Duration::from_millis(100)).await;
        inbox.come_up();
        let mails = inbox.wait(2);
        // The dead link, which waited too, doesn't follow the one that works.
        let links = [code(&second), code(&other)];
        for mail in &mails {
            assert_eq!(links.iter().filter(|link| mail.text().contains(link.as_str())).count(), 1, "{mail:?}");
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(inbox.mails().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_is_no_header_and_no_other_address() {
    let inbox = Inbox::open();
    let mail = mailer(&inbox, QUICK);
    let typed = "Hello\r\nBcc: eve@example.com\r\n\r\nYour password";
    let long = "é".repeat(300);
    for subject in [typed, &long, "Hello\u{2028}Bcc: eve@example.com", "=?utf-8?q?Hello=0D=0ABcc:_eve?="] {
        assert!(mail.send(&Letter::new("test", "dora@example.com", subject).paragraph(typed)));
    }
    for address in
        ["dora@example.com\r\nRCPT TO:<eve@example.com>", "dora@example.com>,<eve@example.com", "", "dora"]
    {
        assert!(!mail.send(&letter(address, "Hello")), "{address}");
    }
    for mail in inbox.wait(4) {
        let mut names = mail.header_names();
        names.sort();
        let known =
            ["auto-submitted", "content-type", "date", "from", "message-id", "mime-version", "subject", "to"];
        assert_eq!(names, known, "{}", mail.data);
        assert_eq!(mail.to, ["dora@example.com"]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_refused_for_now_is_tried_again_and_what_is_refused_for_good_is_not() {
    let inbox = Inbox::open();
    let mail = mailer(&inbox, QUICK);
    for code in [450, 451, 550] {
        inbox.refuse_next(code);
    }
    // One after the other: the first is refused and tried again until it is taken or refused for good.
    assert!(mail.send(&letter("dora@example.com", "one")));
    mail.finish(Duration::from_secs(20)).await;
    assert_eq!((inbox.refused(), inbox.mails().len()), (3, 0));
    inbox.refuse_next(421);
    assert!(mail.send(&letter("dora@example.com", "two")));
    mail.finish(Duration::from_secs(20)).await;
    let mails = inbox.mails();
    assert_eq!((inbox.refused(), mails.len()), (4, 1));
    assert_eq!(mails[0].header("Subject").unwrap(), "two");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_that_is_made_anew_is_known_by_its_id() {
    let inbox = Inbox::open();
    let mail = mailer(&inbox, QUICK);
    let id = uuid::Uuid::now_v7();
    let made = || Letter::new("test", "dora@example.com", "one").paragraph("Hello").identified(id);
    for _ in 0..2 {
        mail.deliver(&made()).await.unwrap();
    }
    mail.deliver(&letter("dora@example.com", "two")).await.unwrap();
    let ids: Vec<String> = inbox.mails().iter().map(|mail| mail.header("Message-ID").unwrap()).collect();
    assert_eq!(ids[0], ids[1]);
    assert!(ids[0].contains(&id.to_string()) && ids[2] != ids[0], "{ids:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tries_and_room_have_an_end() {
    let inbox = Inbox::down();
    let mail = mailer(&inbox, Pace { tries: 2, ..QUICK });
    assert!(mail.send(&letter("dora@example.com", "one")));
    mail.finish(Duration::from_secs(20)).await;
    inbox.come_up();
    assert!(mail.send(&letter("dora@example.com", "two")));
    assert_eq!(inbox.wait(1)[0].header("Subject").unwrap(), "two", "the first was given up");

    let slow = mailer(
        &Inbox::down(),
        Pace { first: Duration::from_secs(60), longest: Duration::from_secs(60), ..QUICK },
    );
    let taken = (0..300).filter(|n| slow.send(&letter("dora@example.com", &n.to_string()))).count();
    assert_eq!(taken, 256);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_encryption_is_asked_for_nothing_goes_in_plain_text() {
    let (inbox, pace) = (Inbox::open(), Pace { tries: 2, ..QUICK });
    for url in [
        format!("{}?tls=required", inbox.url("gate:hunter2@")),
        inbox.url("gate:hunter2@").replace("smtp:", "smtps:"),
    ] {
        let mail = mailer_to(&url, pace);
        assert!(mail.send(&letter("dora@example.com", "one")));
        mail.finish(Duration::from_secs(30)).await;
    }
    let heard = inbox.heard();
    assert!(heard.iter().any(|command| command == "EHLO"), "it was asked: {heard:?}");
    assert!(
        !heard.iter().any(|command| ["AUTH", "MAIL", "RCPT", "DATA"].contains(&command.as_str())),
        "{heard:?}"
    );
    assert!(mailer_to(&inbox.url("gate:hunter2@"), pace).send(&letter("dora@example.com", "two")));
    assert_eq!(inbox.wait(1)[0].header("Subject").unwrap(), "two");
    assert!(inbox.heard().iter().any(|command| command == "AUTH"));
}
