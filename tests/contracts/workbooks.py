"""Workbooks as contracts handle them: sent, edited as people would, accepted and taken back."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from sigor.records.models import ImportBatch
from sigor.registers.declaration import Register
from sigor.registers.values import label_of
from sigor.registers.xlsx import MEDIA_TYPE


class Workbooks:
    """What one person does with the workbooks of one register."""

    def __init__(self, register: Register, client: Any) -> None:
        self.register, self.client = register, client

    def address(self, name: str, *args: Any) -> str:
        return reverse(name, args=[self.register.slug, *args])

    def get(self, name: str = "register_export") -> bytes:
        answer = self.client.get(self.address(name))
        assert answer.status_code == 200 and answer["Content-Type"] == MEDIA_TYPE
        return b"".join(answer.streaming_content)

    def upload(self, content: bytes, verb: str = "update") -> Any:
        file = SimpleUploadedFile("registros.xlsx", content, MEDIA_TYPE)
        return self.client.post(self.address("register_import"), {"verb": verb, "file": file})

    def accept(self, preview: Any) -> Any:
        problems = [f"row {p.row} {p.column}: {p.message}" for p in preview.context["plan"].problems]
        assert preview.status_code == 200, problems
        token = re.search(r'name="token" value="([^"]+)"', preview.content.decode())
        assert token, "the preview offers nothing to accept"
        return self.client.post(self.address("register_import_accept"), {"token": token.group(1)})

    def take_back(self) -> Any:
        """Undo the last import."""
        batch = ImportBatch.objects.filter(register=self.register.slug).latest("pk")
        return self.client.post(self.address("register_batch", batch.pk))

    def edited(self, content: bytes, edit: Callable[["Page"], None]) -> bytes:
        """The same workbook after somebody wrote in it and saved it with another program."""
        book = load_workbook(BytesIO(content))
        edit(Page(self.register, book.worksheets[0]))
        out = BytesIO()
        book.save(out)
        return out.getvalue()


class Page:
    """The visible sheet of a workbook, by fields and codes instead of columns and rows."""

    def __init__(self, register: Register, sheet: Worksheet) -> None:
        self.register, self.sheet = register, sheet
        self.columns = {str(cell.value): cell.column for cell in sheet[1]}

    def cell(self, row: int, name: str) -> Any:
        return self.sheet.cell(row, self.columns[label_of(self.register.field(name))])

    def row_of(self, code: str) -> int:
        return next(row for row in range(2, self.sheet.max_row + 1) if self.cell(row, "code").value == code)

    def write(self, code_or_row: str | int, name: str, value: Any) -> None:
        row = code_or_row if isinstance(code_or_row, int) else self.row_of(code_or_row)
        self.cell(row, name).value = value
