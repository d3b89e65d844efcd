use super::*;

const EVENTS: &str = "/api/v1/streams/ada/lake/events/records";

/// What is asked, in words; the method is the probe's own.
fn asked(method: &str, uri: &str, headers: &[(&'static str, &str)]) -> Result<String, &'static str> {
    let (method, uri) = (method.parse().unwrap(), uri.parse().unwrap());
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        map.append(*name, axum::http::HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    let probe = Probe { method: &method, uri: &uri, headers: &map };
    probe.asked().map(|asked| format!("{} {}", asked.right.word(), asked.stream))
}

fn by_nginx(method: &str, target: &str) -> Result<String, &'static str> {
    asked("GET", PATH, &[("x-original-method", method), ("x-original-uri", target)])
}

#[test]
fn each_family_has_its_own_way() {
    let query = format!("{EVENTS}?after=3&wait=1");
    let read = Ok("read ada/lake/events".to_owned());
    let write = Ok("write ada/lake/events".to_owned());
    for via in ["", "?via=nginx"] {
        let uri = format!("{PATH}{via}");
        let of = |method| [("x-original-method", method), ("x-original-uri", query.as_str())];
        assert_eq!(asked("GET", &uri, &of("GET")), read);
        assert_eq!(asked("POST", &uri, &of("HEAD")), read);
        assert_eq!(asked("GET", &uri, &of("POST")), write);
    }
    for via in ["traefik", "caddy"] {
        let headers = [("x-forwarded-method", "POST"), ("x-forwarded-uri", query.as_str())];
        assert_eq!(asked("GET", &format!("{PATH}?via={via}"), &headers), write);
    }
    for uri in [
        format!("{PATH}{query}"),
        format!("{PATH}?via=envoy{query}"),
        format!("{PATH}?via=envoy&path={query}"),
    ] {
        assert_eq!(asked("GET", &uri, &[]), read, "{uri}");
        assert_eq!(asked("POST", &uri, &[]), write, "{uri}");
    }
    for uri in [
        format!("{PATH}?resource=stream:ada/lake/events&action=read"),
        format!("{PATH}?via=caddy&action=read&resource=stream%3Aada%2Flake%2Fevents"),
        format!("{PATH}?via=envoy&resource=stream:ada/lake/events&action=read&path=/any/page?x=1"),
    ] {
        assert_eq!(asked("GET", &uri, &[]), read, "{uri}");
    }
}

#[test]
fn only_the_family_that_was_named_counts() {
    let other = "/api/v1/streams/ada/lake/other/records";
    let both = |mine: [&'static str; 2], others: [&'static str; 2], uri: &str| {
        asked("GET", uri, &[(mine[0], "GET"), (mine[1], EVENTS), (others[0], "POST"), (others[1], other)])
    };
    let (original, forwarded) =
        (["x-original-method", "x-original-uri"], ["x-forwarded-method", "x-forwarded-uri"]);
    let read = Ok("read ada/lake/events".to_owned());
    assert_eq!(both(original, forwarded, PATH), read);
    assert_eq!(both(forwarded, original, &format!("{PATH}?via=traefik")), read);
    let headers =
        [(original[0], "POST"), (original[1], other), (forwarded[0], "POST"), (forwarded[1], other)];
    assert_eq!(asked("GET", &format!("{PATH}{EVENTS}"), &headers), read);
    for uri in [format!("{PATH}?via=traefik"), format!("{PATH}?via=envoy")] {
        assert!(asked("GET", &uri, &[(original[0], "GET"), (original[1], EVENTS)]).is_err(), "{uri}");
    }
    // What a client of Envoy puts into its query is no parameter of ours.
    let smuggled = format!("{PATH}{EVENTS}?via=nginx&resource=stream:ada/lake/other&action=write");
    assert_eq!(asked("GET", &smuggled, &headers), read);
    let smuggled = format!("{PATH}?via=envoy{EVENTS}?&resource=stream:ada/lake/other&action=write&path=/x");
    assert_eq!(asked("GET", &smuggled, &headers), read);
}

/// What is never let through, whoever asks.
#[test]
fn attacks_are_refused() {
    for path in [
        "",
        "api/v1/streams/ada/lake/events/records",
        "http://elsewhere/api/v1/streams/ada/lake/events/records",
        "//api/v1/streams/ada/lake/events/records",
        "/api//v1/streams/ada/lake/events/records",
        "/api/v1/streams/ada/lake/events/records/",
        "/api/v1/streams/ada/lake/events/records/..",
        "/api/v1/streams/ada/lake/./events/records",
        "/api/v1/streams/ada/lake/../open/ticks/records",
        "/api/v1/streams/ada/lake/%2e%2e/ticks/records",
        "/api/v1/streams/ada/lake/.%2E/ticks/records",
        "/api/v1/streams/ada/lake/%252e%252e/ticks/records",
        "/api/v1/streams/ada%2flake%2fevents/x/records",
        "/api/v1/streams/ada/lake/events%2frecords",
        "/api/v1/streams/ada/lake/events/records%2f..",
        "/api/v1/streams/ada/lake/events/records%00",
        "/api/v1/streams/ada/lake/events/records%0a",
        "/api/v1/streams/ada/lake/events/records%3fx",
        "/api/v1/streams/ada/lake/events/records%23x",
        "/api/v1/streams/ada/lake/events/%72ecords",
        "/api/v1/streams/ada/lake/e%76ents/records",
        "/api/v1/streams/ada/lake\\events/records",
        "/api/v1/streams/ada/lake%5cevents/records",
        "/api/v1/streams/ada/lake/events;a=b/records",
        "/api/v1/streams/ada/lake/..;/events/records",
        "/api/v1/streams/ada/lake/events/records;x",
        "/api/v1/streams/ada/lake/events/records#x",
        "/api/v1/streams/ada/lake/events/records?a#b",
        "/api/v1/streams/ada/lake/events/records?a\tb",
        "/api/v1/streams/ada/lake/events /records",
        "/api/v1/streams/ada/lake/events/records%",
        "/api/v1/streams/ada/lake/events/records%2",
        "/api/v1/streams/ada/lake/events/records%zz",
        "/api/v1/streams/ada/lake/events/records%c0%ae",
        "/api/v1/streams/ada/lake/\u{e9}vents/records",
        "/API/v1/streams/ada/lake/events/records",
        "/api/v1/streams/Ada/lake/events/records",
        "/api/v1/streams/ada/lake/records",
        "/api/v1/streams/ada/lake/events/more/records",
        "/api/v1/streams/ada/lake/events",
        "/api/v1/streams/ada/lake//records",
        "/",
        "*",
    ] {
        assert!(by_nginx("GET", path).is_err(), "{path:?}");
    }
    for method in ["", "get", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "GET, POST"] {
        assert!(by_nginx(method, EVENTS).is_err(), "{method:?}");
    }
    for query in [
        "via=apache",
        "via=",
        "via=nginx&via=envoy",
        "via=nginx&colour=red",
        "resource=stream:ada/lake/events",
        "action=read",
        "resource=stream:ada/lake/events&action=admin",
        "resource=project:ada/lake&action=read",
        "resource=stream:ada/lake&action=read",
        "resource=stream:ada/lake/../x&action=read",
        "resource=stream:ada/lake/events&resource=stream:ada/open/ticks&action=read",
        "via=envoy",
        "via=envoy&path=",
        "via=envoy&resource=stream:ada/lake/events&action=read&path=/x/../y",
    ] {
        let headers = [("x-original-method", "GET"), ("x-original-uri", EVENTS)];
        assert!(asked("GET", &format!("{PATH}?{query}"), &headers).is_err(), "{query}");
    }
    for headers in [
        &[("x-original-uri", EVENTS)][..],
        &[("x-original-method", "GET")],
        &[("x-original-method", "GET"), ("x-original-uri", EVENTS), ("x-original-uri", EVENTS)],
        &[("x-original-method", "GET"), ("x-original-method", "GET"), ("x-original-uri", EVENTS)],
        &[],
    ] {
        assert!(asked("GET", PATH, headers).is_err(), "{headers:?}");
    }
    for path in ["/", "/..", "//", "/api/v1/streams/ada/lake/%2e%2e/records"] {
        assert!(asked("GET", &format!("{PATH}{path}"), &[]).is_err(), "{path}");
    }
    // Where the proxy says what is asked, the path is looked at all the same.
    let fixed = format!("{PATH}?resource=stream:ada/lake/events&action=read");
    for path in ["/a/../b", "/a//b", "/a%2f..%2fb", "/a\\b", "/a%c0%ae", "/%61"] {
        assert!(asked("GET", &fixed, &[("x-original-uri", path)]).is_err(), "{path}");
    }
    for path in ["/a/b.html", "/a%20b", "/gr%C3%BC%C3%9Fe?x=%2e%2e"] {
        assert!(asked("GET", &fixed, &[("x-original-uri", path)]).is_ok(), "{path}");
    }
}

#[test]
fn a_browser_that_asks_first_is_no_proxy() {
    let is = |uri: &str, headers: &[&'static str]| {
        let headers = headers.iter().map(|name| (name.parse().unwrap(), "x".parse().unwrap())).collect();
        Probe { method: &Method::OPTIONS, uri: &uri.parse().unwrap(), headers: &headers }.is_proxys()
    };
    assert!(!is(PATH, &["origin", "access-control-request-method", "x-forwarded-for"]));
    assert!(!is(&format!("{PATH}?via=nginx"), &["origin"]));
    for header in ["x-original-uri", "x-original-method", "x-forwarded-uri", "x-forwarded-method"] {
        assert!(is(PATH, &["origin", header]));
    }
    assert!(is(&format!("{PATH}?via=envoy{EVENTS}"), &["origin"]));
    assert!(is(&format!("{PATH}{EVENTS}"), &["origin"]));
}
