"""A person before a browser: signs in, works on pages, and everything a page should never do is noted."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    Request,
    Response,
    ViewportSize,
    expect,
)

from sigor.demo.loading import PASSWORD
from tests.journeys.sites import Site

DESK: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 360, "height": 800}
MADE_HERE = ("data:", "blob:", "about:")


# Who signed in before at a site comes back with the same session: signing in is a journey of its own.
signed_in: dict[tuple[str, str], Any] = {}


class Person:
    """One browser context at one site; `page` is where the person is looking."""

    def __init__(self, browser: Browser, site: Site, username: str = "", **options: Any) -> None:
        self.site = site
        self.username = username
        seen_from: dict[str, Any] = {"locale": "es-PE", "timezone_id": "America/Lima", "viewport": DESK}
        state = signed_in.get((site.url, username))
        self.context: BrowserContext = browser.new_context(
            base_url=site.url, storage_state=state, **(seen_from | options)
        )
        self.context.set_default_timeout(15_000)
        self.troubles: list[str] = []
        self.refusals: set[int] = set()
        self.context.on("request", self._watch_request)
        self.context.on("response", self._watch_response)
        self.context.on("weberror", lambda e: self.troubles.append(f"error: {e.error}"))
        self.context.on("console", self._watch_console)
        self.page: Page = self.context.new_page()
        if username and state is None:
            self.sign_in()
            signed_in[site.url, username] = self.context.storage_state()
        elif username:
            self.open("/")

    def sign_in(self) -> None:
        self.open("/cuenta/entrar/")
        self.page.get_by_label(re.compile("^(Usuario|Username)", re.I)).fill(self.username)
        self.page.get_by_label(re.compile("^(Contraseña|Password)", re.I)).fill(PASSWORD)
        self.page.get_by_role("button", name=re.compile("^(Entrar|Sign in)$")).click()
        self.page.wait_for_url(f"{self.site.url}/")

    def open(self, path: str) -> Response:
        response = self.page.goto(path)
        assert response is not None
        return response

    def expects_refusal(self, *statuses: int) -> None:
        """From here on, answers with these statuses are what the journey asks for."""
        self.refusals |= set(statuses)

    def get(self, path: str) -> int:
        """The status of an address asked for with this person's session."""
        return self.context.request.get(path, max_redirects=0).status

    def post(self, path: str, **form: Any) -> int:
        """The status of a form sent by hand, token and all: only the permission can be missing."""
        return self.context.request.post(path, form=form, headers=self._token(), max_redirects=0).status

    def send_file(self, path: str, **form: str) -> int:
        """The status of a form with a file sent by hand."""
        file = {"name": "prueba.txt", "mimeType": "text/plain", "buffer": b"Una prueba.\n"}
        parts: Any = {**form, "file": file}
        return self.context.request.post(path, multipart=parts, headers=self._token(), max_redirects=0).status

    def _token(self) -> dict[str, str]:
        token = next(c["value"] for c in self.context.cookies() if c["name"] == "csrftoken")
        return {"X-CSRFToken": token, "Referer": f"{self.site.url}/"}

    # -- the plan ------------------------------------------------------------------------------

    @property
    def drawer(self) -> Locator:
        return self.page.locator("#cajon-contenido")

    def cell(self, code: str, month: str) -> Locator:
        """The mark of a milestone in a month of the matrix."""
        return self.page.locator("table.matrix a.mark").filter(
            has_text=re.compile(rf"\b{code}, {month}:", re.I)
        )

    def submit_in_drawer(self, file: Path, *, number: str = "") -> None:
        self.drawer.locator("input[type=file]").set_input_files(file)
        if number:
            self.drawer.get_by_label("Número").fill(number)
        self.drawer.get_by_role("button", name="Enviar", exact=True).click()

    def close_drawer(self) -> None:
        """Close it; where something changed the page is read again."""
        changed = self.page.locator("#cajon[data-changed]").count()
        if changed:
            with self.page.expect_navigation():
                self.page.keyboard.press("Escape")
        else:
            self.page.keyboard.press("Escape")
        expect(self.page.locator("#cajon")).to_be_hidden()

    def download(self, act: Callable[[], None], folder: Path) -> Path:
        with self.page.expect_download() as started:
            act()
        path = folder / started.value.suggested_filename
        started.value.save_as(path)
        return path

    # -- the page of a record ------------------------------------------------------------------

    def step(self, name: str, *, password: bool = False) -> None:
        """Take a step; with the password where it is declared in person."""
        steps = self.page.locator(".steps")
        if password:
            steps.locator("summary", has_text=name).click()
            self.page.get_by_label("Su contraseña").fill(PASSWORD)
            steps.locator("details[open]").get_by_role("button", name=name).click()
        else:
            steps.get_by_role("button", name=name, exact=True).click()

    def sees_state(self, name: str) -> None:
        expect(self.page.locator(".big-state")).to_contain_text(name)

    # -- what no page may do -------------------------------------------------------------------

    def _watch_request(self, request: Request) -> None:
        if request.url.startswith(MADE_HERE):
            return
        if not request.url.startswith(f"{self.site.url}/"):
            self.troubles.append(f"request to {urlsplit(request.url).netloc}: {request.url}")

    def _watch_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.refusals:
            self.troubles.append(f"{response.status}: {response.request.method} {response.url}")

    def _watch_console(self, message: Any) -> None:
        told = any(f"status of {status}" in message.text for status in self.refusals)
        # htmx says in the console that an answer was an error; the answer itself is judged above.
        told = told or (bool(self.refusals) and message.text.startswith("Response Status Error Code"))
        if message.type in ("error", "warning") and not told:
            self.troubles.append(
                f"console {message.type}: {message.text} ({message.page and message.page.url})"
            )


def sideways(page: Page) -> int:
    """How many pixels the page is wider than the window."""
    return int(page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth"))
