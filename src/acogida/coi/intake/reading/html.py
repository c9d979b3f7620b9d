"""Web pages: the main text, with its headings as sections. Nothing in it is run, followed or fetched."""

from __future__ import annotations

import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from acogida.coi.intake.reading.building import Builder, one_line
from acogida.coi.intake.reading.outcome import Read, Unreadable
from acogida.coi.intake.reading.plain import decode

DEEPEST = 1000  # elements within each other; pages made by people stay below 60, but some forget to close theirs
# Elements without an end, and those that end where the next one begins.
CLOSED_BY_ITSELF = frozenset(
    "area base br col embed hr img input link meta source track wbr p li dt dd tr td th option thead tbody tfoot".split()
)
# Taken out before anything else: what runs, what only looks, what nobody sees.
NO_TEXT = re.compile(r"<(?:(script|style|template|noscript)\b|!--)", re.IGNORECASE)
DROPPED = frozenset(
    "script style noscript template svg math iframe object embed applet canvas audio video picture source form input button "
    "select textarea datalist dialog menu map head title link meta base frameset frame noframes".split()
)
FRAMES = frozenset({"nav", "header", "footer", "aside"})  # of the page, not of the article
BLOCKS = frozenset(
    "p div section article main li ul ol dl dt dd table tr blockquote pre figure figcaption address details summary hr "
    "body center fieldset thead tbody tfoot caption header footer aside nav h1 h2 h3 h4 h5 h6".split()
)
HEADINGS = {f"h{n}": n for n in range(1, 7)}
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
FEWEST = 200  # characters: a shorter "main" is a frame around something else
DATES = (
    'meta[property="article:published_time"]', 'meta[name="dcterms.issued"]', 'meta[name="dc.date"]',
    'meta[name="DC.date.issued"]', 'meta[name="date"]', 'meta[itemprop="datePublished"]', "time[datetime]",
)  # fmt: skip


def read(data: bytes) -> Read:
    """The main text of a page. Raises Unreadable for pages nested deeper than anybody writes."""
    text = _without_programs(decode(data, declared=_declared(data)))
    _not_too_deep(text)
    tree = LexborHTMLParser(text)
    title = _first(tree, ('meta[property="og:title"]',), "content") or one_line(_text(tree, "title"))
    language = tree.root.attributes.get("lang") if tree.root is not None else ""
    built = Builder()
    if (start := _main(tree)) is not None:
        _walk(start, built, in_article=start.tag != "body")
    published = re.match(r"\d{4}-\d{2}-\d{2}", _dated(tree))
    return built.read(
        title=one_line(title)[:500], language=(language or "").split("-")[0].lower()[:3],
        published=published.group() if published else "",
    )  # fmt: skip


def _declared(data: bytes) -> str:
    found = re.search(rb"charset\s*=\s*[\"']?\s*([\w-]{2,40})", data[:2048], re.IGNORECASE)
    return found.group(1).decode("ascii") if found else ""


def _without_programs(text: str) -> str:
    """One pass: what is opened and never closed reaches to the end, as in a browser."""
    kept, at = [], 0
    while (found := NO_TEXT.search(text, at)) is not None:
        kept.append(text[at : found.start()])
        ending = re.compile(rf"</{found.group(1)}\s*>", re.IGNORECASE) if found.group(1) else re.compile("-->")
        end = ending.search(text, found.end())
        if end is None:
            return " ".join(kept)
        at = end.end()
    return " ".join([*kept, text[at:]])


def _not_too_deep(text: str) -> None:
    """Counts tags before any parser builds a tree of them: a page of a hundred thousand open elements is no page."""
    depth = 0
    for close, name, empty in re.findall(r"<(/?)([a-zA-Z][^\s/<>]*)(?:[^<>]*?)(/?)>", text):
        if name.lower() in CLOSED_BY_ITSELF or empty:
            continue
        depth = max(0, depth - 1) if close else depth + 1
        if depth > DEEPEST:
            raise Unreadable("too_deep")


def _main(tree: LexborHTMLParser) -> Any:
    for choice in ("main", '[role="main"]', "article"):
        found = tree.css(choice)
        longest = max(found, key=lambda node: len(node.text(deep=True)), default=None)
        if longest is not None and len(longest.text(deep=True)) >= FEWEST:
            return longest
    return tree.body


def _walk(start: Any, built: Builder, *, in_article: bool) -> None:
    """In the order of the page, without recursion; what stands between two blocks is one paragraph."""
    line: list[str] = []

    def end() -> None:
        if joined := "".join(line).strip():
            built.paragraph(joined)
        line.clear()

    stack: list[tuple[str, Any]] = [("node", start)]
    while stack:
        what, node = stack.pop()
        if what == "end":
            end()
        elif what == "cell":
            line.append(" | ")
        elif node.is_text_node:
            line.append(re.sub(r"\s+", " ", node.text_content or ""))
        elif node.is_element_node and not _dropped(node, in_article):
            tag = node.tag
            if tag in HEADINGS:
                end()
                built.heading(HEADINGS[tag], _heading(node))
                continue
            if tag == "br":
                line.append("\n")
                continue
            if tag in BLOCKS:
                end()
                stack.append(("end", node))
            if tag in ("td", "th"):
                if any(part.strip(" |") for part in line):
                    line.append(" | ")
            elif tag == "li":
                line.append("• ")
            elif tag == "pre":
                built.paragraph(node.text(deep=True))
                continue
            children = list(node.iter(include_text=True))
            stack.extend(("node", child) for child in reversed(children))
    end()


def _heading(node: Any) -> str:
    return str(node.text(deep=True, separator=" "))


def _dropped(node: Any, in_article: bool) -> bool:
    tag = node.tag
    if tag in DROPPED or (tag in FRAMES and (not in_article or tag == "nav")):
        return True
    attributes = node.attributes
    if "hidden" in attributes or attributes.get("aria-hidden") == "true":
        return True
    if attributes.get("role") in ("navigation", "banner", "contentinfo", "search", "dialog"):
        return True
    return bool(HIDDEN.search(attributes.get("style") or ""))


def _first(tree: LexborHTMLParser, choices: tuple[str, ...], attribute: str) -> str:
    for choice in choices:
        node = tree.css_first(choice)
        if node is not None and (value := node.attributes.get(attribute)):
            return str(value)
    return ""


def _dated(tree: LexborHTMLParser) -> str:
    return _first(tree, DATES[:-1], "content") or _first(tree, DATES[-1:], "datetime")


def _text(tree: LexborHTMLParser, choice: str) -> str:
    node = tree.css_first(choice)
    return str(node.text(deep=True)) if node is not None else ""
