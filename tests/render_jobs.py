"""Jobs for render workers: a project of made-up subjects whose runs stand already."""

from dataclasses import replace
from pathlib import Path

import sample_brief as sample
from research.ground.paths import Project
from research.render.job import RenderJob
from research.render.mentions import Person
from research.render.subject_guard import Guard
from research.studies.declared import Subjects
from research.studies.record import RUN, Finding, RunRecord

TEXT = """---
title: Care in {{< var place >}}
lang: en
---

# {{< var place >}} {.summary}

The rate pays {{< var wage >}} an hour. {{< var verdict >}}

{{< include _fig-paid-rate.qmd >}}

# Sources {.annex}

{{< include _sources.qmd >}}

# Where each number comes from {.annex}

{{< include _annex.qmd >}}
"""
PEOPLE = (
    Person("Ana Núñez-O'Hara", "Núñez-O'Hara", "H001"),
    Person("Will Price", "Price", "H002"),
    Person("Maria Hall", "Hall", "S01"),
)


def project(root: Path) -> Project:
    """Return a project folder with the house style and nothing else."""
    (root / "reports").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.research]\n", encoding="utf-8")
    (root / "reports" / "_style").symlink_to(sample.ROOT / "reports" / "_style")
    return Project(root.resolve())


def found(subject: str) -> dict[str, Finding]:
    """Return the findings of one subject: the sample's, a place, and a wage of its own."""
    place = sample.finding("place", "sentence", value="x", printed=f"district {subject}")
    return sample.findings() | {
        "place": place,
        "wage": sample.finding("wage", printed=f"$1{int(subject[1:]) % 10}.50"),
    }


def job(
    here: Project,
    subject: str,
    *formats: str,
    text: str = TEXT,
    findings: dict[str, Finding] | None = None,
) -> RenderJob:
    """Return a job whose run record was written into the project."""
    manifest = sample.manifest(here.reports / "sample", *(formats or ("pdf",)), text=text)
    record = RunRecord(
        study="one", brief="sample", key=f"k{subject}", as_of="2026-01-02",
        parameters={"subject": subject}, subject=subject, skipped=("extra",),
        findings=tuple((findings or found(subject)).values()),
    )  # fmt: skip
    slot = here.runs / "one" / subject
    record.write(slot / RUN)
    about = Subjects("seats", "district_id", "label")
    return RenderJob(
        root=here.root,
        subject=subject,
        manifest=replace(manifest, file_name=f"sample-{subject}", subjects=about),
        slots={"one": slot},
        home=here.build / "sample" / subject,
        parts={"the prose": "digest"},
        guard=guard(subject),
    )


def guard(subject: str) -> Guard:
    """Return a guard that allows one district and its member."""
    own = frozenset({subject})
    return Guard(subject, own, own, PEOPLE)
