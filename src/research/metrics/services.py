"""The services of Form 990 returns in words: the 26 major groups of the NTEE.

The National Taxonomy of Exempt Entities gives each agency a letter. The names are ours after
lists that others printed; the taxonomy's own manual was not read here.
"""

SERVICES = {
    "A": "arts and culture",
    "B": "education",
    "C": "environment",
    "D": "animals",
    "E": "health care",
    "F": "mental health and crisis services",
    "G": "diseases and medical disciplines",
    "H": "medical research",
    "I": "crime and legal services",
    "J": "employment",
    "K": "food and nutrition",
    "L": "housing and shelter",
    "M": "public safety and disaster relief",
    "N": "recreation and sports",
    "O": "youth development",
    "P": "human services",
    "Q": "international affairs",
    "R": "civil rights and advocacy",
    "S": "community improvement",
    "T": "philanthropy and voluntarism",
    "U": "science and technology",
    "V": "social science",
    "W": "public and societal benefit",
    "X": "religion",
    "Y": "mutual and membership benefit",
    "Z": "unknown",
}


def service_named(letter: str) -> str:
    """Return the service of a letter in words; "service not stated" where there is none."""
    return SERVICES.get(letter, "service not stated")
