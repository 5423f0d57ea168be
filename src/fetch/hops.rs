//! Redirections: where an answer leads in, the next address out, or why it is not followed. Pure.

use url::Url;

use super::{FetchError, Hop, Request, Wanted};
use crate::model::poll::FailureClass;
use crate::text::address::without_credentials;

/// Bytes of an address that is followed at the most.
const MOST_LOCATION: usize = 4096;

/// A chain of redirections.
pub(super) struct Chain {
    /// The address of the subscription, as it is sent: without fragment and credentials.
    home: Url,
    hops: Vec<Hop>,
    /// True: the requests carry what is nobody else's business.
    has_secrets: bool,
    /// True: nobody named the address, so that nobody wants to know where else it leads.
    stays: bool,
    most: usize,
}

impl Chain {
    /// A chain that begins with a request, and has so many redirections at the most.
    pub(super) fn new(request: &Request, most: usize) -> Self {
        let url = &request.url;
        let has_secrets =
            !request.options.headers.is_empty() || !url.username().is_empty() || url.password().is_some();
        Self { home: bare(url), hops: Vec::new(), has_secrets, stays: request.wanted == Wanted::Guess, most }
    }

    /// Where it begins.
    pub(super) fn home(&self) -> &Url {
        &self.home
    }

    /// True where `url` is of the scheme, host and port that the subscription is of: what the owner configured for it is sent there.
    pub(super) fn is_at_home(&self, url: &Url) -> bool {
        url.origin() == self.home.origin()
    }

    /// The redirections that were followed.
    pub(super) fn into_hops(self) -> Vec<Hop> {
        self.hops
    }

    /// Gives an error the redirections that were followed until then.
    pub(super) fn failed(&self, error: FetchError) -> FetchError {
        FetchError { hops: self.hops.clone(), ..error }
    }

    /// Follows a redirection from `from`, which said `retry_after`. That counts whether or not it is followed.
    pub(super) fn follow(
        &mut self,
        status: u16,
        from: &Url,
        location: Option<&[u8]>,
        retry_after: Vec<String>,
    ) -> Result<Url, FetchError> {
        match self.target(from, location) {
            Ok(to) => {
                self.hops.push(Hop { status, from: from.clone(), to: to.clone(), retry_after });
                Ok(to)
            }
            Err((class, what)) => {
                let shown = without_credentials(from);
                let message = format!("{shown} is redirected (status {status}), {what}");
                Err(FetchError { retry_after, ..self.failed(FetchError::new(class, message)) })
            }
        }
    }

    fn target(&self, from: &Url, location: Option<&[u8]>) -> Result<Url, (FailureClass, String)> {
        let bad = |what: &str| (FailureClass::BadRedirect, what.to_owned());
        let location = location.unwrap_or_default();
        if location.trim_ascii().is_empty() {
            return Err(bad("and not told where to"));
        }
        if location.len() > MOST_LOCATION {
            return Err(bad("to an address that is longer than any that is followed"));
        }
        let to = resolve(from, location).ok_or_else(|| bad("to what is no address"))?;
        if to == *from || to == self.home || self.hops.iter().any(|hop| hop.from == to || hop.to == to) {
            return Err((FailureClass::RedirectLoop, "in a circle".to_owned()));
        }
        if self.hops.len() >= self.most {
            let what = format!("and was so {} times; no more is followed", self.most);
            return Err((FailureClass::TooManyRedirects, what));
        }
        if self.stays && to.host() != from.host() {
            return Err(bad("to another host, where a guess is not followed"));
        }
        if self.has_secrets && from.scheme() == "https" && to.scheme() == "http" {
            return Err(bad(
                "from https to http, which is not followed where a password is sent; correct its address",
            ));
        }
        Ok(to)
    }
}

