"""Clients of the API that work as fast as they can and note what the server told them it had kept."""

import hashlib
import http.client
import json
import threading
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import uuid4

BOUNDARY = "sigor-durability"


@dataclass
class Told:
    """What was acknowledged (201 or 200) over all rounds; shared by all clients."""

    sent: dict[int, str] = field(default_factory=dict)  # submission -> sha256
    verified: set[int] = field(default_factory=set)  # submission
    unexpected: list[str] = field(default_factory=list)
    interrupted: int = 0  # requests to which no answer came
    changed: threading.Condition = field(default_factory=threading.Condition)

    def note(self, submission: int, sha256: str) -> None:
        with self.changed:
            self.sent[submission] = sha256
            self.changed.notify_all()

    def wait_for(self, count: int, seconds: float) -> bool:
        with self.changed:
            return self.changed.wait_for(lambda: len(self.sent) >= count or bool(self.unexpected), seconds)


def call(url: str, token: str, path: str, body: bytes, media_type: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=20)
    try:
        headers = {"Authorization": f"Bearer {token}", "Content-Type": media_type}
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def submit(url: str, token: str, deliverable: int) -> tuple[int, bytes, str]:
    """Send a document like no other; gives the answer and the sha256 of what was sent."""
    content = f"Informe sintético {uuid4()}\n".encode() * 400
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="type"\r\n\r\nInforme\r\n',
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="informe.txt"\r\n'
        "Content-Type: text/plain\r\n\r\n",
    ]
    body = "".join(parts).encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    path = f"/api/v1/entregables/{deliverable}/envios/"
    status, answer = call(url, token, path, body, f"multipart/form-data; boundary={BOUNDARY}")
    return status, answer, hashlib.sha256(content).hexdigest()


def keep_submitting(told: Told, url: str, token: str, deliverable: int) -> None:
    """Until the server stops answering."""
    while True:
        try:
            status, answer, sha256 = submit(url, token, deliverable)
            said = json.loads(answer) if status == 201 else {}
        except (OSError, http.client.HTTPException, ValueError):
            told.interrupted += 1
            return
        if status >= 500:  # the database went first
            told.interrupted += 1
            return
        if status != 201 or said["sha256"] != sha256:
            told.unexpected.append(f"submit: {status} {answer[:300]!r}")
            return
        told.note(said["id"], sha256)


def keep_verifying(told: Told, url: str, token: str) -> None:
    """Verify what others sent, the newest first, until the server stops answering."""
    while True:
        with told.changed:
            told.changed.wait_for(lambda: told.sent.keys() - told.verified, 20)
            waiting = told.sent.keys() - told.verified
        if not waiting:
            return
        submission = max(waiting)
        try:
            path = f"/api/v1/envios/{submission}/verify/"
            status, answer = call(url, token, path, b"{}", "application/json")
        except (OSError, http.client.HTTPException):
            return
        if status >= 500:
            return
        if status == 200 or b"Ya fue decidida" in answer:  # decided just before the cut, unheard
            told.verified.add(submission)
        else:
            told.unexpected.append(f"verify: {status} {answer[:300]!r}")
            return
