"""A film as a page to read: every word, every figure, with who says so; no scripts."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from html import escape

from sim.drawings.cards import end_pieces
from sim.drawings.layout import WIDE
from sim.drawings.stage import Look
from sim.drawings.telling import made_from, plain, speaker, told
from sim.drawings.timing import Cue, cues, day_scene
from sim.drawings.words import whole as picture
from sim.scene.marks import Beat, Caption, FigureMark, Scene
from sim.scene.phrases import Phrases
from sim.scene.story import Story

STYLE = """
:root { color: #1a1c1e; background: #fff; font: 1.0625rem/1.55 system-ui, sans-serif; }
body { max-width: 44rem; margin: 0 auto; padding: 1.5rem 1.25rem 4rem; }
h1 { font-size: 1.75rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 2.75rem 0 .75rem; }
h3 { font-size: 1.0625rem; margin: 2rem 0 .25rem; padding-top: .75rem; border-top: 1px solid #c4c8cc; }
p { margin: 0 0 .6rem; }
.note { padding: .9rem 1.1rem; border: 1px solid #6f757b; border-radius: .35rem; }
.faint, cite, .made { color: #55595e; font-size: .9375rem; font-style: normal; }
blockquote { margin: 0 0 .8rem; padding-inline-start: .9rem; border-inline-start: .25rem solid #6f757b; }
blockquote p { margin: 0; }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; font-variant-numeric: tabular-nums; }
caption { text-align: start; font-weight: 600; padding: 1rem 0 .4rem; }
th, td { text-align: start; vertical-align: top; padding: .3rem .7rem .3rem 0; }
th, td { border-top: 1px solid #c4c8cc; }
.wide { overflow-x: auto; }
.made { overflow-wrap: anywhere; }
@media print {
  :root { font-size: 10pt; }
  body { max-width: none; padding: 0; }
  h2, h3 { break-after: avoid; }
  section section, blockquote, tr { break-inside: avoid; }
}
"""


def transcript_html(story: Story, beats: Iterable[Beat], say: Phrases) -> str:
    """One HTML page that needs no other file and forbids itself everything but its own style.

    Headings by day; times in the film; captions with speaker, locator and claim; what changes; each
    speaker's figure with its range; sources, licence, hashes.  Captions stay in their own language.
    """
    parts = [
        _opening(story, say),
        _section(say("transcript.shown"), _paragraph(picture(story, say))),
        _section(say("transcript.days"), "\n".join(_days(story, beats, say))),
        _section(say("transcript.figures"), _figures(story, say)),
        _closing(story, say),
    ]
    body = "\n".join(parts)
    title = _text(say("transcript.title", title=plain(story.replay.episode.title)))
    return (
        f'<!DOCTYPE html>\n<html lang="{say.lang}" dir="{"rtl" if say.rtl else "ltr"}">\n<head>\n'
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_policy()}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _policy() -> str:
    """Nothing may be loaded, sent or run; the one style is known by its hash."""
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _opening(story: Story, say: Phrases) -> str:
    episode = story.replay.episode
    title = say("transcript.title", title=plain(episode.title))
    return (
        f"<header>\n<h1>{_text(title)}</h1>\n"
        f'<p class="faint"{_english(say)}>{_text(plain(episode.subtitle))}</p>\n'
        f'<div class="note" role="note"><p><strong>{_text(say("transcript.before"))}</strong></p>'
        f"<p{_english(say)}>{_text(plain(episode.content_note))}</p></div>\n</header>"
    )


def _days(story: Story, beats: Iterable[Beat], say: Phrases) -> Iterable[str]:
    for cue in cues(beats):
        scene = day_scene(story, cue.beat)
        if scene is not None:
            yield _day(story, cue, scene, say)


def _day(story: Story, cue: Cue, scene: Scene, say: Phrases) -> str:
    weekday, date = say.weekday(scene.date), say.long_date(scene.date)
    heading = say(
        "transcript.day", weekday=weekday, date=date, day=say.number(scene.day), days=say.number(scene.days)
    )
    when = say("transcript.film-time", start=_clock(cue.start, say), end=_clock(cue.end, say))
    if scene.key_day:
        when = f"{when}; {say('transcript.key-day')}"
    said = "\n".join(_caption(c, say) for c in scene.captions or scene.untold) or _paragraph(
        say("words.nothing-told")
    )
    told_text = " ".join(told(story, scene.day, say))
    return (
        f'<section id="day-{scene.day}">\n'
        f'<h3><time datetime="{scene.date.isoformat()}">{_text(heading)}</time></h3>\n'
        f'<p class="faint">{_text(when)}</p>\n{said}\n{_paragraph(told_text)}\n</section>'
    )


def _caption(caption: Caption, say: Phrases) -> str:
    claim = say("transcript.claim", claim=plain(caption.claim))
    return (
        f"<blockquote>\n<p{_english(say)}>{_text(plain(caption.text))}</p>\n"
        f"<cite>{_text(speaker(caption, say))} · {_text(claim)}</cite>\n</blockquote>"
    )


def _figures(story: Story, say: Phrases) -> str:
    modelled = say.about(sum(story.replay.evacuated_at(story.minutes)))
    return "\n".join(
        [
            _paragraph(say("transcript.modelled-end", n=modelled)),
            _table(say("transcript.evacuated"), story.evacuated.figures, story, say, share=False),
            _table(say("transcript.share"), story.share.figures, story, say, share=True),
        ]
    )


def _table(title: str, figures: Sequence[FigureMark], story: Story, say: Phrases, *, share: bool) -> str:
    names = ("letter", "who", "figure", "as-of", "where")
    head = "".join(f'<th scope="col">{_text(say(f"transcript.{name}"))}</th>' for name in names)
    rows = "\n".join(_row(figure, story, say, share=share) for figure in figures)
    return (
        f'<div class="wide" role="region" aria-label="{_text(title)}" tabindex="0">\n<table>\n'
        f"<caption>{_text(title)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</div>"
    )


def _row(figure: FigureMark, story: Story, say: Phrases, *, share: bool) -> str:
    minute = max(0, figure.minute - 1)
    where = say("words.speaker", speaker=plain(figure.locator), locator=plain(figure.claim))
    if figure.drives:
        where = f"{where}; {say('transcript.drives')}"
    cells = [
        say.span(figure.low, figure.best, figure.high, percent=share),
        say.long_date(story.replay.calendar.day_of(minute)),
        where,
    ]
    letter = f"<td>{_text(plain(figure.letter))}</td>"
    who = f'<th scope="row"><bdi>{_text(plain(figure.speaker))}</bdi></th>'
    return f"<tr>{letter}{who}{''.join(f'<td><bdi>{_text(cell)}</bdi></td>' for cell in cells)}</tr>"


def _closing(story: Story, say: Phrases) -> str:
    """What the end card says, under its headings, and the hashes in full."""
    pieces = [
        f"<h2>{_text(piece.text)}</h2>" if piece.heading else _paragraph(piece.text)
        for piece in end_pieces(Look(WIDE, say), story)
    ]
    made = made_from(story.replay, say, letters=64)
    return "\n".join([*pieces, f'<p class="made">{_text(made)}</p>'])


def _section(title: str, inner: str) -> str:
    return f"<section>\n<h2>{_text(title)}</h2>\n{inner}\n</section>"


def _paragraph(text: str) -> str:
    return f"<p>{_text(text)}</p>"


def _english(say: Phrases) -> str:
    """Marks what stays in the record's language."""
    return "" if say.lang == "en" else ' lang="en" dir="ltr"'


def _text(text: str) -> str:
    """Text that no browser takes for markup."""
    return escape(text, quote=True)


def _clock(seconds: float, say: Phrases) -> str:
    """Minutes and seconds of the film."""
    whole = round(seconds)
    return say.figures(f"{whole // 60}:{whole % 60:02d}")
