//! A sequence diagram, drawn from text. Each line is one element. `|` starts a new line of its text, and
//! text in backquotes is shown as code:
//!
//! ```text
//! # a remark
//! title: Fetching a token              what it is, for readers who hear the page
//! desc: One request, one answer.       several are joined; the messages are added to it
//! actor client: Client | a program     from left to right; client, issuer, api and attacker have
//! actor issuer: Authorization server   colours of their own, api.1 and api.2 have that of api
//! client -> issuer: `POST …/token`     a request
//! note issuer: looks up the client     what an actor does alone
//! issuer --> client: 200 OK            an answer
//! or: the secret is wrong              a line across; `part: …` and `later: …` are the same
//! issuer --x client: 401               a refusal, in the colour of danger and with a cross
//! ```

use anyhow::{Context, bail, ensure};

use super::{WIDEST, figure};

/// The height of a line of text.
const LINE: i32 = 18;
/// How much wider an actor's box is than its text, and on a phone.
const BOX: i32 = 28;
const NARROW_BOX: i32 = 12;
/// The width of a drawing for phones.
const NARROW: i32 = 354;

/// Draws the `.seq` of this name, as a `<figure class="picture">`. It has two drawings, one for phones, and
/// `theme/pictures.css` shows the one that fits.
///
/// # Errors
/// The line that is wrong, and what to do about it.
pub(crate) fn sequence(name: &str, source: &str) -> anyhow::Result<String> {
    let mut seq = Sequence::default();
    for (number, line) in (1..).zip(source.lines()) {
        let line = line.trim();
        if !line.is_empty() && !line.starts_with('#') {
            let read = seq.read(number, line);
            read.with_context(|| format!("{name}.seq, line {number} ({line})"))?;
        }
    }
    let mut draw = || -> anyhow::Result<String> {
        let width = seq.arrange()?;
        let wide = seq.draw(width)?;
        seq.squeeze()?;
        let narrow = seq.draw(NARROW)?;
        figure(&[(name, &wide), (&format!("{name}-narrow"), &narrow)])
    };
    draw().with_context(|| format!("{name}.seq"))
}

#[derive(Default)]
struct Sequence {
    title: String,
    desc: String,
    actors: Vec<Actor>,
    steps: Vec<Step>,
}

struct Actor {
    name: String,
    text: Text,
    /// The distance from the left.
    x: i32,
}

struct Step {
    line: usize,
    what: What,
    text: Text,
}

#[derive(Clone, Copy)]
enum What {
    /// Between two actors, by their index.
    Message(usize, usize, &'static str),
    Note(usize),
    Divider,
}

impl Sequence {
    fn read(&mut self, line: usize, text: &str) -> anyhow::Result<()> {
        let (head, text) = text.split_once(": ").context("put `: ` before the text")?;
        let what = match *head.split_whitespace().collect::<Vec<_>>() {
            ["title"] => {
                text.clone_into(&mut self.title);
                return Ok(());
            }
            ["desc"] => {
                self.desc += text;
                self.desc.push(' ');
                return Ok(());
            }
            ["actor", name] => {
                let (name, text) = (name.to_owned(), Text::new(text));
                self.actors.push(Actor { name, text, x: 0 });
                return Ok(());
            }
            ["or" | "later" | "part"] => What::Divider,
            ["note", actor] => What::Note(self.place(actor)?),
            [from, arrow, to] => {
                let kind = match arrow {
                    "->" => "request",
                    "-->" => "answer",
                    "--x" => "refusal",
                    _ => bail!("write `->`, or `-->` for an answer and `--x` for a refusal"),
                };
                ensure!(from != to, "write `note {from}: …` for what it does alone");
                What::Message(self.place(from)?, self.place(to)?, kind)
            }
            _ => bail!("begin with title, desc, actor, note, part, or, later, or `from -> to`"),
        };
        let text = Text::new(text);
        self.steps.push(Step { line, what, text });
        Ok(())
    }

