//! Posted forms: read by the console, carried out through the door, answered by a redirect or by the same page.
//! What begins, ends or shows for the last time is done here, since it needs the cookie.

use api::accounts::{Account, ConfirmPassword};
use api::sign_in::{Admitted, SignedIn, Standing};
use api::{Fault, FaultKind, Request, Response as Answer};
use app::forms::{self, Fields, Next, Outcome, Submission};
use app::shell::Theme;
use axum::body::Body;
use axum::http::header;
use axum::http::request::Parts;
use axum::response::Response;
use tower_sessions::Session;

use super::pages::{render, see_other, unreadable};
use super::state::{Seen, Web};
use super::who::Asking;
use super::{cookies, done, media, paths, reply, sessions};

/// Whether a field is never shown again, nor kept in memory longer than needed.
fn is_unshown(name: &str) -> bool {
    name.ends_with("password")
}

/// Carries out the form in a post to a console path.
pub(super) async fn submit(
    web: &Web,
    seen: &Seen,
    asking: &Asking,
    session: &Session,
    parts: Parts,
    body: Body,
) -> Response {
    let fields = match read(&parts, body).await {
        Ok(fields) => fields,
        Err(fault) => return reply::page(&fault),
    };
    let shown: Fields = fields.iter().filter(|(name, _)| !is_unshown(name)).cloned().collect();
    let form = forms::form_name(&fields).to_owned();
    let next = next_path(&fields, &parts);
    let asks_apart = {
        let names: Fields = fields.iter().map(|(name, _)| (name.clone(), String::new())).collect();
        move |fault: &Fault| forms::asks_apart(&names, fault)
    };
    let done = match forms::read(fields) {
        Ok(Submission::SetTheme(theme)) => return set_theme(web, theme, &parts),
        Ok(Submission::Preview) => {
            let outcome = Outcome::Previewed { form, fields: shown };
            return render(web, seen, asking, parts, Some(outcome)).await;
        }
        Ok(Submission::Confirm(password)) => {
            let confirmed =
                web.backend.call(asking.caller().clone(), ConfirmPassword { password }.into()).await;
            confirmed.map_err(forms::unconfirmed)
        }
        Ok(Submission::Call { password, request }) => {
            call(web, asking, session, password.map(|password| ConfirmPassword { password }), *request).await
        }
        Err(fault) => Err(fault),
    };
    match done {
        Err(fault) if asks_apart(&fault) => {
            let fields = shown.into_iter().filter(|(name, _)| name != forms::CONFIRMING).collect();
            render(web, seen, asking, parts, Some(Outcome::Confirm { fault, fields })).await
        }
        Err(fault) => {
            let outcome = Outcome::Refused { form, fault, fields: shown };
            render(web, seen, asking, parts, Some(outcome)).await
        }
        Ok(answer) => {
            let ends = matches!(answer, Answer::SignOut(_) | Answer::DeleteAccount(_));
            let begins = account_of(&answer).is_some();
            let mut response = match forms::after(answer, &shown) {
                Next::Show(outcome) => return render(web, seen, asking, parts, Some(*outcome)).await,
                Next::Go(path) => see_other(if begins { next.as_deref().unwrap_or(&path) } else { &path }),
                Next::Back => see_other(back(&parts)),
                Next::BackWith(fields) => {
                    let mut response = see_other(back(&parts));
                    let told = done::told(web, asking, &form, &fields, parts.uri.path());
                    if let Some(told) = told {
                        response.headers_mut().append(header::SET_COOKIE, told);
                    }
                    response
                }
            };
            if ends {
                let ended = cookies::ended_session(&web.settings.origin);
                response.headers_mut().append(header::SET_COOKIE, ended);
            }
            response
        }
    }
}

/// The page that posted.
fn back(parts: &Parts) -> &str {
    parts.uri.path_and_query().map_or("/", |path| path.as_str())
}

async fn read(parts: &Parts, body: Body) -> Result<Fields, Fault> {
    let body = media::read(&parts.headers, body, media::CONSOLE_LIMIT).await?;
    // The parser would put a sign in place of what isn't UTF-8, and a name would become another one.
    let text = str::from_utf8(&body).map_err(|_| unreadable())?;
    let fields: Fields = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
    if fields.iter().any(|(name, value)| name.contains('\u{fffd}') || value.contains('\u{fffd}')) {
        return Err(unreadable());
    }
    Ok(fields)
}

async fn call(
    web: &Web,
    asking: &Asking,
    session: &Session,
    password: Option<ConfirmPassword>,
    request: Request,
) -> Result<Answer, Fault> {
    if let Some(password) = password {
        web.backend.call(asking.caller().clone(), password.into()).await.map_err(forms::unconfirmed)?;
    }
    let answer = web.backend.call(asking.caller().clone(), request).await?;
    if let Some((account, since)) = account_of(&answer) {
        let caller = asking.caller();
        let address = caller.address.map(|address| address.to_string()).unwrap_or_default();
        sessions::begin(session, (account.id, since), &caller.agent, &address).await.map_err(|error| {
            tracing::error!(%error, request = caller.request_id, "a session can’t begin");
            Fault::new(FaultKind::Unavailable, "The sign-in could not be kept; try again soon.")
        })?;
    }
    Ok(answer)
}

/// The account that a session begins for, if the answer is one that begins a session; and what its password was when it
/// was looked at.
fn account_of(answer: &Answer) -> Option<(&Account, Option<Standing>)> {
    match answer {
        Answer::SignIn(SignedIn::Admitted(Admitted { account, standing }))
        | Answer::SignInWithCode(Admitted { account, standing })
        | Answer::SignInWithPasskey(Admitted { account, standing }) => Some((account, Some(*standing))),
        Answer::CreateFirstAccount(account) | Answer::SignUp(account) | Answer::ChangePassword(account) => {
            Some((account, None))
        }
        _ => None,
    }
}

/// Where the sign-in page was asked to go on to: the form's field, else the page's own query.
fn next_path(fields: &Fields, parts: &Parts) -> Option<String> {
    let in_form = fields.iter().find(|(name, value)| name == "next" && !value.is_empty());
    let asked = match in_form {
        Some((_, value)) => Some(value.clone()),
        None => form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes())
            .find(|(name, _)| name == "next")
            .map(|(_, value)| value.into_owned()),
    };
    asked.filter(|path| paths::own(path).is_some())
}

fn set_theme(web: &Web, theme: Theme, parts: &Parts) -> Response {
    let mut response = see_other(back(parts));
    if let Some(cookie) = cookies::theme(&web.settings.origin, theme.word()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
