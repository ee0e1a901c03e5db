"""Make reference.docx, the styles of Word files, out of pandoc's own and the house style.

Run it after a change here: ``.venv/bin/python reports/_style/make_reference.py``. It writes the
same bytes each time; a test compares them with the committed file.
"""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pypandoc
from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Inches, Pt, RGBColor

from research.figures import theme
from research.render.docx import BRICK, RUNNING_HEAD, packed

SANS, SERIF = "IBM Plex Sans", "IBM Plex Serif"
STAND_INS = {SANS: "Arial", SERIF: "Georgia"}
HERE = Path(__file__).parent


COLORS = {
    "ink": theme.INK, "muted": theme.MUTED, "accent": theme.ACCENT, "grid": theme.GRID,
    "tint": theme.TINT, "brick": BRICK, "blush": "#fbf3ee", "pale": "#b3c2c7",
}  # fmt: skip


def hexed(name):
    """Return a color as Word writes it."""
    return COLORS[name].lstrip("#").upper()


def face(style, font, size=None, bold=None, italic=None, color="ink"):
    """Give a style its letters."""
    style.font.name = font
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in list(fonts.attrib):
        del fonts.attrib[key]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), font)
    if size:
        style.font.size = Pt(size)
    style.font.bold, style.font.italic = bold, italic
    style.font.color.rgb = RGBColor.from_string(hexed(color))


def spaced(style, before=0, after=6, line=None, keep_next=None, together=None):
    """Give a style its room."""
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    if line:
        form.line_spacing = line
    form.keep_with_next, form.keep_together = keep_next, together
    form.widow_control = True


def add(document, name, base):
    """Return a paragraph style, made if it is not there."""
    styles = document.styles
    if name in [style.name for style in styles]:
        return styles[name]
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles[base]
    style.quick_style = True
    return style


def framed(style, color, wash=None, dash="single"):
    """Put a bar to the left of a block, and a wash behind it."""
    form = style.element.get_or_add_pPr()
    bar = OxmlElement("w:pBdr")
    left = OxmlElement("w:left")
    for key, value in (("val", dash), ("sz", "24"), ("space", "10"), ("color", hexed(color))):
        left.set(qn(f"w:{key}"), value)
    bar.append(left)
    form.append(bar)
    if wash:
        shade = OxmlElement("w:shd")
        for key, value in (("val", "clear"), ("color", "auto"), ("fill", hexed(wash))):
            shade.set(qn(f"w:{key}"), value)
        form.append(shade)
    style.paragraph_format.left_indent = Inches(0.2)


