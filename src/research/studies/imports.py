"""Which modules of research a notebook imports, all the way down, by reading their text.

An import inside a function counts; one for type checkers alone does not. What each module
imports is kept in build/cache by the digest of its text, so that only changed ones are parsed.
"""

import ast
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from research.ground.held import digest_held
from research.ground.paths import Project
from research.ground.provenance import write_whole
from research.studies.notebook import cells, tree_of

_ROOT = "research"
_ALWAYS = ("research.studies.show",)
"""What every run imports, whatever its notebook does: the closing cell."""
_NAMED = re.compile(r"\bresearch(?:\.\w+)*")
_FROM = re.compile(r"\bfrom\s+(research(?:\.\w+)*)\s+import\s+([\w, ]+)")
_SHORT = 12

_parsed: dict[str, tuple[str, list[str]]] = {}
"""What each module imports, beside the digest of the text in which that stands."""


def imports(project: Project, notebook: Path) -> dict[str, str]:
    """Return the digest of every module of research that a notebook can reach, by name."""
    _load(project)
    known = dict(_parsed)
    found: dict[str, str] = {}
    ahead = [*_ALWAYS, *_of_notebook(notebook)]
    while ahead:
        name = ahead.pop()
        path = _file(project, name)
        if path is None or name in found:
            continue
        digest = digest_held(path)
        found[name] = digest[:_SHORT]
        ahead += _packages(name)
        ahead += _of_module(path, name, digest)
    now = dict(_parsed)
    if now != known:
        write_whole(_cache(project), json.dumps(now).encode())
    return dict(sorted(found.items()))


def _cache(project: Project) -> Path:
    return project.build / "cache" / "imports.json"


def _load(project: Project) -> None:
    if _parsed:
        return
    try:
        kept = json.loads(_cache(project).read_text(encoding="utf-8"))
        _parsed.update({name: (digest, list(named)) for name, (digest, named) in kept.items()})
    except (OSError, ValueError, TypeError, AttributeError):
        return  # it is only a cache: what it lacks is parsed


def _file(project: Project, name: str) -> Path | None:
    """Return the file of a module; None where the name is a function or a class of one."""
    path = project.source.joinpath(*name.split(".")[1:])
    for one in (path / "__init__.py", path.with_suffix(".py")):
        if one.is_file():
            return one
    return None


def _packages(name: str) -> Iterator[str]:
    """Yield the packages around a module: importing it runs them first."""
    parts = name.split(".")
    for length in range(1, len(parts)):
        yield ".".join(parts[:length])


def _of_module(path: Path, name: str, digest: str) -> list[str]:
    held = _parsed.get(name)
    if held is None or held[0] != digest:
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        tree = tree_of(path.read_text(encoding="utf-8"))
        held = _parsed[name] = (digest, sorted(set(_named(tree, package))))
    return held[1]


def _of_notebook(notebook: Path) -> list[str]:
    found: set[str] = set()
    for cell in cells(notebook):
        if not cell.runs or _ROOT not in cell.source:
            continue
        try:
            found |= set(_named(tree_of(_without_magics(cell.source)), ""))
        except SyntaxError:
            found |= set(_as_text(cell.source))
    return sorted(found)


def _as_text(source: str) -> Iterator[str]:
    """Yield what a cell that is no Python seems to import: rather too much than too little."""
    yield from _NAMED.findall(source)
    for base, names in _FROM.findall(source):
        yield from (f"{base}.{name}" for name in re.findall(r"\w+", names))


def _without_magics(source: str) -> str:
    return re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE)


def _named(tree: ast.AST, package: str) -> Iterator[str]:
    """Yield every name under research that a text imports; whether each is a module is open."""
    for node in _nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if _is_ours(alias.name))
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, package)
            if _is_ours(base):
                yield base
                yield from (f"{base}.{alias.name}" for alias in node.names)


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk a tree, and leave out what only a type checker sees."""
    ahead: list[ast.AST] = [tree]
    while ahead:
        node = ahead.pop()
        yield node
        inside: Iterable[ast.AST] = ast.iter_child_nodes(node)
        if isinstance(node, ast.If) and _is_for_types(node.test):
            inside = node.orelse
        ahead += inside


def _is_for_types(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", "")
    return bool(name == "TYPE_CHECKING")


def _base(node: ast.ImportFrom, package: str) -> str:
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    near = parts[: len(parts) - node.level + 1]
    return ".".join([*near, *([node.module] if node.module else [])])


def _is_ours(name: str) -> bool:
    return name == _ROOT or name.startswith(f"{_ROOT}.")
