//! Pictures that stand in a page as SVG: `NAME.seq`, who says what to whom, is drawn here;
//! `NAME.svg` was drawn by hand. Colours are the classes of `theme/pictures.css`, so that they follow
//! the reader's theme.
//!
//! A `.seq` has one thing on a line. Behind `|` begins another line of the same text; what stands
//! between backquotes is shown as code.
//!
//! ```text
//! # a remark
//! title: Fetching a token              what the picture is, for those who do not see it
//! desc: One request, one answer.       several are one text; the messages are added by themselves
//! actor client: Client | a program     from left to right; client, issuer, api and attacker have
//! actor issuer: Authorization server   colours of their own, and so has what begins with `api.`
//! client -> issuer: `POST …/token`     a request
//! note issuer: looks up the client     what an actor does alone
//! issuer --> client: 200 OK            an answer
//! or: if the secret is wrong           a line across; `later: …` and `part: …` are the same
//! issuer --x client: 401               a refusal
//! ```

use std::fmt::Write;

use anyhow::{Context, bail, ensure};

/// The widest picture, in pixels: as wide as a page of the book.
const WIDEST: i32 = 720;
/// How far a picture may shrink, in percent. Then its smallest letters, of 13 pixels, have 12.
const SMALLEST: i32 = 93;
const LINE: i32 = 18;

/// Draws the `.seq` of this name as a figure.
///
/// # Errors
/// If the source is not as it should be: which line, and what to do.
pub fn sequence(name: &str, source: &str) -> anyhow::Result<String> {
    let mut seq = Sequence::default();
    for (number, line) in (1..).zip(source.lines()) {
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') {
            let read = seq.read(number, line);
            read.with_context(|| format!("{name}.seq, line {number}: {line}"))?;
        }
    }
    let svg = seq.draw().with_context(|| format!("{name}.seq"))?;
    drawn(name, &svg)
}

/// Makes a drawing fit to stand in a page, as a figure: its ids become the page's own, and what
/// browsers would fetch or run from it is refused.
///
/// # Errors
/// If it lacks something, or has what it must not have: what to do.
pub fn drawn(name: &str, svg: &str) -> anyhow::Result<String> {
    inline(name, svg).with_context(|| format!("the picture {name}"))
}

fn inline(name: &str, svg: &str) -> anyhow::Result<String> {
    for needed in ["<title id=\"title\">", "<desc id=\"desc\">", "role=\"img\""] {
        ensure!(svg.contains(needed), "add {needed}");
    }
    let (_, svg) = svg
        .split_once("<svg")
        .context("there is no <svg …> in it")?;
    let size = svg
        .split_once("viewBox=\"0 0 ")
        .and_then(|(_, it)| it.split_once(' '));
    let width = size
        .context("give the <svg …> a viewBox=\"0 0 WIDTH HEIGHT\"")?
        .0;
    let width: i32 = width
        .parse()
        .context("the width of the viewBox is no whole number")?;
    ensure!(
        width <= WIDEST,
        "it is {width} wide: make it at most {WIDEST}"
    );
    let mut out = format!(
        "<figure class=\"picture\">\n<svg style=\"min-width:{}px;max-width:{width}px\"",
        width * SMALLEST / 100
    );
    // Between quotes, the odd ones, are values; the attribute's name ends the text before them.
    let mut before = "";
    for (index, piece) in svg.split('"').enumerate() {
        let quoted = index % 2 == 1;
        if index > 0 {
            out.push('"');
        }
        if quoted {
            let attribute = before
                .rsplit(char::is_whitespace)
                .next()
                .unwrap_or_default();
            out += &value(name, attribute.trim_end_matches('='), piece)?;
        } else {
            for tag in ["script", "style", "foreignObject", "image", "!"] {
                ensure!(
                    !piece.contains(&format!("<{tag}")),
                    "take <{tag}…> out of it"
                );
            }
            out += piece;
        }
        before = piece;
    }
    out += "</figure>\n";
    // In Markdown a blank line would end the HTML.
    let lines = out.lines().filter(|line| !line.trim().is_empty());
    Ok(lines.fold(String::new(), |all, line| all + line + "\n"))
}

