//! URLs in a configuration: text in, an address of the web out, or what is wrong with it. Nothing is asked of the network.

use url::Url;

use super::value::{Wrong, wrong};

/// What to do about a wrong URL.
const REMEDY: &str = "write it whole, such as \"https://example.org/blog/\"";

/// Reads an absolute `http` or `https` URL.
///
/// # Errors
/// When it is none, or has a form that programs read differently (a backslash, a blank).
pub fn url(text: &str) -> Result<Url, Wrong> {
    if text.contains('\\') || text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return Err(wrong("is not a URL: it holds a backslash or white space", REMEDY));
    }
    match Url::parse(text) {
        Ok(parsed) if matches!(parsed.scheme(), "http" | "https") => Ok(parsed),
        // What stands before a port looks like a scheme.
        Ok(parsed) if !parsed.scheme().contains('.') && parsed.scheme() != "localhost" => {
            Err(wrong(format!("must be an http or https URL, not `{}:`", parsed.scheme()), REMEDY))
        }
        Ok(_) | Err(url::ParseError::RelativeUrlWithoutBase) => {
            Err(wrong("is not a whole URL: it does not begin with `https://`", suggestion(text)))
        }
        Err(error) => Err(wrong(format!("is not a URL: {error}"), REMEDY)),
    }
}

/// The URL that a text without a scheme was probably meant to be.
fn suggestion(text: &str) -> String {
    let whole = format!("https://{}", text.trim_start_matches('/'));
    match Url::parse(&whole) {
        Ok(url) if url.host_str().is_some_and(|host| host.contains('.')) => {
            format!("did you mean \"{url}\"?")
        }
        _ => REMEDY.to_owned(),
    }
}
