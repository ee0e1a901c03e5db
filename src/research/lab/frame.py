"""Put a preview into a notebook: a line that says what moved, and the page in a frame."""

import re
from difflib import SequenceMatcher
from html import escape

from research.lab.preview import Moved, Preview

_MOST = 12
_BAR = "font-family:'IBM Plex Sans',sans-serif;max-width:60em;margin:.3em 0"
_FRAME = "width:100%;height:75vh;border:1px solid #8a8a8a;resize:vertical;background:#fff"
# The page's own scripts lie beside it, and its policy forbids the base and the script below.
_LEFT_OUT = re.compile(
    r"<script\b[^>]*>.*?</script>\s*|<meta http-equiv=\"Content-Security-Policy\"[^>]*>\s*",
    re.DOTALL,
)
# Links inside a frame that has no address would lead to JupyterLab itself without this base.
_HEAD = """<base href="about:srcdoc"><style>
.moved-finding { background: #ffe9a8; outline: 2px solid #ffe9a8 }
.moved-finding:is([id^="fig-"], [id^="tbl-"]) { background: none; outline: 3px solid #d9a900;
  outline-offset: 8px }
.preview-mark { position: sticky; top: 0; z-index: 9; margin: 0; padding: .3em 1em;
  background: #7a1f1f; color: #fff; font: 600 14px 'IBM Plex Sans', sans-serif }
</style>"""
_MARK = '<p class="preview-mark">Preview, not a release</p>'
_POINT = """<script>
document.querySelectorAll(`SELECTOR`).forEach(found => found.classList.add("moved-finding"));
const first = document.querySelector(".moved-finding");
const show = () => first && scrollTo({ behavior: "instant",
  top: first.getBoundingClientRect().top + scrollY - innerHeight / 3 });
addEventListener("load", () => { show(); document.fonts.ready.then(() => setTimeout(show)); });
</script>"""


def as_html(made: Preview) -> str:
    """Return the preview as HTML for a notebook cell."""
    said = f"{_heading(made)}{_moved(made)}{_older(made)}"
    inside = escape(marked(made), quote=True)
    return (
        '<div class="research-preview mathjax_ignore">'  # two dollar signs are not a formula
        f'<div style="{_BAR}">{said}</div><iframe title="Preview of {escape(made.study.brief)}" '
        f'sandbox="allow-scripts allow-popups" style="{_FRAME}" srcdoc="{inside}"></iframe></div>'
    )


def as_text(made: Preview) -> str:
    """Return the preview in one line, for who cannot see HTML."""
    moved = ", ".join(
        m.name if m.is_drawn else f"{m.name}: {m.before} to {m.now}" for m in made.moved
    )
    moved = moved or ("nothing moved" if made.is_compared else "nothing to compare with")
    return f"Preview of {made.study.brief}, not a release ({moved})"


def marked(made: Preview) -> str:
    """Return the page with the word Preview on it, and what moved set off and in view."""
    page = _LEFT_OUT.sub("", made.page).replace("<head>", f"<head>{_HEAD}", 1)
    opened = page.find(">", page.find("<body")) + 1
    closed = page.rfind("</body>")
    point = _POINT.replace("SELECTOR", _selector(made.moved)) if made.moved else ""
    return f"{page[:opened]}{_MARK}{page[opened:closed]}{point}{page[closed:]}"


def _selector(moved: tuple[Moved, ...]) -> str:
    dashed = [m.name.replace("_", "-") for m in moved]
    return ", ".join(
        [
            *(f'a[href="#from-{m.name}"]:not(.grade-note)' for m in moved),
            *(f"#fig-{name}, #tbl-{name}" for name in dashed),
        ]
    )


def _heading(made: Preview) -> str:
    given = ", ".join(f"{name} = {value}" for name, value in made.parameters.items())
    held = f" ({escape(given)})" if given else ""
    return (
        f"<strong>Preview of {escape(made.study.brief)}, not a release.</strong> "
        f"{escape(made.study.name)} as this kernel holds it{held}."
    )


def _moved(made: Preview) -> str:
    if not made.is_compared:
        return f"<br>{escape(made.study.name)} was never run: there is nothing to compare with."
    if not made.moved:
        return "<br>Every finding is as in the last run."
    lines = "".join(f"<li>{_line(moved)}</li>" for moved in made.moved[:_MOST])
    more = len(made.moved) - _MOST
    rest = f"<li>and {more} more</li>" if more > 0 else ""
    some = "finding differs" if len(made.moved) == 1 else "findings differ"
    return (
        f"<br>{len(made.moved)} {some} from the last run:"
        f'<ul style="margin:.2em 0">{lines}{rest}</ul>'
    )


def _line(moved: Moved) -> str:
    said = escape(f"{moved.kind} drawn anew") if moved.is_drawn else _words(moved.before, moved.now)
    return f"<code>{escape(moved.name)}</code> {said}"


def _words(before: str, now: str) -> str:
    """Return the new words, those that went struck out and those that came underlined."""
    old, new = before.split(" "), now.split(" ")
    parts = []
    for verb, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if verb == "equal":
            parts.append(escape(" ".join(new[k:m])))
            continue
        parts += [f"<del>{escape(' '.join(old[i:j]))}</del>"] if j > i else []
        parts += [f"<ins>{escape(' '.join(new[k:m]))}</ins>"] if m > k else []
    return " ".join(parts)


def _older(made: Preview) -> str:
    if not made.older:
        return ""
    return (
        f"<br>Older than the code or tables of now: {escape(', '.join(made.older))}. "
        f"<code>research report {escape(made.study.brief)}</code> brings them up to date."
    )
