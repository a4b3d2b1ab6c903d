//! Questions about a step, with explanations: `exercises/quiz.toml` of the step.

use std::fs;
use std::io::{self, BufRead};
use std::path::Path;

use anyhow::{Context, ensure};
use serde::Deserialize;

use crate::course;
use crate::show::{self, BAD, BOLD, GOOD, count};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Quiz {
    question: Vec<Question>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    ask: String,
    options: Vec<String>,
    /// The number of the option that is right, from 1.
    right: usize,
    why: String,
}

/// Asks the questions of a step. Whether all answers were right.
pub(crate) fn ask(root: &Path, step: &str) -> anyhow::Result<bool> {
    let Quiz { question } = read(root, step)?;
    let (of, mut right) = (question.len(), 0);
    let mut lines = io::stdin().lock().lines();
    let fill = |text: &str| show::wrap(text.trim(), show::width());
    for (
        index,
        Question {
            ask,
            options,
            right: answer,
            why,
        },
    ) in question.into_iter().enumerate()
    {
        show::print(&format!(
            "{BOLD}Question {} of {of}{BOLD:#}\n\n{}\n\n",
            index + 1,
            fill(&ask)
        ));
        for (index, option) in options.iter().enumerate() {
            show::print(&format!("{}\n", fill(&format!("{}. {option}", index + 1))));
        }
        let chosen = loop {
            show::print("\nYour answer (a number): ");
            let Some(line) = lines.next() else {
                show::print("\n");
                return Ok(false);
            };
            match line?.trim().parse::<usize>() {
                Ok(chosen) if (1..=options.len()).contains(&chosen) => break chosen,
                _ => show::print(&format!("Type a number from 1 to {}.\n", options.len())),
            }
        };
        let comment = if chosen == answer {
            right += 1;
            format!("{GOOD}✓ Right.{GOOD:#}")
        } else {
            format!("{BAD}✗ No, it is {answer}.{BAD:#}")
        };
        show::print(&format!("{comment}\n\n{}\n\n", fill(&why)));
    }
    show::print(&format!("{right} of {} right\n", count(of, "answer")));
    Ok(right == of)
}

fn read(root: &Path, step: &str) -> anyhow::Result<Quiz> {
    let steps = course::steps(root)?;
    let name = |folder: &Path| {
        folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let folder = steps
        .iter()
        .find(|folder| name(folder) == step || name(folder).get(..2) == step.get(..2));
    let folder = folder.with_context(|| format!("there is no step {step:?}"))?;
    let file = folder.join("exercises/quiz.toml");
    let text =
        fs::read_to_string(&file).with_context(|| format!("{} has no quiz", name(folder)))?;
    let quiz: Quiz = toml::from_str(&text).with_context(|| file.display().to_string())?;
    for Question {
        ask,
        options,
        right,
        ..
    } in &quiz.question
    {
        ensure!(
            options.len() > 1 && (1..=options.len()).contains(right),
            "{}: {ask:?}: `right` is not the number of an option",
            file.display()
        );
    }
    Ok(quiz)
}

/// What is wrong with the questions of the steps.
pub(crate) fn verify(root: &Path) -> anyhow::Result<Vec<String>> {
    let mut findings = Vec::new();
    for step in course::steps(root)? {
        let name = step.file_name().unwrap_or_default().to_string_lossy();
        findings.extend(read(root, &name).err().map(|error| format!("{error:#}")));
    }
    Ok(findings)
}
