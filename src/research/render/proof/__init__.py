"""Read a finished PDF back and refuse what a reader should not see."""

from research.render.proof.check import Proof, proof, require

__all__ = ["Proof", "proof", "require"]