    fn place(&self, name: &str) -> anyhow::Result<usize> {
        let place = self.actors.iter().position(|actor| actor.name == name);
        place.with_context(|| format!("write `actor {name}: …` above it"))
    }

    /// Puts the actors as far apart as the texts need, and returns the total width.
    fn arrange(&mut self) -> anyhow::Result<i32> {
        // The space that each actor needs on both sides, and that the messages between two need.
        let mut sides = Vec::new();
        let mut ways = Vec::new();
        for (place, Actor { text, .. }) in self.actors.iter().enumerate() {
            sides.push((place, text.width() / 2 + 15));
            let next = self
                .actors
                .get(place + 1)
                .map_or(0, |next| next.text.width());
            ways.push((place, place + 1, (text.width() + next) / 2 + 48));
        }
        let mut width = 0;
        for Step { what, text, .. } in &self.steps {
            match *what {
                What::Message(from, to, _) => {
                    ways.push((from.min(to), from.max(to), text.width() + 44));
                }
                What::Note(place) => {
                    let half = text.width() / 2 + 11;
                    sides.push((place, half));
                    ways.push((place.saturating_sub(1), place, half + 9));
                    ways.push((place, place + 1, half + 9));
                }
                What::Divider => width = width.max(text.width() + 80),
            }
        }
        // Short distances first: what a long one still lacks is added at its end.
        ways.sort_by_key(|(left, right, _)| right - left);
        let x = |actors: &[Actor], place: usize| actors.get(place).map(|actor| actor.x);
        for (left, right, need) in ways {
            if let (Some(from), Some(to)) = (x(&self.actors, left), x(&self.actors, right))
                && left < right
            {
                let more = (need - (to - from)).max(0);
                let behind = self.actors.iter_mut().skip(right);
                behind.for_each(|actor| actor.x += more);
            }
        }
        let last = self
            .actors
            .last()
            .context("write `actor NAME: …` for each of them")?
            .x;
        let places = sides
            .iter()
            .filter_map(|(place, half)| Some((x(&self.actors, *place)?, half)));
        let before = places
            .clone()
            .map(|(x, half)| half - x)
            .max()
            .unwrap_or_default();
        let behind = places
            .map(|(x, half)| x + half - last)
            .max()
            .unwrap_or_default();
        let more = (width - before - last - behind).max(0);
        self.actors
            .iter_mut()
            .for_each(|actor| actor.x += before + more / 2);
        let width = before + last + behind + more;
        if width > WIDEST {
            let widest = self.steps.iter().max_by_key(|step| step.text.width());
            let line = widest.map_or(0, |step| step.line);
            bail!("it is {width} wide, and {WIDEST} is the most: break line {line} with a `|`");
        }
        Ok(width)
    }

    /// Puts the actors into the width of a phone, and breaks what does not fit.
    fn squeeze(&mut self) -> anyhow::Result<()> {
        let count = self.actors.len() as i32;
        for Step { text, .. } in &mut self.steps {
            *text = text.broken(NARROW - 30);
        }
        let mut sum = 0;
        for Actor { text, .. } in &mut self.actors {
            *text = text.broken(NARROW / count - NARROW_BOX);
            sum += text.width() + NARROW_BOX;
        }
        ensure!(
            sum <= NARROW,
            "the actors do not fit on a phone: {sum} pixels, and {NARROW} is the most"
        );
        let (mut left, gap) = (0, (NARROW - sum) / (count - 1).max(1));
        for Actor { text, x, .. } in &mut self.actors {
            let width = text.width() + NARROW_BOX;
            *x = left + width / 2;
            left += width + gap;
        }
        Ok(())
    }

