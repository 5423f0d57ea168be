//! Cuts a date into numbers, words and signs. In: a short text. Out: its parts one by one, without allocating.

/// A part of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part<'a> {
    /// Digits: what they mean and how many there are.
    Number(u64, usize),
    /// Letters, of one script: ASCII letters or others.
    Word(&'a str),
    /// One character that is neither; all white space is `' '`, once.
    Sign(char),
}

/// A place in a date, from which its parts are read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// What is left.
    pub(super) fn rest(&self) -> &'a str {
        self.rest
    }

    /// The next part, and the place after it. `None` at the end, and for numbers of more than 14 digits.
    pub(super) fn split(self) -> Option<(Part<'a>, Self)> {
        let first = self.rest.chars().next()?;
        if first.is_ascii_digit() {
            let (digits, rest) = self.take(|c| c.is_ascii_digit());
            let value = if digits.len() > 14 { None } else { digits.parse().ok() }?;
            return Some((Part::Number(value, digits.len()), Self { rest }));
        }
        if first.is_whitespace() {
            let (_, rest) = self.take(char::is_whitespace);
            return Some((Part::Sign(' '), Self { rest }));
        }
        if first.is_alphabetic() {
            // CJK units stand between numbers, one character each; ASCII words are words.
            let (word, rest) = if first.is_ascii() {
                self.take(|c| c.is_ascii_alphabetic())
            } else {
                self.take(|c| c.is_alphabetic() && !c.is_ascii())
            };
            return Some((Part::Word(word), Self { rest }));
        }
        let sign = match first {
            '：' => ':',
            '，' | '、' | '،' => ',',
            '．' => '.',
            '／' => '/',
            '－' | '\u{2010}' | '\u{2011}' | '\u{2212}' => '-',
            '＋' => '+',
            other => other,
        };
        Some((Part::Sign(sign), Self { rest: self.rest.get(first.len_utf8()..)? }))
    }

    fn take(self, belongs: impl Fn(char) -> bool) -> (&'a str, &'a str) {
        let end = self.rest.find(|c| !belongs(c)).unwrap_or(self.rest.len());
        self.rest.split_at(end)
    }

    /// Takes a number of `digits` digits.
    pub(super) fn number(&mut self, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
        match self.split()? {
            (Part::Number(value, len), after) if digits.contains(&len) => {
                *self = after;
                u32::try_from(value).ok()
            }
            _ => None,
        }
    }

    /// Takes `sign`, if it is next.
    pub(super) fn sign(&mut self, sign: char) -> bool {
        match self.split() {
            Some((Part::Sign(found), after)) if found == sign => {
                *self = after;
                true
            }
            _ => false,
        }
    }

    /// Takes one of the signs of `any`, if one is next.
    pub(super) fn one_of(&mut self, any: &[char]) -> Option<char> {
        match self.split() {
            Some((Part::Sign(found), after)) if any.contains(&found) => {
                *self = after;
                Some(found)
            }
            _ => None,
        }
    }

    /// Takes as many of the signs of `any` as there are.
    pub(super) fn skip(&mut self, any: &[char]) {
        while self.one_of(any).is_some() {}
    }

    /// Takes a word, if `meaning` knows it.
    pub(super) fn word<T>(&mut self, meaning: impl Fn(&'a str) -> Option<T>) -> Option<T> {
        match self.split()? {
            (Part::Word(word), after) => {
                let value = meaning(word)?;
                *self = after;
                Some(value)
            }
            _ => None,
        }
    }

    /// Takes `prefix`, if the text goes on with it.
    pub(super) fn prefix(&mut self, prefix: &str) -> bool {
        match self.rest.strip_prefix(prefix) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    pub(super) fn at_end(&self) -> bool {
        self.rest.is_empty()
    }
}
