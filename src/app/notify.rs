//! The program that the owner wants run when documents changed.
//!
//! In: the command and two paths. Out: nothing, or a sentence about what went wrong. The program's output is read to its end
//! and forgotten, but for the last of it; and it is the program that is waited for, not whatever it leaves running.

use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// How long the program may take.
const LIMIT: Duration = Duration::from_mins(15);

/// How long the rest of its output is waited for once it has ended. What it left running may hold the pipes for ever.
const GRACE: Duration = Duration::from_millis(200);

/// Bytes of the end of each of its two outputs that a report shows.
const SHOWN: usize = 2048;

/// Runs `command`, which is a program and its arguments, in the folder of the configuration, so that relative paths in it mean the
/// same as elsewhere in the file, and with the publishing folder in `FEEDLOOM_DIR`.
///
/// # Errors
/// A sentence that says what went wrong, with the end of what the program wrote.
pub(super) async fn run(command: &[String], config: &Path, dir: &Path) -> Result<(), String> {
    let Some((program, arguments)) = command.split_first() else { return Ok(()) };
    let folder = config.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Absolute, since it is read in another folder than ours.
    let dir = std::path::absolute(dir).unwrap_or_else(|_| dir.to_owned());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(folder).env("FEEDLOOM_DIR", dir);
    let again = "it runs again at the next build";
    match supervise(command, LIMIT, !has_terminal()).await {
        Ok(Ended::Late) => {
            Err(format!("`{program}` (publish.after) took longer than 15 minutes and was stopped; {again}"))
        }
        Err(error) => Err(format!("`{program}` (publish.after) could not be started: {error}; {again}")),
        Ok(Ended::With(status, _)) if status.success() => Ok(()),
        Ok(Ended::With(status, said)) => {
            let said = if said.is_empty() { said } else { format!("\n{said}") };
            Err(format!("`{program}` (publish.after) failed with {status}; {again}{said}"))
        }
    }
}

/// How a program ended.
#[derive(Debug)]
enum Ended {
    /// By itself, and the last that it said.
    With(ExitStatus, String),
    /// It was killed, since it took too long.
    Late,
}

/// Runs a program for `limit` at the most. With `grouped` it is in a process group of its own, and what it started is killed with it.
async fn supervise(mut command: Command, limit: Duration, grouped: bool) -> std::io::Result<Ended> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    #[cfg(unix)]
    if grouped {
        command.process_group(0);
    }
    let mut child = command.spawn()?;
    let (mut errors, mut output) = (Tail::default(), Tail::default());
    let Ok(status) = timeout(limit, watch(&mut child, &mut errors, &mut output)).await else {
        kill(&mut child, grouped).await?;
        return Ok(Ended::Late);
    };
    Ok(Ended::With(status?, said(&errors, &output)))
}

/// Waits for the program and reads what it says meanwhile: a full pipe would stop it.
async fn watch(child: &mut Child, errors: &mut Tail, output: &mut Tail) -> std::io::Result<ExitStatus> {
    let (stderr, stdout) = (child.stderr.take(), child.stdout.take());
    let mut reading = std::pin::pin!(async { tokio::join!(errors.read(stderr), output.read(stdout)) });
    tokio::select! {
        status = child.wait() => {
            // What is not there by then belongs to somebody else.
            let _ = timeout(GRACE, reading).await;
            status
        }
        _ = &mut reading => child.wait().await,
    }
}

async fn kill(child: &mut Child, grouped: bool) -> std::io::Result<()> {
    #[cfg(unix)]
    if grouped
        && let Some(group) =
            child.id().and_then(|id| i32::try_from(id).ok()).and_then(rustix::process::Pid::from_raw)
    {
        // An error says that nobody is left in it.
        let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
    }
    #[cfg(not(unix))]
    let _ = grouped;
    child.kill().await
}

/// True where somebody sits at a terminal: there the program stays in our group. In one of its own it could not ask for a
/// password, and Ctrl-C would not reach it.
#[cfg(unix)]
fn has_terminal() -> bool {
    std::fs::File::open("/dev/tty").is_ok()
}

#[cfg(not(unix))]
fn has_terminal() -> bool {
    true
}

/// The end of an output.
#[derive(Default)]
struct Tail {
    kept: Vec<u8>,
}

impl Tail {
    /// Reads an output to its end.
    async fn read(&mut self, output: Option<impl AsyncRead + Unpin>) {
        let Some(mut output) = output else { return };
        let mut buffer = [0; SHOWN];
        // An error ends it as its end does: all that it costs is words in a report.
        while let Ok(read @ 1..) = output.read(&mut buffer).await {
            self.kept.extend_from_slice(buffer.get(..read).unwrap_or_default());
            let over = self.kept.len().saturating_sub(SHOWN);
            self.kept.drain(..over);
        }
    }
}

/// What the program said, errors first. A character that the cut went through is left out.
fn said(errors: &Tail, output: &Tail) -> String {
    let text = |tail: &Tail| {
        let text = String::from_utf8_lossy(&tail.kept);
        text.trim_start_matches(char::REPLACEMENT_CHARACTER).trim().to_owned()
    };
    let (errors, output) = (text(errors), text(output));
    let between = if errors.is_empty() || output.is_empty() { "" } else { "\n" };
    [errors.as_str(), between, output.as_str()].concat()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str, limit: Duration) -> std::io::Result<Ended> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(supervise(command, limit, true))
    }

    #[test]
    fn the_program_is_waited_for_and_not_what_it_leaves_running() {
        let started = std::time::Instant::now();
        let ended = shell("sleep 60 & echo left $!; exit 3", LIMIT);
        assert!(started.elapsed() < Duration::from_secs(30));
        let Ok(Ended::With(status, said)) = ended else { panic!("{ended:?}") };
        assert_eq!(status.code(), Some(3));
        let left = said.strip_prefix("left ").unwrap_or_default();
        let killed = std::process::Command::new("kill").args(["-9", left]).status();
        assert!(killed.is_ok_and(|status| status.success()), "`{said}` was to stay alive");
    }

    #[test]
    fn of_a_flood_the_end_is_kept() {
        let ended =
            shell("head -c 20000000 /dev/zero | tr '\\0' x; echo; echo the end; echo why >&2; exit 1", LIMIT);
        let Ok(Ended::With(_, said)) = ended else { panic!("{ended:?}") };
        assert!(said.starts_with("why\nxxx") && said.ends_with("xxx\nthe end"), "{said}");
        assert!(said.len() < 2 * SHOWN);
    }

    #[test]
    fn what_takes_too_long_is_killed_with_all_that_it_started() {
        let Ok(folder) = tempfile::tempdir() else { panic!("no folder") };
        let started = folder.path().join("started").display().to_string();
        let script = format!("sleep 60 & echo $! > '{started}'; wait");
        let ended = shell(&script, Duration::from_secs(2));
        assert!(matches!(ended, Ok(Ended::Late)), "{ended:?}");
        let child = said_by("cat", &[&started]);
        assert!(!child.is_empty(), "it had not started yet");
        // Killed it is, and it may not be reaped yet.
        let began = std::time::Instant::now();
        while !matches!(said_by("ps", &["-o", "stat=", "-p", &child]).get(..1), None | Some("Z")) {
            assert!(began.elapsed() < Duration::from_secs(20), "{child} is alive");
        }
    }

    fn said_by(program: &str, arguments: &[&str]) -> String {
        let output = std::process::Command::new(program).args(arguments).output();
        output.map_or_else(
            |_| String::new(),
            |output| String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        )
    }
}