    fn draw(&self, width: i32) -> anyhow::Result<String> {
        ensure!(!self.title.is_empty(), "write `title: …`");
        ensure!(!self.desc.is_empty(), "write `desc: …`");
        let lines = self.actors.iter().map(|actor| actor.text.0.len()).max();
        let head = LINE * lines.unwrap_or_default() as i32 + 12;
        let mut page = Page {
            width,
            y: head + 16,
            ..Page::default()
        };
        for Step { what, text, .. } in &self.steps {
            match *what {
                What::Message(from, to, kind) => {
                    if let (Some(from), Some(to)) = (self.actors.get(from), self.actors.get(to)) {
                        page.message(from, to, kind, text);
                    }
                }
                What::Note(place) => {
                    if let Some(actor) = self.actors.get(place) {
                        page.note(actor, text);
                    }
                }
                What::Divider => page.divider(text),
            }
        }
        let height = page.y + 14;
        let lanes: String = self
            .actors
            .iter()
            .map(|actor| actor.lane(head, height, if width == NARROW { NARROW_BOX } else { BOX }))
            .collect();
        let (title, desc) = (escape(&self.title), escape(&self.desc));
        Ok(format!(
            r#"<svg viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc">
<title id="title">{title}</title>
<desc id="desc">{desc}{}</desc>
{lanes}{}</svg>"#,
            page.desc, page.svg
        ))
    }
}

/// What has been drawn so far, from the top.
#[derive(Default)]
struct Page {
    width: i32,
    y: i32,
    svg: String,
    desc: String,
    messages: usize,
}

impl Page {
    fn message(&mut self, from: &Actor, to: &Actor, kind: &str, text: &Text) {
        self.messages += 1;
        let number = self.messages;
        let names = format!("from {} to {}", from.text.plain(), to.text.plain());
        self.desc += &format!("{number}, {kind} {names}: {}. ", text.plain());
        let (sender, from, to) = (from.kind(), from.x, to.x);
        // On a phone, texts are wider than the way, and must not cover the number.
        let clear = if self.width == NARROW { 7 } else { 0 };
        // The first line of the text is above the arrow, the others are below it.
        let y = self.y + 26 + clear;
        let way = (to - from).signum();
        let middle = (from + to) / 2 + 5 * way;
        let cross = if kind == "refusal" { "× " } else { "" };
        let mut lines = text.0.iter();
        let first = format!("{cross}{}", lines.next().map_or("", String::as_str));
        let (label, first) = (self.inside(middle, &first), code(&first));
        let (end, tip, back) = (to - 9 * way, to - way, -10 * way);
        let (above, base) = (y - 7 - clear, y + 5);
        self.svg += &format!(
            r#"<g class="{sender} {kind}">
<text class="label" x="{label}" y="{above}">{first}</text>
<path class="arrow" d="M{from} {y}H{end}"/><path class="head" d="M{tip} {y}l{back} -5v10z"/>
<circle class="number" cx="{from}" cy="{y}" r="11"/>
<text class="number" x="{from}" y="{base}">{number}</text>
"#
        );
        self.y = y + clear;
        for line in lines {
            self.y += LINE;
            let (x, y, line) = (self.inside(middle, line), self.y, code(line));
            self.svg += &format!("<text class=\"hanging\" x=\"{x}\" y=\"{y}\">{line}</text>\n");
        }
        self.svg += "</g>\n";
        self.y += 10;
    }

    fn note(&mut self, actor: &Actor, text: &Text) {
        self.desc += &format!("{}: {}. ", actor.text.plain(), text.plain());
        let (width, height) = (text.width() + 20, LINE * text.0.len() as i32 + 12);
        let x = between(actor.x, width, self.width);
        let (kind, left, top) = (actor.kind(), x - width / 2, self.y + 6);
        let lines = text.lines(x, top + 19, "alone");
        self.svg += &format!(
            r#"<g class="{kind}">
<rect class="note" x="{left}" y="{top}" width="{width}" height="{height}" rx="4"/>
{lines}</g>
"#
        );
        self.y = top + height + 6;
    }

