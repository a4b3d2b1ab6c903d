//! Builds the book, serves it, or checks it.
#![warn(clippy::disallowed_macros)]

use std::env;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use book::remark;
use clap::{Parser, Subcommand};
use tokio::net::TcpListener;

/// The book. Without a command, it is built and served. When a file changes, it is built again, and open
/// pages load themselves again.
#[derive(Parser)]
struct Arguments {
    /// Where to serve it. Port 0 means any free port.
    #[arg(long, default_value = "127.0.0.1:3000")]
    listen: SocketAddr,
    /// Open it in the browser
    #[arg(long)]
    open: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Build it into target/book. The pages work as files, too.
    Build,
    /// Only report what is wrong: includes, links, pictures, commands that no test runs, RFC sections
    /// that do not exist, spelling.
    Check,
}

fn main() -> anyhow::Result<ExitCode> {
    let arguments = Arguments::parse();
    let root = root()?;
    let pages = root.join("target").join("book");
    match arguments.command {
        Some(Command::Build) => {
            let made = make(&root, &pages)?;
            Ok(code(made.problems.is_empty()))
        }
        Some(Command::Check) => {
            let made = make(&root, &root.join("target").join("book-check"))?;
            for command in &made.left_out {
                remark(format_args!("no test runs {command}"));
            }
            let spelling = book::spelling(&root)?;
            Ok(code(made.problems.is_empty() && spelling))
        }
        None => {
            make(&root, &pages)?;
            let runtime = tokio::runtime::Runtime::new()?;
            let (from, to) = (root.clone(), pages.clone());
            runtime.block_on(async {
                let listener = listen(arguments.listen).await?;
                let url = format!("http://{}", listener.local_addr()?);
                remark(format_args!("the book is at {url}; Ctrl-C ends this"));
                if arguments.open
                    && let Err(error) = opener::open_browser(&url)
                {
                    remark(format_args!("no browser can be opened: {error}"));
                }
                book::serve(&root, &pages, listener, move || {
                    if let Err(error) = make(&from, &to) {
                        remark(format_args!("error: {error:#}"));
                    }
                })
                .await
            })?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn listen(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| {
        format!(
            "cannot listen on {address}: does another book run? `--listen 127.0.0.1:0` takes any port"
        )
    })
}

fn make(root: &Path, pages: &Path) -> anyhow::Result<book::Made> {
    let made = book::make(root, pages)?;
    for problem in &made.problems {
        remark(format_args!("{problem}"));
    }
    let pages = pages.strip_prefix(root).unwrap_or(pages);
    remark(format_args!("{made} in {}", pages.display()));
    Ok(made)
}

fn code(good: bool) -> ExitCode {
    match good {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// The workspace's folder.
fn root() -> anyhow::Result<PathBuf> {
    // If cargo runs this, the folder of the run, because the workspace may have been moved since the build.
    let package = env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    Ok(package
        .parent()
        .context("the book is not in a workspace")?
        .to_owned())
}
