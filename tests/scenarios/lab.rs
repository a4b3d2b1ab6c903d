//! The attack lab as a learner runs it. The book prints these.

use anyhow::ensure;
use attack_lab::{ATTACKS, Attack};
use scenarios::{Program, Provider, snapshot};

pub(crate) async fn the_attacks_are_listed() -> anyhow::Result<()> {
    let list = Program::new("attack").run()?.stdout();
    ensure!(list.lines().count() == ATTACKS.len(), "{list}");
    snapshot("attack-list", format!("$ cargo attack\n{list}"));
    let unknown = Program::new("attack").arg("nope").run()?;
    snapshot("attack-unknown", unknown);
    Ok(())
}

pub(crate) async fn each_attack_is_an_experiment() -> anyhow::Result<()> {
    for attack in ATTACKS {
        let name = attack.name;
        let ran = Program::new("attack").arg(name).run()?;
        let report = ran.to_string();
        ensure!(report.ends_with("exit code: 0"), "{report}");
        let text = without_the_hash(without_the_last_letter(ran.stdout()));
        let command = format!("$ cargo attack {name}\n{text}");
        snapshot(format!("attack-{name}"), command);
    }
    Ok(())
}

/// What `cargo attack NAME --token | cargo 03` does, for each of them: with the issuer that the
/// lab has by default, but on another port.
pub(crate) async fn each_token_is_refused_by_the_program() -> anyhow::Result<()> {
    let realm = Provider::Embedded.realm().await?;
    let mut report = String::new();
    // The others are no tokens for an API.
    let on_tokens = |attack: &&Attack| ["03", "04"].contains(&attack.step);
    for attack in ATTACKS.iter().filter(on_tokens) {
        let name = attack.name;
        let program = |name: &str| Program::new(name).env("OAUTH_ISSUER", &realm.issuer);
        let token = program("attack").arg(name).arg("--token").run()?.stdout();
        let ran = program("03-verify-signature")
            .input(token)
            .run()?
            .to_string();
        let said = ran.lines().find(|line| line.starts_with("error: "));
        match said {
            Some(said) => report += &format!("{name} | {said}\n"),
            // The scope is the business of step 04.
            None => ensure!(attack.step == "04", "{name}: {ran}"),
        }
    }
    snapshot("attack-tokens", without_the_last_letter(report));
    Ok(())
}

/// The hash of a token differs from run to run, because the times in the token do.
fn without_the_hash(text: String) -> String {
    let hash = text
        .split_once("\"ath\":\"")
        .and_then(|(before, rest)| Some((before, rest.split_once('"')?.1)));
    match hash {
        Some((before, after)) => format!("{before}\"ath\":\"<hash>\"{after}"),
        None => text,
    }
}

/// The signature's last letter differs from run to run, because the times in the token do.
fn without_the_last_letter(text: String) -> String {
    let letter = text
        .split_once("byte 341 (")
        .and_then(|(before, rest)| Some((before, rest.split_once(')')?.1)));
    match letter {
        Some((before, after)) => format!("{before}byte 341 (<letter>){after}"),
        None => text,
    }
}
