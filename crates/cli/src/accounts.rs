//! `countersign accounts …`

use clap::Subcommand;
use commands::{
    Context,
    accounts::{self as wish, AccountState, AccountView},
};
use serde::Serialize;
use serde_json::json;

use crate::{failure::Stop, output::Output, words};

#[derive(Subcommand)]
pub(crate) enum Verb {
    /// Sign in to a server in the browser.
    Add {
        /// The server's address, as in https://id.example.
        issuer: String,
        /// The client to sign in as, for servers other than Countersign's.
        #[arg(long, value_name = "ID")]
        client_id: Option<String>,
    },
    /// List the accounts of this computer.
    List,
    /// Get new tokens for one account, or for all.
    Refresh {
        /// An account's id, or what its issuer or name contain.
        query: Option<String>,
    },
    /// Sign out: revoke the tokens at the server, then forget them here.
    Remove {
        /// An account's id, or what its issuer or name contain.
        query: String,
    },
}

/// `accounts list --json`, as `INTERFACES.md` has it.
#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    issuer: &'a str,
    server: &'a str,
    subject: &'a str,
    name: Option<&'a str>,
    state: &'static str,
    scopes: &'a [String],
    expires_at: Option<u64>,
}

pub(crate) async fn run(cx: &Context, verb: Verb, out: &Output) -> Result<(), Stop> {
    match verb {
        Verb::Add { issuer, client_id } => {
            out.remark("Sign in in the browser; this waits for you, up to five minutes.");
            let added = tokio::select! {
                added = wish::sign_in_for_later(cx, &issuer, client_id.as_deref()) => added?,
                _ = tokio::signal::ctrl_c() => {
                    return Err(commands::Failure::new(
                        commands::FailureCode::SignInCancelled, "stopped at the keyboard").into());
                }
            };
            out.show(&row(&added), || {
                vec![format!("Signed in: {}", line(&added))]
            });
        }
        Verb::List => {
            let accounts = wish::list_accounts(cx).await?;
            show(&accounts, out);
        }
        Verb::Refresh { query } => {
            let chosen = match query {
                Some(query) => vec![wish::find_account(cx, &query).await?],
                None => wish::list_accounts(cx).await?,
            };
            let mut refreshed = Vec::new();
            for account in chosen {
                refreshed.push(wish::refresh_account(cx, &account.id).await?);
            }
            show(&refreshed, out);
        }
        Verb::Remove { query } => {
            let account = wish::find_account(cx, &query).await?;
            let signed_out = wish::sign_out(cx, &account.id).await?;
            out.show(
                &json!({
                    "id": account.id,
                    "revoked": signed_out.revoked,
                    "still_a_factor": signed_out.still_a_factor,
                }),
                || {
                    let server = if signed_out.revoked {
                        "The server confirmed that its tokens are dead."
                    } else {
                        "The server could not be asked: its tokens live until they expire."
                    };
                    let mut said = vec![
                        format!("Signed out here: {}", line(&account)),
                        server.to_owned(),
                    ];
                    if signed_out.still_a_factor {
                        said.push(words::still_a_factor(account.management_url.as_deref()));
                    }
                    said
                },
            );
        }
    }
    Ok(())
}

fn show(accounts: &[AccountView], out: &Output) {
    let rows: Vec<_> = accounts.iter().map(row).collect();
    out.show(&rows, || accounts.iter().map(line).collect());
}

fn row(account: &AccountView) -> Row<'_> {
    Row {
        id: &account.id,
        issuer: &account.issuer,
        server: &account.server,
        subject: &account.subject,
        name: account.name.as_deref(),
        state: state(account.state),
        scopes: &account.scopes,
        expires_at: account.expires_at_ms.map(|ms| ms / 1000),
    }
}

fn line(account: &AccountView) -> String {
    let name = account.name.as_deref().unwrap_or(&account.subject);
    format!(
        "{}  {name} at {}  {}",
        account.id,
        account.issuer,
        state(account.state)
    )
}

fn state(state: AccountState) -> &'static str {
    match state {
        AccountState::SignedIn => "signed_in",
        AccountState::ExpiresSoon => "expires_soon",
        AccountState::SignInAgain => "sign_in_again",
        AccountState::ServerAway => "server_away",
        AccountState::KeychainLocked => "keychain_locked",
    }
}
