"""Files from outside are read into memory and no further: nothing of them touches a disk."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

SLACK = 64 * 1024  # bytes of the form around the file


class TooLarge(Exception):
    """More came than is taken."""


class InMemory(FileUploadHandler):
    """Collects what is sent up to a limit, all files together, and stops there."""

    def __init__(self, request: HttpRequest, limit: int) -> None:
        super().__init__(request)
        self.limit = limit
        self.exceeded = False
        self.parts: list[bytes] = []
        self.size = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.parts = []

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.size += len(raw_data)
        if self.size > self.limit:
            self.exceeded = True
            raise StopUpload(connection_reset=False)
        self.parts.append(raw_data)

    def file_complete(self, file_size: int) -> SimpleUploadedFile:
        return SimpleUploadedFile(self.file_name or "archivo", b"".join(self.parts))


def one_file(request: HttpRequest, limit: int) -> bytes:
    """The one file that was sent, or nothing. Raises TooLarge."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isdecimal() and int(announced) > limit + SLACK:
        raise TooLarge
    handler = InMemory(request, limit)
    request.upload_handlers = [handler]
    sent = [file for name in request.FILES for file in request.FILES.getlist(name)]
    if handler.exceeded:
        raise TooLarge
    return sent[0].read() if sent else b""
