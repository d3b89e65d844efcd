//! "Anonymous reads are limited by address and charged to nobody": so many requests and bytes a minute, on each node.

use std::collections::HashMap;
use std::net::IpAddr;

use access::Time;
use api::{Fault, FaultKind};

use crate::operations::source_of;
use crate::shards::Shards;

/// Reads of one address in a minute.
const READS: u64 = 600;
/// Bytes of records that one address reads in a minute, before its next read is refused.
const BYTES: u64 = 100_000_000;
const MINUTE: i64 = 60 * 1000;

/// What an address read in a minute.
#[derive(Clone, Copy, Debug, Default)]
struct Read {
    minute: i64,
    reads: u64,
    bytes: u64,
}

/// Those who read without a credential.
#[derive(Debug, Default)]
pub(super) struct Strangers(Shards<HashMap<IpAddr, Read>>);

impl Strangers {
    /// Counts a read.
    ///
    /// # Errors
    /// 429 if the address has had its share of this minute.
    pub(super) fn admit(&self, address: Option<IpAddr>, now: Time) -> Result<(), Fault> {
        self.add(address, now, |read| {
            if read.reads >= READS || read.bytes >= BYTES {
                let detail = "Reads without a secret are limited, and this address has had its share of this \
                    minute; send a secret, or go on in a moment.";
                let wait = (MINUTE - now.0.rem_euclid(MINUTE)).unsigned_abs().div_ceil(1000);
                return Err(Fault {
                    retry_after: Some(wait),
                    ..Fault::new(FaultKind::TooManyRequests, detail)
                });
            }
            read.reads += 1;
            Ok(())
        })
    }

    /// Counts what was read.
    pub(super) fn read(&self, address: Option<IpAddr>, bytes: u64, now: Time) {
        self.add(address, now, |read| read.bytes = read.bytes.saturating_add(bytes));
    }

    fn add<T>(&self, address: Option<IpAddr>, now: Time, count: impl FnOnce(&mut Read) -> T) -> T {
        let source = source_of(address.unwrap_or(IpAddr::V4(std::net::Ipv4Addr::UNSPECIFIED)));
        let (minute, bits) = (now.0.div_euclid(MINUTE), bits_of(source));
        let mut shard = self.0.at(bits ^ (bits >> 4) ^ (bits >> 8));
        if !shard.contains_key(&source) {
            // Whoever is new makes room: those of minutes before count no more.
            shard.retain(|_, read| read.minute == minute);
        }
        let read = shard.entry(source).or_default();
        if read.minute != minute {
            *read = Read { minute, ..Read::default() };
        }
        count(read)
    }
}

#[allow(clippy::cast_possible_truncation, reason = "any bits will do")]
fn bits_of(address: IpAddr) -> u64 {
    match address {
        IpAddr::V4(address) => u64::from(address.to_bits()),
        IpAddr::V6(address) => (address.to_bits() >> 64) as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_share_of_each_minute() {
        let (strangers, now) = (Strangers::default(), Time(90_000));
        let address = |last| Some(IpAddr::from([192, 0, 2, last]));
        for _ in 0..READS {
            strangers.admit(address(1), now).unwrap();
        }
        let refused = strangers.admit(address(1), now).unwrap_err();
        assert_eq!((refused.status(), refused.retry_after), (429, Some(30)));
        strangers.admit(address(2), now).unwrap();
        strangers.admit(address(1), Time(120_000)).unwrap();
        strangers.read(address(1), BYTES, Time(120_000));
        assert_eq!(strangers.admit(address(1), Time(121_000)).unwrap_err().status(), 429);
        // A network of 64 bits is one source.
        let six = |text: &str| Some(text.parse().unwrap());
        strangers.read(six("2001:db8::1"), BYTES, now);
        assert_eq!(strangers.admit(six("2001:db8::2"), now).unwrap_err().status(), 429);
        strangers.admit(six("2001:db8:0:1::2"), now).unwrap();
    }
}