def text_styles(document):
    """Set the styles that pandoc uses for running text."""
    styles = document.styles
    face(styles["Normal"], SERIF, 10.5)
    for name in ("Body Text", "First Paragraph", "Compact"):
        face(styles[name], SERIF, 10.5)
        spaced(styles[name], 0, 2 if name == "Compact" else 8, 1.25)
    face(styles["Title"], SANS, 30, True, color="ink")
    spaced(styles["Title"], 120, 8, 1.05)
    styles["Title"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for name, size, color in (
        ("Subtitle", 14, "muted"),
        ("Author", 11, "accent"),
        ("Date", 10, "muted"),
    ):
        face(styles[name], SANS, size, name == "Author", color=color)
        spaced(styles[name], 0, 10)
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
    for level, size, before in ((1, 20, 26), (2, 14, 18), (3, 11.5, 12), (4, 10.5, 10)):
        style = styles[f"Heading {level}"]
        face(style, SANS, size, True, color="ink" if level < 3 else "accent")
        spaced(style, before, 6, 1.1, keep_next=True, together=True)
    face(styles["Hyperlink"], SERIF, None, color="accent")
    fonts = styles["Hyperlink"].element.rPr
    fonts.remove(fonts.find(qn("w:rFonts")))
    face(styles["Footnote Text"], SERIF, 9)
    face(styles["Definition Term"], SANS, 10.5, True)
    spaced(styles["Definition Term"], 6, 0, keep_next=True)
    face(styles["Definition"], SERIF, 10.5)
    spaced(styles["Definition"], 0, 6, 1.2)


def house_styles(document):
    """Add the styles of the house's own blocks, and of captions."""
    lead = add(document, "Lead", "Body Text")
    face(lead, SERIF, 13)
    spaced(lead, 4, 10, 1.3)
    number = add(document, "Summary Number", "Body Text")
    face(number, SANS, 20, True, color="accent")
    spaced(number, 10, 0, 1.0, keep_next=True)
    line = add(document, "Summary Line", "Body Text")
    face(line, SANS, 10.5)
    spaced(line, 0, 6, 1.2, together=True)
    for name, color, wash, dash in (
        ("Takeaway", "accent", "tint", "single"),
        ("Assumed", "accent", "tint", "dotted"),
        ("Limits", "muted", "tint", "dashed"),
        ("Hurts", "brick", "blush", "single"),
        ("Contact", "grid", None, "single"),
        ("Cite", "grid", None, "single"),
    ):
        style = add(document, name, "Body Text")
        face(style, SANS, 10)
        spaced(style, 10, 10, 1.25, together=True)
        style.element.get_or_add_pPr().append(OxmlElement("w:contextualSpacing"))
        framed(style, color, wash, dash)
    for grade, line, color in (
        ("1", "single", "accent"), ("2", "dash", "accent"), ("3", "dotted", "accent"),
        ("Sentence", "single", "pale"),
    ):  # fmt: skip
        style = document.styles.add_style(f"Finding {grade}", WD_STYLE_TYPE.CHARACTER)
        style.font.color.rgb = RGBColor.from_string(hexed("ink"))
        under = OxmlElement("w:u")
        under.set(qn("w:val"), line)
        under.set(qn("w:color"), hexed(color))
        style.element.rPr.append(under)
    for name, size in (("Table Text", 9), ("Table Text Narrow", 8)):
        cell = add(document, name, "Body Text")
        face(cell, SANS, size)
        spaced(cell, 2, 2, 1.1)
    small = add(document, "Small", "Body Text")
    face(small, SERIF, 9)
    spaced(small, 0, 5, 1.2)
    for name in ("Caption", "Table Caption", "Image Caption"):
        style = next(one for one in document.styles if one.element.name_val == name)
        face(style, SANS, 9, False, False)
        above = name == "Table Caption"
        spaced(style, 10 if above else 2, 4 if above else 12, 1.2, keep_next=above)
    spaced(document.styles["Captioned Figure"], 8, 2, keep_next=True)


def border(kind, size, color):
    """Return one edge of a table or cell."""
    edge = OxmlElement(f"w:{kind}")
    for key, value in (
        ("val", "single"),
        ("sz", str(size)),
        ("space", "0"),
        ("color", hexed(color)),
    ):
        edge.set(qn(f"w:{key}"), value)
    return edge


def table_style(document):
    """Fine rules above and below, a hairline between rows, a bold head; no stripes."""
    element = document.styles["Table"].element
    for child in list(element):
        if child.tag in (qn("w:tblPr"), qn("w:tblStylePr"), qn("w:rPr"), qn("w:pPr")):
            element.remove(child)
    form = OxmlElement("w:pPr")
    space = OxmlElement("w:spacing")
    for key, value in (("before", "40"), ("after", "40"), ("line", "240"), ("lineRule", "auto")):
        space.set(qn(f"w:{key}"), value)
    form.append(space)
    letters = OxmlElement("w:rPr")
    fonts = OxmlElement("w:rFonts")
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), SANS)
    size = OxmlElement("w:sz")
    size.set(qn("w:val"), "18")
    letters.extend([fonts, size])
    whole = OxmlElement("w:tblPr")
    edges = OxmlElement("w:tblBorders")
    edges.extend(
        [border("top", 10, "ink"), border("bottom", 10, "ink"), border("insideH", 4, "grid")]
    )
    margins = OxmlElement("w:tblCellMar")
    for side, wide in (("top", 30), ("left", 0), ("bottom", 30), ("right", 90)):
        one = OxmlElement(f"w:{side}")
        one.set(qn("w:w"), str(wide))
        one.set(qn("w:type"), "dxa")
        margins.append(one)
    whole.extend([edges, margins])
    head = OxmlElement("w:tblStylePr")
    head.set(qn("w:type"), "firstRow")
    bold = OxmlElement("w:rPr")
    bold.append(OxmlElement("w:b"))
    cell = OxmlElement("w:tcPr")
    below = OxmlElement("w:tcBorders")
    below.append(border("bottom", 6, "ink"))
    cell.extend([below])
    head.extend([bold, cell])
    element.extend([form, letters, whole, head])


def field(paragraph, code):
    """Put a field that Word computes into a paragraph."""
    for kind, text in (
        ("begin", None),
        (None, code),
        ("separate", None),
        (None, "1"),
        ("end", None),
    ):
        run = paragraph.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)
        elif text == code:
            said = OxmlElement("w:instrText")
            said.set(qn("xml:space"), "preserve")
            said.text = code
            run._r.append(said)
        else:
            run.text = text


def page(document):
    """Set paper, margins, running head and page number."""
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1)
    section.top_margin, section.bottom_margin = Inches(1), Inches(0.9)
    for name in ("Header", "Footer"):
        style = add(document, name, "Normal")
        face(style, SANS, 8.5, color="muted")
    head = section.header.paragraphs[0]
    head.style, head.text = document.styles["Header"], RUNNING_HEAD
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["Footer"]
    foot.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    field(foot, " PAGE ")


def stand_in(parts):
    """Name a face for machines that do not have the house's own."""
    known = "".join(
        f'<w:font w:name="{font}"><w:altName w:val="{other}"/>'
        f'<w:family w:val="{"swiss" if font == SANS else "roman"}"/></w:font>'
        for font, other in STAND_INS.items()
    )
    name = "word/fontTable.xml"
    parts[name] = parts[name].replace(b"</w:fonts>", known.encode() + b"</w:fonts>")


def made():
    """Return the bytes of reference.docx."""
    pandoc = [pypandoc.get_pandoc_path(), "--print-default-data-file", "reference.docx"]
    document = Document(io.BytesIO(subprocess.run(pandoc, capture_output=True, check=True).stdout))
    text_styles(document)
    house_styles(document)
    table_style(document)
    page(document)
    whole = io.BytesIO()
    document.save(whole)
    with zipfile.ZipFile(whole) as saved:
        parts = {name: saved.read(name) for name in saved.namelist()}
    stand_in(parts)
    return packed(parts)


if __name__ == "__main__":
    (HERE / "reference.docx").write_bytes(made())
    sys.stdout.write("reports/_style/reference.docx\n")
