"""Where each number comes from: value, formula, rows, snapshot, address."""

from research.render.fill import escape
from research.studies.record import Finding


def annex(findings: dict[str, Finding], quoted: tuple[str, ...]) -> str:
    """Return the annex of a brief in Markdown: one entry a quoted finding."""
    lines = []
    for name in quoted:
        finding = findings[name]
        shown = finding.caption if finding.kind in ("figure", "table") else finding.printed
        sources = "; ".join(
            f"[{escape(line.title)}]({line.url}), snapshot {escape(line.snapshot)}"
            for line in finding.sources
        )
        lines.append(
            f"[**{escape(shown)}**]{{#from-{name}}} (`{name}`), grade {finding.grade}: "
            f"{escape(finding.formula)}; {finding.row_count} rows. {sources}.\n"
        )
    return "\n".join(lines)