fn value(name: &str, attribute: &str, value: &str) -> anyhow::Result<String> {
    let own = |id: &str| format!("picture-{name}-{id}");
    Ok(match attribute {
        "id" => own(value),
        "aria-labelledby" => value.split(' ').map(own).collect::<Vec<_>>().join(" "),
        "href" | "xlink:href" => {
            let id = value.strip_prefix('#');
            format!(
                "#{}",
                own(id.with_context(|| format!("it fetches {value}: draw that here"))?)
            )
        }
        "style" => bail!("style=\"{value}\": use a class of theme/pictures.css"),
        "fill" | "stroke" if value != "none" => {
            bail!("{attribute}=\"{value}\": colours are classes of theme/pictures.css")
        }
        _ if attribute.starts_with("on") => bail!("take {attribute} out of it"),
        _ => match value.strip_prefix("url(#") {
            Some(id) => format!("url(#{}", own(id)),
            None if value.contains("url(") => bail!("{value} is outside: draw that here"),
            None => value.to_owned(),
        },
    })
}

#[derive(Default)]
struct Sequence {
    title: String,
    desc: String,
    actors: Vec<Actor>,
    steps: Vec<(usize, Step)>,
}

struct Actor {
    name: String,
    text: Text,
}

enum Step {
    Message {
        from: usize,
        to: usize,
        kind: &'static str,
        text: Text,
    },
    Note {
        at: usize,
        text: Text,
    },
    Divider(Text),
}

impl Sequence {
    fn read(&mut self, number: usize, line: &str) -> anyhow::Result<()> {
        let (head, text) = line.split_once(": ").context("put `: ` before the text")?;
        let step = match head.split_whitespace().collect::<Vec<_>>()[..] {
            ["title"] => {
                text.clone_into(&mut self.title);
                return Ok(());
            }
            ["desc"] => {
                let _ = write!(self.desc, "{text} ");
                return Ok(());
            }
            ["actor", name] => {
                let (name, text) = (name.to_owned(), Text::new(text));
                self.actors.push(Actor { name, text });
                return Ok(());
            }
            ["or" | "later" | "part"] => Step::Divider(Text::new(text)),
            ["note", at] => Step::Note {
                at: self.actor(at)?,
                text: Text::new(text),
            },
            [from, arrow, to] => {
                let kind = match arrow {
                    "->" => "request",
                    "-->" => "answer",
                    "--x" => "refusal",
                    _ => bail!("make the arrow `->`, `-->` for an answer or `--x` for a refusal"),
                };
                let (from, to) = (self.actor(from)?, self.actor(to)?);
                ensure!(
                    from != to,
                    "say what an actor does alone with `note {head}: …`"
                );
                Step::Message {
                    from,
                    to,
                    kind,
                    text: Text::new(text),
                }
            }
            _ => bail!("begin it with title, desc, actor, note, or, later, part or `from -> to`"),
        };
        self.steps.push((number, step));
        Ok(())
    }

    fn actor(&self, name: &str) -> anyhow::Result<usize> {
        let place = self.actors.iter().position(|actor| actor.name == name);
        place.with_context(|| format!("there is no `actor {name}: …` above"))
    }