/// True where the status leads elsewhere and a GET follows it (RFC 9110 §15.4).
pub(super) fn is_redirection(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// The address as it is sent: without fragment, and without credentials, which go into a header field.
pub(super) fn bare(url: &Url) -> Url {
    let mut bare = url.clone();
    bare.set_fragment(None);
    // An address without a host has no credentials.
    let _ = bare.set_username("");
    let _ = bare.set_password(None);
    bare
}

/// What `Location` says, relative to where it was said. Bytes that are not UTF-8 are characters of Latin-1, as browsers have it.
fn resolve(from: &Url, location: &[u8]) -> Option<Url> {
    let to = match std::str::from_utf8(location) {
        Ok(text) => from.join(text),
        Err(_) => from.join(&location.iter().map(|byte| char::from(*byte)).collect::<String>()),
    };
    to.ok().map(|to| bare(&to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::poll::RequestOptions;

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    fn request(home: &str) -> Request {
        Request {
            url: url(home),
            wanted: Wanted::Feed,
            validators: None,
            delta: false,
            options: RequestOptions::default(),
        }
    }

    fn chain(home: &str) -> Chain {
        Chain::new(&request(home), 5)
    }

    /// Follows one address after the other; the class of the failure where there is one.
    fn walk(chain: &mut Chain, locations: &[&str]) -> Result<Url, FailureClass> {
        let mut at = chain.home.clone();
        for location in locations {
            at =
                chain.follow(301, &at, Some(location.as_bytes()), Vec::new()).map_err(|error| error.class)?;
        }
        Ok(at)
    }

    #[test]
    fn where_an_answer_leads_is_resolved_as_browsers_do() {
        for (location, expected) in [
            (&b"/new"[..], "https://a.example/new"),
            (b"new?x=1", "https://a.example/dir/new?x=1"),
            (b"//b.example/f", "https://b.example/f"),
            (b"HTTP://B.example:80/f#part", "http://b.example/f"),
            (b"https://me:secret@b.example/f", "https://b.example/f"),
            ("/bücher".as_bytes(), "https://a.example/b%C3%BCcher"),
            (b"/b\xfccher", "https://a.example/b%C3%BCcher"),
            (b" /new ", "https://a.example/new"),
        ] {
            let to = chain("https://a.example/dir/feed").follow(
                302,
                &url("https://a.example/dir/feed"),
                Some(location),
                Vec::new(),
            );
            assert_eq!(to.unwrap().as_str(), expected);
        }
    }

    #[test]
    fn an_answer_that_leads_nowhere_is_an_error() {
        let long = vec![b'a'; 4097];
        for location in
            [None, Some(&b""[..]), Some(b"  "), Some(b"http://"), Some(b"https://[::"), Some(&long)]
        {
            let pause = vec!["120".to_owned()];
            let error = chain("https://a.example/")
                .follow(302, &url("https://a.example/"), location, pause.clone())
                .unwrap_err();
            assert_eq!(
                (error.class, &error.retry_after),
                (FailureClass::BadRedirect, &pause),
                "{location:?}"
            );
        }
    }

    #[test]
    fn a_circle_is_noticed_at_its_first_turn() {
        for locations in
            [&["/"][..], &["/#part"], &["/b", "/"], &["/b", "/c", "/b"], &["/b", "/c", "/d", "/e", "/c"]]
        {
            assert_eq!(
                walk(&mut chain("https://a.example/"), locations),
                Err(FailureClass::RedirectLoop),
                "{locations:?}"
            );
        }
    }

    #[test]
    fn five_redirections_are_followed_and_no_more() {
        let mut chain = chain("https://a.example/");
        assert!(walk(&mut chain, &["/1", "/2", "/3", "/4", "/5"]).is_ok());
        let error = chain.follow(301, &url("https://a.example/5"), Some(b"/6"), Vec::new()).unwrap_err();
        assert_eq!((error.class, error.hops.len()), (FailureClass::TooManyRedirects, 5));
    }

    #[test]
    fn secrets_stay_at_home_and_encrypted() {
        let mut chain = chain("https://me:secret@a.example/");
        assert_eq!(walk(&mut chain, &["http://a.example/"]), Err(FailureClass::BadRedirect));
        assert!(walk(&mut chain, &["https://b.example/"]).is_ok());
        for (at, is_at_home) in [
            ("https://a.example/x", true),
            ("https://a.example:443/", true),
            ("https://a.example:444/", false),
            ("http://a.example/", false),
            ("https://b.example/", false),
        ] {
            assert_eq!(chain.is_at_home(&url(at)), is_at_home, "{at}");
        }
    }

    #[test]
    fn a_guess_stays_on_its_host() {
        let guess = Request { wanted: Wanted::Guess, ..request("https://a.example/feed") };
        let mut chain = Chain::new(&guess, 5);
        assert!(walk(&mut chain, &["/rss"]).is_ok());
        assert_eq!(walk(&mut chain, &["https://b.example/"]), Err(FailureClass::BadRedirect));
    }

    #[test]
    fn what_a_redirection_says_of_waiting_is_kept_with_it() {
        let mut chain = chain("https://a.example/");
        let home = chain.home.clone();
        let pause = |text: &str| vec![text.to_owned()];
        let there = chain.follow(302, &home, Some(b"/b"), pause("120")).unwrap();
        let back = chain.follow(302, &there, Some(b"/"), pause("240")).unwrap_err();
        assert_eq!(back.pauses().collect::<Vec<_>>(), ["120", "240"]);
        assert_eq!(chain.into_hops()[0].retry_after, pause("120"));
    }
}
