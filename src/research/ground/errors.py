"""Every error that is raised on purpose, each with the exit code of its own.

A message says what, where, how many of how many, the first offender, and what to do.
"""


class ResearchError(Exception):
    """The base of all; a stranger's traceback is a bug."""

    exit_code = 1


class UsageError(ResearchError):
    """The command line names something that is not there."""

    exit_code = 2


class ProjectError(ResearchError):
    """No project folder was found."""

    exit_code = 3


class DiskError(ResearchError):
    """A file could not be written whole, so it was not written at all."""

    exit_code = 4


class SnapshotError(ResearchError):
    """A published file could not be kept as it was pinned."""

    exit_code = 10


class PublishedFileError(ResearchError):
    """A published file cannot be read as what it claims to be."""

    exit_code = 11


class ContractError(ResearchError):
    """Rows break the contract of their table."""

    exit_code = 12


class CorrectionError(ResearchError):
    """A recorded correction no longer meets what it expects."""

    exit_code = 13


class TableMissingError(ResearchError):
    """A table is not in data/processed."""

    exit_code = 14


class MetricError(ResearchError):
    """A metric was asked for something that it cannot answer honestly."""

    exit_code = 20


class ModelError(MetricError):
    """The file of a rate model does not say what it must, or says it twice."""

    exit_code = 22


class FindingError(ResearchError):
    """A finding without what a reader needs: unit, source, grade, alt text."""

    exit_code = 21


class DisclosureError(ResearchError):
    """Rows of a confidential table would be read or printed where they must not be."""

    exit_code = 23


class ManifestError(ResearchError):
    """study.toml does not say what it must."""

    exit_code = 30


class ParameterError(ResearchError):
    """A parameter is unknown, missing or of another type."""

    exit_code = 31


class CellError(ResearchError):
    """A cell of a notebook raised."""

    exit_code = 32


class StoppedError(ResearchError):
    """A notebook ended before its last cell without an error."""

    exit_code = 33


class KernelDiedError(ResearchError):
    """The kernel died while a cell ran."""

    exit_code = 34


class TimeLimitError(ResearchError):
    """A cell ran longer than the study allows."""

    exit_code = 35


class MissingFindingError(ResearchError):
    """A study did not produce what it declares, or produced NaN or infinity."""

    exit_code = 36


class MemoryLimitError(ResearchError):
    """A run wanted more memory than the study allows."""

    exit_code = 37


class BriefError(ResearchError):
    """The prose of a brief cannot be filled."""

    exit_code = 40


class RenderError(ResearchError):
    """A page could not be set."""

    exit_code = 41


class QuartoError(ResearchError):
    """Quarto is absent, too old, or refused the brief."""

    exit_code = 42


class ProofError(ResearchError):
    """A finished file shows what no reader should see."""

    exit_code = 43


class ReleaseError(ResearchError):
    """What bears demonstration data cannot be released."""

    exit_code = 44


class TotalsError(ResearchError):
    """The subjects of a brief do not add up to the shared figure that they should."""

    exit_code = 45


class ClusterError(ResearchError):
    """A cluster is gone, or its workers do not hold what this project holds."""

    exit_code = 46


class RenderWorkerError(ResearchError):
    """A process that set pages ended, and ended again when it was replaced."""

    exit_code = 47


class CalendarError(ResearchError):
    """The calendar of record says something that cannot be, or lacks what was asked."""

    exit_code = 50


class ScheduleError(ResearchError):
    """A scheduled build cannot be planned, or another one is under way."""

    exit_code = 51


class ReviewError(ResearchError):
    """A round, a comment or a disposition is not as it should be."""

    exit_code = 52


class EditionError(ResearchError):
    """An edition or a candidate is not there, not whole, or not what it says."""

    exit_code = 53


class ApprovalError(ResearchError):
    """An approval is missing, forged, or was given to other bytes."""

    exit_code = 54


class AudienceError(ResearchError):
    """A list of recipients cannot be used as it is."""

    exit_code = 55


class DeliveryError(ResearchError):
    """A message cannot be made, or must not be sent."""

    exit_code = 56


class MailServerError(ResearchError):
    """The mail server cannot be reached, or will not take messages from us."""

    exit_code = 57


class EmbargoError(ResearchError):
    """It is sealed until its minute."""

    exit_code = 58


class SiteError(ResearchError):
    """The site cannot be made, or cannot be put where it is to stand."""

    exit_code = 59
