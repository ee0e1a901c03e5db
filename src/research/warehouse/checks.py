"""Hold rows against their contract: columns, row rules and quarantine, types, key."""

from collections import Counter
from dataclasses import dataclass

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from research.ground.errors import ContractError
from research.ground.provenance import PROVENANCE_COLUMNS
from research.warehouse.schema import Contract

_TOTALS = ("total", "totals", "grand total", "subtotal", "sum")
_TOTAL_RULE = "no total among the rows"


@dataclass(frozen=True)
class Checked:
    """The rows under contract, and those held back with the rule that each broke."""

    rows: pd.DataFrame
    quarantined: pd.DataFrame

    @property
    def counts(self) -> dict[str, int]:
        """Return how many rows each rule held back."""
        return dict(sorted(Counter(str(rule) for rule in self.quarantined["rule"]).items()))


def check(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Return the rows of a frame that stand under its contract, indexed by row_id."""
    return sort_out(frame, contract).rows


def sort_out(frame: pd.DataFrame, contract: Contract) -> Checked:
    """Return the rows of a frame under its contract, and those in quarantine.

    Raises
    ------
    ContractError
        Which rule, how many rows of how many, and the first offender.
    """
    _require_columns(frame, contract)
    good, bad = _hold_back(_validated(frame, contract, contract.types), contract)
    typed = _validated(good, contract, contract.model)
    _require_unique(typed, contract)
    typed.index = row_ids(typed, contract)
    return Checked(typed.sort_index(), bad)


def _validated(frame: pd.DataFrame, contract: Contract, schema: pa.DataFrameSchema) -> pd.DataFrame:
    try:
        return schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        raise ContractError(_say(contract, frame, errors.failure_cases)) from errors


def row_ids(frame: pd.DataFrame, contract: Contract) -> pd.Index:
    """Return "table:key1:key2" for each row."""
    joined = _as_text(frame[contract.key[0]])
    for column in contract.key[1:]:
        joined = joined + ":" + _as_text(frame[column])
    return pd.Index(contract.table + ":" + joined, name="row_id")


def _as_text(values: pd.Series) -> pd.Series:
    is_date = pd.api.types.is_datetime64_any_dtype(values)
    text: pd.Series = values.dt.strftime("%Y-%m-%d") if is_date else values
    return text.astype("str")


def _require_columns(frame: pd.DataFrame, contract: Contract) -> None:
    wanted = [*contract.columns, *PROVENANCE_COLUMNS]
    missing = [column for column in wanted if column not in frame.columns]
    extra = [column for column in frame.columns if column not in wanted]
    if missing or extra or (frame.empty and not contract.may_be_empty):
        found = [
            f"{what}: {', '.join(str(name) for name in names[:5])}"
            for what, names in (("missing", missing), ("not in the contract", extra))
            if names
        ]
        raise ContractError(
            f"table {contract.table}: its reader gave {len(frame)} rows"
            f"{' with columns ' + '; '.join(found) if found else ''}. "
            "Change the reader in research/sources, or the contract."
        )


def _hold_back(frame: pd.DataFrame, contract: Contract) -> tuple[pd.DataFrame, pd.DataFrame]:
    rules = {_TOTAL_RULE: lambda rows: _is_no_total(rows, contract), **contract.row_rules}
    broken = pd.Series("", index=frame.index, dtype="str")
    for name, rule in rules.items():
        keeps = rule(frame).fillna(False).astype(bool)
        broken = broken.mask(broken.eq("") & ~keeps, name)
    is_bad = broken.ne("")
    bad = frame[is_bad].assign(rule=broken[is_bad])
    if is_bad.mean() > contract.quarantine_share:
        counts = "; ".join(f"{name}: {len(rows)}" for name, rows in bad.groupby("rule", sort=False))
        first = row_ids(bad.iloc[[0]], contract)[0]
        raise ContractError(
            f"table {contract.table}: {int(is_bad.sum())} of {len(frame)} rows break a row rule "
            f"({counts}), first {first}; at most {contract.quarantine_share:.1%} may go to "
            "quarantine. Look at the published file, then correct it or raise the share."
        )
    return frame[~is_bad], _named(bad, contract)


def _named(bad: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Index held-back rows by "table.quarantine:key:n"; a key may be there more than once."""
    key = row_ids(bad, contract).astype("str").str.removeprefix(contract.table)
    number = bad.groupby(key).cumcount() if len(bad) else pd.Series(dtype="int64")
    names = [f"{contract.table}.quarantine{name}:{n}" for name, n in zip(key, number, strict=True)]
    bad.index = pd.Index(names, name="row_id", dtype="str")
    return bad.sort_index()


def _is_no_total(rows: pd.DataFrame, contract: Contract) -> pd.Series:
    total = pd.Series(False, index=rows.index)
    for column in contract.key:
        if pd.api.types.is_string_dtype(rows[column]):
            total |= rows[column].str.strip().str.casefold().isin(_TOTALS).fillna(False)
    return ~total


def _require_unique(typed: pd.DataFrame, contract: Contract) -> None:
    key = list(contract.key)
    twice = typed.duplicated(key, keep=False)
    if twice.any():
        first = ", ".join(str(value) for value in typed.loc[twice, key].iloc[0])
        raise ContractError(
            f"table {contract.table}: {int(twice.sum())} of {len(typed)} rows share a key "
            f"({', '.join(key)}), first {first}. Remove the repeated row or widen the key."
        )


def _say(contract: Contract, frame: pd.DataFrame, cases: pd.DataFrame) -> str:
    lines = []
    for (column, rule), group in cases.groupby(["column", "check"], dropna=False, sort=False):
        first = group.iloc[0]
        lines.append(
            f"{column}: {len(group)} of {len(frame)} rows break {rule}, "
            f"first {first['failure_case']!r} in row {first['index']}"
        )
    return f"table {contract.table} breaks its contract. " + "; ".join(lines[:5]) + "."