    /// How far each actor is from the left, and how wide all is: as much as the texts need.
    fn places(&self) -> anyhow::Result<(Vec<i32>, i32)> {
        let half = |text: &Text| text.width() / 2 + 14;
        let heads = || self.actors.iter().map(|actor| half(&actor.text));
        let mut gaps: Vec<i32> = heads()
            .zip(heads().skip(1))
            .map(|(a, b)| a + b + 10)
            .collect();
        let mut needs = Vec::new();
        let mut alone: Vec<_> = heads().enumerate().collect();
        for (_, step) in &self.steps {
            match step {
                Step::Message { from, to, text, .. } => {
                    needs.push((*from.min(to), *from.max(to), text.width() + 44));
                }
                Step::Note { at, text } => {
                    alone.push((*at, half(text)));
                    needs.push((at.saturating_sub(1), *at, half(text) + 8));
                    needs.push((*at, at + 1, half(text) + 8));
                }
                Step::Divider(_) => {}
            }
        }
        needs.sort_by_key(|(left, right, _)| right - left);
        for (left, right, room) in needs {
            let there: i32 = gaps.iter().skip(left).take(right - left).sum();
            // A note of the last actor has nobody on its right.
            if let Some(gap) = right.checked_sub(1).and_then(|last| gaps.get_mut(last)) {
                *gap += (room - there).max(0);
            }
        }
        let mut places = vec![0];
        places.extend(gaps.iter().scan(0, |sum, gap| {
            *sum += gap;
            Some(*sum)
        }));
        let end: i32 = gaps.iter().sum();
        let at = |actor: usize| places.get(actor).copied().unwrap_or_default();
        let before = alone.iter().map(|(actor, half)| half - at(*actor)).max();
        let behind = alone
            .iter()
            .map(|(actor, half)| half - (end - at(*actor)))
            .max();
        let before = 2 + before.context("add `actor NAME: …` for each who takes part")?;
        let mut width = before + end + 2 + behind.unwrap_or_default();
        let dividers = self.steps.iter().map(|(_, step)| match step {
            Step::Divider(text) => text.width() + 80,
            _ => 0,
        });
        let more = (dividers.max().unwrap_or_default() - width).max(0);
        width += more;
        if width > WIDEST {
            let widest = self
                .steps
                .iter()
                .max_by_key(|(_, step)| step.text().width());
            let line = widest.map_or(0, |(number, _)| *number);
            bail!("it is {width} wide, and may be {WIDEST}: shorten line {line}, or use `|` in it");
        }
        Ok((
            places
                .iter()
                .map(|place| place + before + more / 2)
                .collect(),
            width,
        ))
    }

    fn draw(&self) -> anyhow::Result<String> {
        ensure!(
            !self.title.is_empty() && !self.desc.is_empty(),
            "add `title: …` and `desc: …`"
        );
        let (places, width) = self.places()?;
        let actor = |index: usize| {
            let name = self.actors.get(index).map_or("", |actor| &actor.name);
            let kind = name.split('.').next().unwrap_or_default();
            (places.get(index).copied().unwrap_or_default(), kind)
        };
        let heads = self
            .actors
            .iter()
            .map(|actor| actor.text.height())
            .max()
            .unwrap_or_default()
            + 14;
        let (mut svg, mut y, mut count) = (String::new(), heads + 14, 0);
        let mut desc = escape(self.desc.trim());
        for (_, step) in &self.steps {
            match step {
                Step::Message {
                    from,
                    to,
                    kind,
                    text,
                } => {
                    count += 1;
                    let ((from_x, sender), (to_x, _)) = (actor(*from), actor(*to));
                    let way = (to_x - from_x).signum();
                    let mark = if *kind == "refusal" { "× " } else { "" };
                    // The first line stands on the arrow, the others hang from it.
                    let (first, rest) = (text.part(0, 1), text.part(1, usize::MAX));
                    let (x, arrow) = ((from_x + to_x + 10 * way) / 2, y + 26);
                    let _ = write!(
                        svg,
                        "<g class=\"{sender} {kind}\">\n{}{}",
                        first.draw(x, arrow - 7, "label", mark),
                        rest.draw(x, arrow + 18, "hanging", "")
                    );
                    let (tip, tail) = (to_x - way, to_x - 9 * way);
                    let _ = writeln!(
                        svg,
                        "<path class=\"arrow\" d=\"M{from_x} {arrow}H{tail}\"/>\n\
                        <path class=\"head\" d=\"M{tip} {arrow}l{} -5v10z\"/>\n\
                        <circle class=\"number\" cx=\"{from_x}\" cy=\"{arrow}\" r=\"10\"/>\n\
                        <text class=\"number\" x=\"{from_x}\" y=\"{}\">{count}</text>\n</g>",
                        -10 * way,
                        arrow + 5
                    );
                    let who = |it: usize| {
                        self.actors
                            .get(it)
                            .map(|it| it.text.plain())
                            .unwrap_or_default()
                    };
                    let _ = write!(
                        desc,
                        " {count}, {kind} from {} to {}: {}.",
                        who(*from),
                        who(*to),
                        text.plain()
                    );
                    y = arrow + rest.height() + 10;
                }
                Step::Note { at, text } => {
                    let ((x, kind), (w, h)) = (actor(*at), (text.width() + 20, text.height() + 12));
                    let _ = writeln!(
                        svg,
                        "<g class=\"{kind}\">\n<rect class=\"note\" x=\"{}\" y=\"{}\" \
                        width=\"{w}\" height=\"{h}\" rx=\"4\"/>\n{}</g>",
                        x - w / 2,
                        y + 6,
                        text.draw(x, y + 25, "alone", "")
                    );
                    let who = self
                        .actors
                        .get(*at)
                        .map(|it| it.text.plain())
                        .unwrap_or_default();
                    let _ = write!(desc, " {who}: {}.", text.plain());
                    y += h + 12;
                }
                Step::Divider(text) => {
                    let line = y + 24;
                    let _ = writeln!(
                        svg,
                        "<path class=\"divider\" d=\"M2 {line}H{}\"/>\n{}",
                        width - 2,
                        text.draw(width / 2, line + 5, "divider", "")
                    );
                    let _ = write!(desc, " {}:", text.plain());
                    y = line + text.height() - 4;
                }
            }
        }
        let height = y + 14;
        let mut lanes = String::new();
        for (index, Actor { text, .. }) in self.actors.iter().enumerate() {
            let ((x, kind), w) = (actor(index), text.width() + 28);
            let _ = writeln!(
                lanes,
                "<g class=\"{kind}\">\n<path class=\"life\" d=\"M{x} {heads}V{height}\"/>\n\
                <rect class=\"box\" x=\"{}\" y=\"1\" width=\"{w}\" height=\"{}\" rx=\"6\"/>\n{}</g>",
                x - w / 2,
                heads - 2,
                text.draw(x, 22, "name", "")
            );
        }
        Ok(format!(
            "<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"title desc\">\n\
            <title id=\"title\">{}</title>\n<desc id=\"desc\">{desc}</desc>\n{lanes}{svg}</svg>\n",
            escape(&self.title)
        ))
    }
}

