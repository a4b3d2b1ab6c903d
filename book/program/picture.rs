//! Pictures, as SVG in the page. `book/pictures/NAME.seq` lists messages, and [`sequence`] draws them;
//! `NAME.svg` is drawn by hand, and [`drawn`] prepares it for a page.
//!
//! Every colour is a class of `theme/pictures.css`, so that it follows the reader's theme. That file
//! also defines the font sizes.

mod seq;

use anyhow::{Context, bail, ensure};

pub(crate) use seq::sequence;

/// The widest picture, in pixels: as wide as a page of the book.
const WIDEST: i32 = 720;

/// Prepares a drawing for a page, as a `<figure class="picture">`: its ids become unique, and anything
/// that a browser would run or load is refused.
///
/// # Errors
/// What to change, if the drawing lacks something or has something that is not allowed.
pub(crate) fn drawn(name: &str, svg: &str) -> anyhow::Result<String> {
    figure(&[(name, svg)]).with_context(|| format!("the picture {name}"))
}

/// One picture, or the same for wide and for narrow windows.
fn figure(drawings: &[(&str, &str)]) -> anyhow::Result<String> {
    let mut html = "<figure class=\"picture\">\n".to_owned();
    for (name, svg) in drawings {
        html += &drawing(name, svg)?;
    }
    html += "</figure>\n";
    // In Markdown, an empty line would be the end of the HTML.
    let lines = html.lines().filter(|line| !line.trim().is_empty());
    Ok(lines.fold(String::new(), |all, line| all + line + "\n"))
}

fn drawing(name: &str, svg: &str) -> anyhow::Result<String> {
    for needed in ["<title id=\"title\">", "<desc id=\"desc\">", "role=\"img\""] {
        ensure!(svg.contains(needed), "add {needed}");
    }
    let (_, rest) = svg.split_once("<svg").context("begin it with <svg …>")?;
    let size = rest.split_once("viewBox=\"0 0 ");
    let size = size.context("give the <svg …> a viewBox=\"0 0 WIDTH HEIGHT\"")?;
    let width = size.1.split(' ').next().unwrap_or_default();
    let width: i32 = width.parse().context("make the viewBox of whole numbers")?;
    ensure!(
        width <= WIDEST,
        "make it {WIDEST} wide at most, not {width}"
    );

    let mut html = format!("<svg style=\"--width:{width}px\"");
    let mut pieces = rest.split('<');
    html += &tag(name, pieces.next().unwrap_or_default())?;
    for piece in pieces {
        html.push('<');
        html += &tag(name, piece)?;
    }
    html.push('\n');
    Ok(html)
}

/// What follows a `<`: a tag, and the text after it.
fn tag(name: &str, piece: &str) -> anyhow::Result<String> {
    let (tag, text) = piece.split_once('>').context("write &lt; for a <")?;
    let element = tag.split_whitespace().next().unwrap_or_default();
    let known = [
        "circle", "desc", "defs", "g", "path", "rect", "svg", "text", "title", "tspan", "use", "",
    ];
    let element = if tag.starts_with(' ') {
        "svg"
    } else {
        element.trim_matches('/')
    };
    ensure!(known.contains(&element), "draw it without <{element}>");
    ensure!(
        !tag.contains('\''),
        "put \" around the values of <{element}>"
    );
    // Parts with an odd number are in quotes, and the attribute is named in the part before.
    let (mut html, mut attribute) = (String::new(), "");
    for (number, part) in tag.split('"').enumerate() {
        if number % 2 == 1 {
            html += &format!("\"{}\"", value(name, attribute, part)?);
        } else {
            html += part;
            attribute = part
                .rsplit(' ')
                .next()
                .unwrap_or_default()
                .trim_end_matches('=');
        }
    }
    Ok(html + ">" + text)
}

fn value(name: &str, attribute: &str, value: &str) -> anyhow::Result<String> {
    let own = |id: &str| format!("picture-{name}-{id}");
    Ok(match attribute {
        "id" => own(value),
        "aria-labelledby" => value.split(' ').map(own).collect::<Vec<_>>().join(" "),
        "href" => {
            let id = value.strip_prefix('#');
            let id = id.with_context(|| format!("draw here what href=\"{value}\" fetches"))?;
            format!("#{}", own(id))
        }
        "class" | "viewBox" | "role" | "xmlns" => value.to_owned(),
        "x" | "y" | "width" | "height" | "rx" | "cx" | "cy" | "r" | "d" | "transform" => {
            value.to_owned()
        }
        _ => bail!("draw it without {attribute}=\"{value}\": what it looks like is its class"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r##"<?xml-stylesheet href="../theme/pictures.css"?>
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" role="img" aria-labelledby="title desc">

        <title id="title">A "picture"</title><desc id="desc">It's of a box.</desc>
        <rect id="box" class="client" width="9" height="9"/><use href="#box" x="9"/></svg>"##;

    #[test]
    fn a_drawing_gets_ids_of_its_own_and_no_blank_line() {
        let html = drawn("box", GOOD).unwrap();
        assert!(
            html.starts_with("<figure class=\"picture\">\n<svg style=\"--width:200px\" xmlns=")
        );
        assert!(html.contains(r#"aria-labelledby="picture-box-title picture-box-desc""#));
        assert!(html.contains(r##"<rect id="picture-box-box" class="client""##));
        assert!(html.contains(r##"<use href="#picture-box-box" x="9"/>"##));
        assert!(html.contains(r#">A "picture"</title>"#));
        assert!(!html.contains("\n\n") && html.ends_with("</svg>\n</figure>\n"));
    }

    #[test]
    fn a_drawing_says_what_it_is_and_runs_and_fetches_nothing() {
        let refused = |old: &str, new: &str| {
            assert!(GOOD.contains(old), "{old}");
            format!("{:#}", drawn("box", &GOOD.replace(old, new)).unwrap_err())
        };
        #[rustfmt::skip]
        let mistakes = [
            ("<title id=\"title\">", "<title>", "add <title id=\"title\">"),
            ("<desc id=\"desc\">", "<desc>", "add <desc id=\"desc\">"),
            (" role=\"img\"", "", "add role=\"img\""),
            ("0 0 200", "5 5 200", "give the <svg …> a viewBox=\"0 0 WIDTH HEIGHT\""),
            ("0 0 200", "0 0 721", "make it 720 wide at most, not 721"),
            ("<rect", "<script>alert(1)</script><rect", "draw it without <script>"),
            ("<rect", "<image href=\"a.png\"/><rect", "draw it without <image>"),
            ("#box", "https://a.example#box", "draw here what href=\"https://a.example#box\" fetches"),
            ("class=\"client\"", "onload=\"alert(1)\"", "draw it without onload=\"alert(1)\": what it looks like is its class"),
            ("class=\"client\"", "fill=\"#fff\"", "draw it without fill=\"#fff\": what it looks like is its class"),
            ("class=\"client\"", "class='client'", "put \" around the values of <rect>"),
        ];
        for (old, new, told) in mistakes {
            assert_eq!(refused(old, new), format!("the picture box: {told}"));
        }
    }

    /// Every picture of the book, so that a mistake is found before a chapter shows it.
    #[test]
    fn all_pictures_can_be_drawn() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/pictures");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let source = std::fs::read_to_string(&path).unwrap();
            let name = path.file_stem().unwrap().to_str().unwrap();
            match path.extension().unwrap().to_str().unwrap() {
                "seq" => sequence(name, &source).unwrap(),
                _ => drawn(name, &source).unwrap(),
            };
        }
    }
}
