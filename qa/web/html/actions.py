"""What can be done with a turn that has ended, as HTML."""

from __future__ import annotations

from html import escape

from qa.web.html.clipboard import as_markdown, as_plain
from qa.web.state.conversation import Turn

# Drawn here, because not every machine has a font with such a sign.
_THUMB = (
    '<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true" fill="none" stroke="currentColor" '
    'stroke-width="1.8" stroke-linejoin="round"><path d="M7 11v9H3v-9zM7 11l4-8c1.7 0 2.6 1 2.6 2.6V9H19'
    'c1.3 0 2.200 1.2 1.9 2.5l-1.6 7c-.2.9-1 1.5-1.9 1.500H7"/></svg>'
)


def actions(turn: Turn) -> str:
    """Return the buttons under a turn, and the line for a comment once it is rated."""
    told = turn.answer is not None
    left = [_action("retry", "Ask again"), _action("edit", "Edit")]
    if told:
        copies = (("Copy", as_plain(turn)), ("Copy as Markdown", as_markdown(turn)))
        left = [
            *(
                f'<button type="button" class="cd-action" data-copy="{escape(text)}">{name}</button>'
                for name, text in copies
            ),
            _action("share", "Share"),
            *left,
        ]
    shown = f'<div class="cd-row">{"".join(left)}</div>'
    if told:
        thumbs = f'role="group" aria-label="Was this answer right?">{_thumbs(turn)}'
        shown += f'<div class="cd-row cd-thumbs" {thumbs}</div>'
    link = ""
    if turn.link:
        link = (
            f'<p class="cd-link">Who has this link can read this answer: '
            f'<a href="?answer={escape(turn.link)}" data-fresh-link>Link to this answer</a></p>'
        )
    return f'<div class="cd-actions">{shown}</div>{link}{_comment(turn)}'


def _action(do: str, name: str) -> str:
    return f'<button type="button" class="cd-action" data-do="{do}">{name}</button>'


def _thumbs(turn: Turn) -> str:
    return "".join(
        f'<button type="button" class="cd-action cd-thumb" data-do="rate" data-rating="{rating}" '
        f'aria-pressed="{"true" if turn.rating == rating else "false"}" '
        f'aria-label="{name}" title="{name}">{_THUMB}</button>'
        for rating, name in (("up", "Good answer"), ("down", "Bad answer"))
    )


def _comment(turn: Turn) -> str:
    if turn.rating is None:
        return ""
    thanks = (
        "Thank you, your comment is kept."
        if turn.comment
        else "Thank you. What should be better, or was good?"
    )
    box = f"comment-{turn.number}"
    return (
        f'<div class="cd-comment"><label for="{box}">{thanks}</label>'
        f'<textarea id="{box}" rows="2" maxlength="2000" dir="auto">{escape(turn.comment)}</textarea>'
        f"{_action('comment', 'Send comment')}</div>"
    )