impl Step {
    fn text(&self) -> &Text {
        match self {
            Self::Message { text, .. } | Self::Note { text, .. } | Self::Divider(text) => text,
        }
    }
}

/// Lines of letters, and of code between backquotes.
struct Text(Vec<String>);

impl Text {
    fn new(text: &str) -> Self {
        Self(text.split('|').map(|line| line.trim().to_owned()).collect())
    }

    fn part(&self, from: usize, count: usize) -> Self {
        Self(self.0.iter().skip(from).take(count).cloned().collect())
    }

    fn plain(&self) -> String {
        escape(&self.0.join(" ").replace('`', ""))
    }

    fn height(&self) -> i32 {
        LINE * self.0.len() as i32
    }

    /// A guess that is rather too wide: which font a reader has is not known here.
    fn width(&self) -> i32 {
        let line = |line: &String| {
            let letters = line.split('`').enumerate().flat_map(|(index, piece)| {
                piece.chars().map(move |letter| match letter {
                    _ if index % 2 == 1 => 80,
                    'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 45,
                    ' ' | 'f' | 't' | 'r' | '(' | ')' | '/' | '-' => 58,
                    'm' | 'w' | 'M' | 'W' | '@' | '%' | '→' => 130,
                    'A'..='Z' => 102,
                    _ => 88,
                })
            });
            letters.sum::<i32>() / 10
        };
        self.0.iter().map(line).max().unwrap_or_default()
    }

    fn draw(&self, x: i32, y: i32, class: &str, mark: &str) -> String {
        let mut out = String::new();
        for (y, line) in (y..).step_by(LINE as usize).zip(&self.0) {
            let _ = write!(out, "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{mark}");
            for (index, piece) in line.split('`').enumerate() {
                let piece = escape(piece);
                let _ = match index % 2 {
                    1 => write!(out, "<tspan class=\"code\">{piece}</tspan>"),
                    _ => write!(out, "{piece}"),
                };
            }
            out += "</text>\n";
        }
        out
    }
}

fn escape(text: &str) -> String {
    // Quotes too: `inline` finds attributes by them.
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
