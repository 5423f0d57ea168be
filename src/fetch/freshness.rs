//! How long an answer stays fresh (RFC 9111 §4.2). In: its header. Out: seconds. Pure.

use super::{Head, Response};

/// Seconds for which the answer is fresh from when it came; 0 where it is stale at once, or nothing is said.
#[must_use]
pub fn remaining(response: &Response) -> u64 {
    lifetime(&response.head).saturating_sub(age(response))
}

fn lifetime(head: &Head) -> u64 {
    let directives = head.cache_control.as_deref().unwrap_or_default();
    directives
        .split(',')
        .filter_map(|directive| directive.trim().strip_prefix("max-age="))
        .find_map(|seconds| seconds.parse().ok())
        .unwrap_or_default()
}

fn age(response: &Response) -> u64 {
    response.head.age.as_deref().and_then(|age| age.trim().parse::<u64>().ok()).unwrap_or_default()
        + response.delay
}