    fn divider(&mut self, text: &Text) {
        self.desc += &format!("{}: ", text.plain());
        let (y, right) = (self.y + 24, self.width - 2);
        self.svg += &format!("<path class=\"divider\" d=\"M2 {y}H{right}\"/>\n");
        self.svg += &text.lines(self.width / 2, y + 5, "divider");
        self.y = y + LINE * text.0.len() as i32 - 4;
    }

    /// The middle for this line, moved so that all of it is in the picture.
    fn inside(&self, middle: i32, line: &str) -> i32 {
        between(middle, width(line), self.width)
    }
}

fn between(middle: i32, width: i32, whole: i32) -> i32 {
    middle.min(whole - width / 2 - 1).max(width / 2 + 1)
}

impl Actor {
    fn kind(&self) -> &str {
        self.name.split('.').next().unwrap_or_default()
    }

    fn lane(&self, head: i32, end: i32, padding: i32) -> String {
        let (kind, x, width) = (self.kind(), self.x, self.text.width() + padding);
        let (left, height) = (x - width / 2, head - 1);
        // Centred, because a box may be higher than its text.
        let y = (head - LINE * self.text.0.len() as i32) / 2 + 14;
        let lines = self.text.lines(x, y, "name");
        format!(
            r#"<g class="{kind}"><path class="life" d="M{x} {head}V{end}"/>
<rect class="box" x="{left}" y="1" width="{width}" height="{height}" rx="6"/>
{lines}</g>
"#
        )
    }
}

/// Lines, with code between backquotes.
struct Text(Vec<String>);

impl Text {
    fn new(text: &str) -> Self {
        Self(text.split('|').map(|line| line.trim().to_owned()).collect())
    }

    fn plain(&self) -> String {
        escape(&self.0.join(" ").replace('`', ""))
    }

    fn width(&self) -> i32 {
        self.0
            .iter()
            .map(|line| width(line))
            .max()
            .unwrap_or_default()
    }

    /// With more lines, none of which is wider if it has more than a word.
    fn broken(&self, widest: i32) -> Self {
        let mut lines: Vec<String> = Vec::new();
        for line in &self.0 {
            let mut rest = String::new();
            for word in line.split(' ') {
                let longer = format!("{rest} {word}");
                if rest.is_empty() {
                    rest = word.to_owned();
                } else if width(&longer) <= widest {
                    rest = longer;
                } else {
                    // Code goes on in the next line.
                    let tick = if rest.matches('`').count() % 2 == 1 {
                        "`"
                    } else {
                        ""
                    };
                    lines.push(format!("{rest}{tick}"));
                    rest = format!("{tick}{word}");
                }
            }
            lines.push(rest);
        }
        Self(lines)
    }

