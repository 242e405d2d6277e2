"""What no linter sees: who may write, how long a module may grow, and what a repository must not say."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "sigor"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
LONGEST = 500  # lines

# The only places that write rows: services, and what runs inside their transaction.
WRITERS = {
    "accounts/services.py", "copies/services.py", "demo/loading.py", "demo/organisation.py", "documents/services.py",
    "home/administration/services.py", "indicators/services.py",
    "organisation/places.py", "plans/importing.py", "plans/quarters.py", "plans/services.py",
    "records/files.py", "records/services.py", "records/words.py", "registers/services.py", "registers/terms.py",
    "signatures/links.py", "signatures/services.py",
}  # fmt: skip
WRITES = {"save", "bulk_create", "bulk_update", "update_or_create", "get_or_create", "create_user"}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def writes_of(module: Path) -> list[int]:
    """Lines that call a writing method of a manager or a model."""
    found = []
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            on_manager = isinstance(node.func.value, ast.Attribute) and node.func.value.attr == "objects"
            if node.func.attr in WRITES or (on_manager and node.func.attr in {"create", "update", "delete"}):
                found.append(node.lineno)
    return found


def test_nobody_writes_but_the_services():
    guilty = {
        f"{m.relative_to(SOURCE)}:{line}"
        for m in MODULES
        if str(m.relative_to(SOURCE)) not in WRITERS
        for line in writes_of(m)
    }
    files = (
        "analysis/annex/",
        "registers/xlsx.py",
        "surveys/answers.py",
        "printing/word.py",
        "printing/mark.py",
        "copies/stamps.py",
        "demo/chapters/documents.py",
    )  # these save workbooks and documents, not rows
    assert {g for g in guilty if not g.startswith(files)} == set()


def test_the_list_of_writers_names_no_module_that_stopped_writing():
    assert {w for w in WRITERS if not (SOURCE / w).exists() or not writes_of(SOURCE / w)} == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(SOURCE)))
def test_a_module_says_what_it_is_for_and_stays_one_room(module):
    text = module.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert not text.strip() or ast.get_docstring(ast.parse(text)), "a module opens with what it is for"


def test_there_is_no_room_for_everything():
    forbidden = {"core", "common", "utils", "helpers", "utilities", "misc"}
    assert not {p.stem for p in MODULES} & forbidden
    assert not {p.parent.name for p in MODULES} & forbidden


def test_lock_files_name_no_address():
    locks = sorted((ROOT / "requirements").glob("*.lock"))
    assert locks
    for lock in locks:
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text  # a package may be called aiohttp
        assert "--hash=sha256:" in text


def test_no_file_names_a_path_of_the_machine_it_was_written_on():
    pattern = re.compile(r"(?<![\w./-])/(?:wor" + r"k/main|roo" + r"t/)")
    binary = {".png", ".mo", ".woff2", ".ico"}
    found = [
        str(p)
        for p in tracked()
        if p.suffix not in binary and pattern.search(p.read_text("utf-8", "replace"))
    ]
    assert found == []


def test_pages_ask_no_other_host_for_anything():
    outside = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//""")
    pages = [*SOURCE.rglob("*.html"), *SOURCE.rglob("*.css"), *SOURCE.rglob("*.js")]
    assert [
        str(p) for p in pages if outside.search(p.read_text("utf-8")) or "@import" in p.read_text("utf-8")
    ] == []


def test_templates_carry_no_inline_script_or_style():
    inline = re.compile(r"<script(?![^>]*(?:\bsrc=|application/json))|\sstyle=|\son\w+=|<style")
    assert [str(p) for p in SOURCE.rglob("*.html") if inline.search(p.read_text("utf-8"))] == []
