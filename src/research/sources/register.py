"""Every publisher of this project: the modules of this room that declare one."""

from importlib import import_module
from pkgutil import iter_modules

from research import sources
from research.ground.errors import UsageError
from research.sources.publishers import Publisher


def publishers() -> dict[str, Publisher]:
    """Return every publisher by id, found by the PUBLISHER that its module declares."""
    modules = (
        import_module(f"{sources.__name__}.{found.name}")
        for found in iter_modules(sources.__path__)
    )
    declared = [module.PUBLISHER for module in modules if hasattr(module, "PUBLISHER")]
    return {publisher.id: publisher for publisher in sorted(declared, key=lambda one: one.id)}


def publisher(name: str) -> Publisher:
    """Return one publisher.

    Raises
    ------
    UsageError
        If no module declares it; the message lists those that there are.
    """
    known = publishers()
    if name not in known:
        raise UsageError(f"no publisher {name!r}; there are {', '.join(known)}.")
    return known[name]