    fn lines(&self, x: i32, y: i32, class: &str) -> String {
        let line = |(y, line): (i32, &String)| {
            format!(
                "<text class=\"{class}\" x=\"{x}\" y=\"{y}\">{}</text>\n",
                code(line)
            )
        };
        (y..)
            .step_by(LINE as usize)
            .zip(&self.0)
            .map(line)
            .collect()
    }
}

/// An estimate, on the wide side, because the fonts of readers differ.
fn width(line: &str) -> i32 {
    let letter = |letter: char, code: bool| match letter {
        _ if code => 80,
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '!' => 45,
        ' ' | 'f' | 't' | 'r' | '(' | ')' | '/' | '-' => 58,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '→' => 130,
        'A'..='Z' => 102,
        _ => 88,
    };
    let parts = line.split('`').enumerate();
    let letters = parts
        .flat_map(|(number, part)| part.chars().map(move |char| letter(char, number % 2 == 1)));
    letters.sum::<i32>() / 10
}

fn code(line: &str) -> String {
    let part = |(number, part)| match number % 2 {
        1 => format!("<tspan class=\"code\">{}</tspan>", escape(part)),
        _ => escape(part),
    };
    line.split('`').enumerate().map(part).collect()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "\
# a remark
title: A question
desc: One asks, one answers.
actor client: Client
actor api.1: API | replica 1
client -> api.1: `GET /a<b>` | with nothing
note api.1: thinks
or: it is late
api.1 --x client: 401
";

    #[test]
    fn what_is_drawn_is_also_told() {
        let html = sequence("question", GOOD).unwrap();
        let told = "One asks, one answers. \
            1, request from Client to API replica 1: GET /a&lt;b&gt; with nothing. \
            API replica 1: thinks. it is late: \
            2, refusal from API replica 1 to Client: 401. </desc>";
        assert!(html.contains(told), "{html}");
        assert!(html.contains("<tspan class=\"code\">GET /a&lt;b&gt;</tspan>"));
        assert!(html.contains("<g class=\"api refusal\">"));
        assert!(html.contains(">× 401</text>"));
    }

    #[test]
    fn a_phone_has_its_own_drawing_and_nothing_is_outside() {
        let long = "answers a long question that no phone shows in one line of text";
        let html = sequence("question", &GOOD.replace("thinks", long)).unwrap();
        let (wide, narrow) = html.split_once("</svg>").unwrap();
        assert!(!wide.contains("question-narrow"));
        assert!(narrow.contains(&format!("viewBox=\"0 0 {NARROW} ")));
        assert!(narrow.contains("id=\"picture-question-narrow-title\""));
        for element in narrow.split("<text ").skip(1) {
            let (tag, content) = element.split_once('>').unwrap();
            let x: i32 = tag.split('"').nth(3).unwrap().parse().unwrap();
            let content = content.split("</text>").next().unwrap();
            let text: String = content
                .split('<')
                .filter_map(|it| it.rsplit('>').next())
                .collect();
            let half = width(&text) / 2;
            assert!(half > 0, "{element}");
            assert!(x - half >= 0 && x + half <= NARROW, "{text}: {x} ± {half}");
        }
        assert!(long.split(' ').all(|word| narrow.contains(word)));
    }

    #[test]
    fn code_goes_on_in_the_next_line() {
        let broken = Text::new("`GET /a with the token`, then more").broken(90);
        assert_eq!(
            broken.0.concat().replace("``", " "),
            "`GET /a with the token`,then more"
        );
        assert!(broken.0.len() > 2 && broken.0.iter().all(|line| line.matches('`').count() != 1));
    }

    #[test]
    fn more_actors_than_a_phone_shows_are_refused() {
        let actors: String = (0..2)
            .map(|n| format!("actor n{n}: Authorizationserver\n"))
            .collect();
        let error = sequence("question", &format!("{GOOD}{actors}"))
            .err()
            .unwrap();
        assert!(format!("{error:#}").contains("on a phone"), "{error:#}");
    }

    #[test]
    fn a_mistake_is_told_with_its_line_and_what_to_do() {
        let refused = |old: &str, new: &str| {
            assert!(GOOD.contains(old), "{old}");
            format!(
                "{:#}",
                sequence("question", &GOOD.replace(old, new)).err().unwrap()
            )
        };
        #[rustfmt::skip]
        let mistakes = [
            ("title: A question", "", ": write `title: …`"),
            ("note api.1:", "note api.2:", ", line 7 (note api.2: thinks): write `actor api.2: …` above it"),
            ("note api.1:", "nota:", ", line 7 (nota: thinks): begin with title, desc, actor, note, part, or, later, or `from -> to`"),
            ("note api.1: ", "note api.1 ", ", line 7 (note api.1 thinks): put `: ` before the text"),
            ("--x", "=>", ", line 9 (api.1 => client: 401): write `->`, or `-->` for an answer and `--x` for a refusal"),
            ("--x client", "--x api.1", ", line 9 (api.1 --x api.1: 401): write `note api.1: …` for what it does alone"),
            ("thinks", &"thinks ".repeat(60), ": it is 3139 wide, and 720 is the most: break line 7 with a `|`"),
        ];
        for (old, new, told) in mistakes {
            assert_eq!(refused(old, new), format!("question.seq{told}"));
        }
    }
}
