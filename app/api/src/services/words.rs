//! What is to be thought of before a secret of a service is handed out, and before the service is deleted: in the same words
//! in the console and on the command line.

use access::Time;

use super::{Service, ServiceActivity};
use crate::amounts::{bytes, counted};

/// How many streams are named.
const NAMED: usize = 5;

impl Service {
    /// What to think of before a secret of it is handed out, a sentence or two each; none if it only reads, within its quota.
    #[must_use]
    pub fn cautions(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.writes > 0 {
            let streams = counted(self.writes.into(), "stream");
            lines.push(format!(
                "It can write to {streams}. Never share it: whoever has it can put records there."
            ));
        }
        let unbounded = match (self.read_quota_mb, self.write_quota_mb) {
            (None, None) => Some("read and write"),
            (None, Some(_)) => Some("read"),
            (Some(_), None) if self.writes > 0 => Some("write"),
            _ => None,
        };
        if let Some(what) = unbounded {
            lines.push(format!(
                "It has no {what} quota: a leaked secret is bounded by the organization’s alone."
            ));
        }
        lines
    }
}

impl ServiceActivity {
    /// How much the service was used.
    #[must_use]
    pub fn headline(&self) -> String {
        match self.requests {
            0 => "Nothing used it in the last 30 days".to_owned(),
            requests => format!("It made {} in the last 30 days", counted(requests, "request")),
        }
    }

    /// What deleting `service`, whose activity it is, would stop, in a line each; `when` says a moment in words.
    #[must_use]
    pub fn stops(&self, service: &Service, when: impl Fn(Time) -> String) -> Vec<String> {
        let mut lines = Vec::new();
        if self.requests > 0 {
            let secrets = counted(self.secrets.into(), "secret");
            let used = self.last_used_at.map(|at| format!(", last {}", when(at)));
            lines.push(format!("With {secrets}{}.", used.unwrap_or_default()));
            lines.push(format!("It read {} and wrote {}.", bytes(self.read_bytes), bytes(self.write_bytes)));
        }
        if !self.streams.is_empty() || self.hidden > 0 {
            let mut streams: Vec<String> = self.streams.iter().take(NAMED).map(ToString::to_string).collect();
            let more = self.streams.len().saturating_sub(NAMED) as u64 + u64::from(self.hidden);
            if more > 0 {
                streams.push(format!("{more} more"));
            }
            lines.push(format!("On {}.", streams.join(", ")));
        }
        let live = service.secrets.unwrap_or(0);
        lines.push(format!(
            "{} and {} go with it.",
            counted(live.into(), "live secret"),
            counted(service.streams.into(), "grant")
        ));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(writes: u32, read_quota_mb: Option<u64>, write_quota_mb: Option<u64>) -> Service {
        Service {
            id: "00000000-0000-7000-8000-000000000001".parse().unwrap(),
            name: "etl".parse().unwrap(),
            path: "acme/etl".parse().unwrap(),
            description: crate::fields::Description::default(),
            source_url: crate::fields::SourceUrl::default(),
            read_quota_mb,
            write_quota_mb,
            gateway: false,
            created_by: None,
            created_at: Time(0),
            updated_at: Time(0),
            streams: 2,
            writes,
            secrets: Some(1),
            last_used_at: None,
            manage: true,
        }
    }

    #[test]
    fn what_writes_or_has_no_quota_is_looked_after() {
        assert!(service(0, Some(1), None).cautions().is_empty(), "what only reads needs no write quota");
        assert!(service(0, Some(1), Some(1)).cautions().is_empty());
        let told = |service: Service| service.cautions().join(" ");
        assert!(told(service(0, None, Some(1))).contains("no read quota"));
        assert!(told(service(0, None, None)).contains("no read and write quota"));
        let writing = service(1, Some(1), None).cautions();
        assert!(writing[0].contains("write to 1 stream.") && writing[1].contains("no write quota"));
        assert_eq!(service(1, Some(1), Some(1)).cautions().len(), 1);
    }

    #[test]
    fn what_deleting_stops_is_told_from_what_was_done() {
        let idle = ServiceActivity {
            requests: 0,
            read_bytes: 0,
            write_bytes: 0,
            streams: Vec::new(),
            hidden: 0,
            secrets: 0,
            last_used_at: None,
        };
        let service = service(0, None, None);
        let when = |_: Time| "yesterday".to_owned();
        assert_eq!(idle.headline(), "Nothing used it in the last 30 days");
        assert_eq!(idle.stops(&service, when), ["1 live secret and 2 grants go with it."]);
        let streams = (1..=6).map(|n| format!("acme/lake/s{n}").parse().unwrap()).collect();
        let (requests, read_bytes) = (2, 4_200);
        let busy = ServiceActivity {
            requests,
            read_bytes,
            streams,
            hidden: 1,
            secrets: 1,
            last_used_at: Some(Time(0)),
            ..idle
        };
        assert_eq!(busy.headline(), "It made 2 requests in the last 30 days");
        let [with, amount, on, _] = &busy.stops(&service, when)[..] else { panic!("four lines") };
        assert_eq!(
            (with.as_str(), amount.as_str()),
            ("With 1 secret, last yesterday.", "It read 4.2 kB and wrote 0 B.")
        );
        assert!(on.starts_with("On acme/lake/s1, ") && on.ends_with("acme/lake/s5, 2 more."), "{on}");
    }
}
