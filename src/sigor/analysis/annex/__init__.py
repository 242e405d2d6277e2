"""The yearly schedule annex: read from text, XLSX or JSON with its doubts, and written back."""

from sigor.analysis.annex.csv_format import write_csv
from sigor.analysis.annex.differences import Difference, differences
from sigor.analysis.annex.json_format import as_dict, read_json, write_json
from sigor.analysis.annex.model import (
    CERTAIN,
    PROBABLE,
    UNKNOWN,
    Annex,
    Finding,
    Mark,
    Milestone,
    NoteMark,
    Objective,
    Result,
    UnreadableFile,
)
from sigor.analysis.annex.reading import read
from sigor.analysis.annex.sheet_read import read_xlsx
from sigor.analysis.annex.sheet_write import write_xlsx
from sigor.analysis.annex.text import read_text

__all__ = [
    "CERTAIN",
    "PROBABLE",
    "UNKNOWN",
    "Annex",
    "Difference",
    "Finding",
    "Mark",
    "Milestone",
    "NoteMark",
    "Objective",
    "Result",
    "UnreadableFile",
    "as_dict",
    "differences",
    "read",
    "read_json",
    "read_text",
    "read_xlsx",
    "write_csv",
    "write_json",
    "write_xlsx",
]
