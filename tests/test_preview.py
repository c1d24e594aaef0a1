from __future__ import annotations

import asyncio
import http.client
import io
import json
import socket
from dataclasses import dataclass

import httpx
import pytest
from PIL import Image
from starlette.types import ASGIApp

from handoutpress.errors import ContentError, HandoutError, Problem
from handoutpress.outcome import BuildResult
from handoutpress.watch.board import MOST_HANDOUTS, MOST_PDFS, Board
from handoutpress.watch.preview import make_app
from handoutpress.watch.saved import SavedHandout
from handoutpress.watch.server import DEFAULT_PORT, serving
from tests import board_makers as makers
from tests.board_makers import GOOD, LARGE, OTHER, OTHER_TARGET, STANDARD, Shelf
from tests.small_press import print_page

PORT = 8137
TWO_PAGES = '<p style="break-after: page">One</p><p>Two</p>'
LONG_S = 30


@pytest.fixture(scope="module")
def one_page() -> bytes:
    return print_page("<p>Words.</p>")


@pytest.fixture(scope="module")
def two_pages() -> bytes:
    return print_page(TWO_PAGES)


@pytest.fixture
def shelf(two_pages: bytes) -> Shelf:
    return Shelf({STANDARD.path: two_pages, LARGE.path: two_pages, OTHER_TARGET.path: two_pages})


@pytest.fixture
def board(shelf: Shelf) -> Board:
    return shelf.make_board()


@dataclass(frozen=True)
class Client:
    """Asks the application as a browser does, without a network."""

    app: ASGIApp

    def request(self, method: str, path: str, **options: object) -> httpx.Response:
        return asyncio.run(self._request(method, path, **options))

    async def _request(self, method: str, path: str, **options: object) -> httpx.Response:
        transport = httpx.ASGITransport(self.app)
        address = f"http://127.0.0.1:{PORT}"
        async with httpx.AsyncClient(transport=transport, base_url=address) as client:
            return await client.request(method, path, **options)

    def get(self, path: str, **options: object) -> httpx.Response:
        return self.request("GET", path, **options)


@pytest.fixture
def client(board: Board) -> Client:
    return Client(make_app(board, PORT))


def state(client: Client, **query: object) -> dict[str, object]:
    answer = client.get("/state.json", params=query)
    assert answer.status_code == 200
    return answer.json()


# --- who is let in --------------------------------------------------------------------------------

EVERY_PATH = ["/", "/preview.css", "/preview.js", "/icon.svg", "/state.json", "/pdf", "/events"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8137", "localhost:8137", "[::1]:8137", "LOCALHOST:8137"]
)
def test_this_computer_is_let_in(client: Client, host: str) -> None:
    assert client.get("/state.json", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("path", [*EVERY_PATH, "/page/1.png", "/nothing"])
@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8137",
        "127.0.0.1",
        "127.0.0.1:80",
        "localhost.evil.example:8137",
        "127.0.0.1:8137.evil.example",
        "",
    ],
)
def test_another_host_name_is_refused_everywhere(client: Client, path: str, host: str) -> None:
    assert client.get(path, headers={"host": host}).status_code == 421


def test_two_host_names_are_refused(client: Client) -> None:
    hosts = [("host", "127.0.0.1:8137"), ("host", "evil.example")]
    assert client.get("/state.json", headers=hosts).status_code == 421


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "https://127.0.0.1:8137", "http://127.0.0.1:9", "null"]
)
def test_the_script_of_another_site_is_refused(client: Client, origin: str) -> None:
    assert client.get("/state.json", headers={"origin": origin}).status_code == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site", "anything"])
def test_a_request_from_another_site_is_refused(client: Client, site: str) -> None:
    assert client.get("/pdf", headers={"sec-fetch-site": site}).status_code == 403


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_request_from_the_page_or_from_a_person_is_let_in(client: Client, site: str) -> None:
    headers = {"sec-fetch-site": site, "origin": "http://127.0.0.1:8137"}
    assert client.get("/", headers=headers).status_code == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/state.json", "/events"])
def test_only_reading_is_let_in(client: Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


def test_the_head_of_a_page_may_be_asked_for(client: Client) -> None:
    assert client.request("HEAD", "/").status_code == 200


@pytest.mark.parametrize("path", ["/", "/state.json", "/page/9.png", "/nothing"])
def test_every_answer_lets_the_browser_load_from_here_only(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith(
        "default-src 'none'; img-src 'self'; connect-src 'self'; script-src 'self'; "
        "style-src 'self';"
    )
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"


# --- what is shown --------------------------------------------------------------------------------


def test_before_the_first_pass_it_says_that_it_runs(client: Client) -> None:
    assert state(client)["status"] == "The first build is running."
    assert state(client)["hint"] == "Save a handout to see it here."


def test_until_a_handout_is_saved_every_problem_is_named(board: Board, client: Client) -> None:
    board.update(makers.result(STANDARD, problems=(makers.PROBLEM,)), None)
    shown = state(client)
    assert shown["hint"] == "Save a handout to see it here."
    assert shown["problems"] == []
    assert [each["place"] for each in shown["elsewhere"]] == ["handouts/care/good.yaml, line 4"]


def test_the_saved_handout_is_shown(board: Board, client: Client) -> None:
    board.update(makers.result(STANDARD, LARGE), GOOD)
    shown = state(client)
    assert shown["title"] == "care/good"
    assert shown["shown"] == STANDARD.path
    assert shown["status"] == "Rebuilt 14:02:03: 2 pages."
    # 100 mm by 80 mm at 110 dots per inch
    assert shown["pages"] == [[433, 346], [433, 346]]
    assert (shown["problems"], shown["notice"], shown["hint"]) == ([], "", "")


def test_the_editions_of_the_session_can_be_chosen(board: Board, client: Client) -> None:
    board.update(makers.result(STANDARD, LARGE, OTHER_TARGET), OTHER)
    board.update(makers.result(STANDARD, LARGE, fresh=(OTHER_TARGET,)), GOOD)
    shown = state(client, show=OTHER_TARGET.path, seen=2)
    assert [(each["group"], each["label"]) for each in shown["offers"]] == [
        ("care/good (en)", "standard"),
        ("care/good (en)", "large-print"),
        ("care/other (en)", "standard"),
    ]
    assert shown["shown"] == OTHER_TARGET.path


def test_a_new_save_shows_its_handout_in_the_chosen_edition(board: Board, client: Client) -> None:
    # Given a reader who looks at the large print of another handout
    other_large = makers.Target("en/care/other.large-print.pdf", "care/other", "en", "large-print")
    targets = (STANDARD, LARGE, OTHER_TARGET, other_large)
    board.update(makers.result(*targets), OTHER)
    assert state(client, show=other_large.path, seen=1)["shown"] == other_large.path
    # When this handout is saved
    board.update(makers.result(*targets), GOOD)
    # Then its large print is shown
    assert state(client, show=other_large.path, seen=1)["shown"] == LARGE.path


def test_saving_again_keeps_the_chosen_edition(board: Board, client: Client) -> None:
    board.update(makers.result(STANDARD, LARGE), GOOD)
    board.update(makers.result(STANDARD, LARGE), GOOD)
    assert state(client, show=LARGE.path, seen=1)["shown"] == LARGE.path


def test_a_template_keeps_what_is_shown(board: Board, client: Client) -> None:
    board.update(makers.result(STANDARD, OTHER_TARGET), OTHER)
    board.update(makers.result(STANDARD, OTHER_TARGET), GOOD)
    board.update(makers.result(STANDARD, OTHER_TARGET), None)
    shown = state(client, show=OTHER_TARGET.path, seen=2)
    assert shown["shown"] == OTHER_TARGET.path


def test_problems_are_told_in_plain_words(board: Board, client: Client) -> None:
    problems = (makers.SHARED_PROBLEM, makers.PROBLEM)
    board.update(BuildResult(problems=problems, stale=(makers.stale(STANDARD),)), GOOD)
    shown = state(client)
    assert shown["problems"] == [
        {
            "severity": "error",
            "place": "handouts/care/good.yaml, line 4",
            "what": "The picture 'x.png' is not there.",
            "remedy": "Put it there.",
        }
    ]
    assert [each["place"] for each in shown["elsewhere"]] == ["handouts/clinic.yaml, line 2"]
    assert shown["status"] == "Not rebuilt 14:02:03: 1 problem. These pages are out of date."
    assert shown["stale"] is True
    assert shown["notice"] == (
        "Out of date: this is the PDF of the last good build; content is wrong."
    )
    assert len(shown["pages"]) == 2


def test_a_failure_is_told_with_its_edition(board: Board, client: Client) -> None:
    board.update(BuildResult(failed=(makers.failed(LARGE),), fresh=(STANDARD,)), GOOD)
    shown = state(client, show=LARGE.path, seen=1)
    assert shown["problems"] == [
        {
            "severity": "error",
            "place": "Edition large-print",
            "what": "It was not made: a letter is missing.",
            "remedy": "",
        }
    ]
    assert shown["notice"] == "Out of date: this is the PDF of the last good build."


def test_a_handout_without_a_pdf_says_so(board: Board, client: Client) -> None:
    new = SavedHandout("care/new", "", "handouts/care/new.yaml")
    board.update(BuildResult(), new)
    shown = state(client)
    assert shown["title"] == "care/new"
    assert str(shown["hint"]).startswith("There is no PDF of this handout yet.")
    assert shown["offers"] == [
        {"key": "handouts/care/new.yaml", "group": "care/new", "label": "no PDF yet"}
    ]


def test_the_problems_of_another_language_are_not_this_handouts(
    board: Board, client: Client
) -> None:
    spanish = Problem("x", 1, 1, "w", "r", handout_id="care/good", language="es")
    english = Problem("y", 1, 1, "w", "r", handout_id="care/good", language="en")
    board.update(makers.result(STANDARD, problems=(spanish, english)), GOOD)
    shown = state(client)
    assert [each["place"] for each in shown["problems"]] == ["y, line 1"]
    assert [each["place"] for each in shown["elsewhere"]] == ["x, line 1"]


def test_the_problems_elsewhere_do_not_bury_the_handouts_own(board: Board, client: Client) -> None:
    many = tuple(Problem(f"z{number:02}", 1, 1, "w", "r") for number in range(23))
    board.update(makers.result(STANDARD, problems=many), GOOD)
    shown = state(client)
    assert len(shown["elsewhere"]) == 20
    assert shown["more_elsewhere"] == "And 3 more; the command check names them all."


def test_a_pass_that_could_not_be_run_is_told(board: Board, client: Client) -> None:
    board.update(makers.result(STANDARD), GOOD)
    board.tell_error(HandoutError("another build is at work"), None)
    shown = state(client)
    assert shown["notice"] == "Nothing could be built: another build is at work."
    assert shown["status"] == "Not built 14:02:03."
    assert len(shown["pages"]) == 2


def test_content_that_could_not_be_read_is_told_as_problems(board: Board, client: Client) -> None:
    board.update(makers.result(STANDARD), GOOD)
    board.tell_error(ContentError([makers.PROBLEM]), GOOD)
    shown = state(client)
    assert shown["status"] == "Not rebuilt 14:02:03: 1 problem."
    assert shown["notice"] == ""


def test_a_running_pass_is_shown_until_it_ends(board: Board, client: Client) -> None:
    board.begin()
    assert state(client)["building"] is True
    board.update(None, None)
    assert state(client)["building"] is False


def test_hostile_words_stay_words(board: Board, client: Client) -> None:
    hostile = Problem("<b>.yaml", 1, 1, "<img src=x onerror=alert(1)>", "</script>")
    board.update(makers.result(STANDARD, problems=(hostile,)), GOOD)
    answer = client.get("/state.json")
    assert answer.headers["content-type"] == "application/json"
    assert answer.json()["elsewhere"][0]["what"] == "<img src=x onerror=alert(1)>."
    assert "onerror" not in client.get("/").text


def test_the_session_remembers_the_last_handouts(board: Board, client: Client) -> None:
    for number in range(MOST_HANDOUTS + 5):
        board.update(BuildResult(), SavedHandout(f"care/h{number}", "", f"handouts/{number}"))
    offers = state(client)["offers"]
    assert isinstance(offers, list)
    assert len(offers) == MOST_HANDOUTS
    assert offers[0]["group"] == f"care/h{MOST_HANDOUTS + 4}"


# --- pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scale", "width"), [(1, 433), (2, 866), (3, 1299)])
def test_a_page_is_drawn_for_the_screen(
    board: Board, client: Client, scale: int, width: int
) -> None:
    board.update(makers.result(STANDARD), GOOD)
    version = state(client)["version"]
    answer = client.get("/page/2.png", params={"v": version, "scale": scale})
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "private, max-age=3600, immutable"
    with Image.open(io.BytesIO(answer.content)) as picture:
        assert abs(picture.width - width) <= scale


@pytest.mark.parametrize(
    "path",
    [
        "/page/3.png?v={}",
        "/page/0.png?v={}",
        "/page/1.png?v={}&scale=99",
        "/page/1.png?v={}&scale=x",
        "/page/1.png?v=unknown",
        "/page/1.png",
        "/page/x.png?v={}",
        "/page/..%2F..%2Fetc%2Fpasswd",
        "/../../etc/passwd",
        "/page/index.html",
    ],
)
def test_what_is_not_shown_is_not_there(board: Board, client: Client, path: str) -> None:
    board.update(makers.result(STANDARD), GOOD)
    assert client.get(path.format(state(client)["version"])).status_code == 404


@pytest.mark.parametrize("key", ["../../etc/passwd", "/etc/passwd", OTHER_TARGET.path, ""])
def test_what_is_not_of_the_session_is_not_shown(board: Board, client: Client, key: str) -> None:
    board.update(makers.result(STANDARD, fresh=(OTHER_TARGET,)), GOOD)
    assert state(client, show=key, seen=1)["shown"] == STANDARD.path


def test_the_pdf_opens_in_the_browser(board: Board, client: Client, two_pages: bytes) -> None:
    board.update(makers.result(STANDARD), GOOD)
    version = state(client)["version"]
    answer = client.get("/pdf", params={"v": version, "name": 'care-"good"\r\nx: y'})
    assert answer.content == two_pages
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == 'inline; filename="care-good-x-y.pdf"'


def test_an_old_address_of_a_pdf_leads_to_the_page(client: Client) -> None:
    answer = client.get("/pdf?v=old")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_the_pages_of_the_pdf_before_can_still_be_loaded(
    shelf: Shelf, board: Board, client: Client, one_page: bytes
) -> None:
    # Given a page that has learnt of a PDF
    board.update(makers.result(STANDARD), GOOD)
    before = state(client)["version"]
    # When it is built anew before the pictures are loaded
    shelf.pdfs[STANDARD.path] = one_page
    board.update(makers.result(STANDARD), GOOD)
    assert state(client)["version"] != before
    # Then they are still there
    assert client.get("/page/2.png", params={"v": before}).status_code == 200


def test_old_pdfs_are_let_go(board: Board) -> None:
    pdfs = [f"%PDF {number}".encode() for number in range(MOST_PDFS + 1)]
    shelf = Shelf()
    board = shelf.make_board()
    versions = []
    for pdf in pdfs:
        shelf.pdfs[STANDARD.path] = pdf
        found = board.read_pdf(STANDARD)
        assert found is not None
        versions.append(found[0])
    assert board.find_pdf(versions[0]) is None
    assert board.find_pdf(versions[-1]) == pdfs[-1]


def test_a_pdf_that_is_none_shows_no_pages(shelf: Shelf, board: Board, client: Client) -> None:
    shelf.pdfs[STANDARD.path] = b"not a PDF"
    board.update(makers.result(STANDARD), GOOD)
    assert state(client)["pages"] == []


# --- events and the server ------------------------------------------------------------------------


def open_events(address: str) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
    connection = http.client.HTTPConnection(address.split("/")[2], timeout=LONG_S)
    connection.request("GET", "/events")
    return connection, connection.getresponse()


def read_event(answer: http.client.HTTPResponse) -> str:
    lines = iter(answer.readline, b"\n")
    return b"".join(lines).decode()


def test_a_change_is_told_at_once(board: Board) -> None:
    # Given a page that listens
    with makers.served(board) as address:
        connection, answer = open_events(address)
        assert answer.getheader("content-type") == "text/event-stream; charset=utf-8"
        assert read_event(answer) == "retry: 1000\n"
        assert read_event(answer) == "event: changed\ndata: 0\n"
        # When a pass ends
        board.update(makers.result(STANDARD), GOOD)
        # Then it is told
        assert read_event(answer) == "event: changed\ndata: 1\n"
        connection.close()


def test_the_end_lets_every_listener_go(board: Board) -> None:
    # Given a page that listens
    with makers.served(board) as address:
        connection, answer = open_events(address)
    # When the watch has ended, then the page was told, and nothing hangs
    assert answer.read().decode().endswith("event: ended\ndata: the watch has ended\n\n")
    connection.close()
    host, port = address.split("/")[2].split(":")
    with socket.socket() as late:
        assert late.connect_ex((host, int(port))) != 0


def test_a_quiet_time_is_filled(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handoutpress.watch.preview.HEARTBEAT_S", 0.01)
    with makers.served(board) as address:
        connection, answer = open_events(address)
        assert [read_event(answer) for _ in range(3)][-1] == ": still here\n"
        connection.close()


def test_the_server_answers_on_loopback(board: Board) -> None:
    board.update(makers.result(STANDARD), GOOD)
    with makers.served(board) as address:
        connection = http.client.HTTPConnection(address.split("/")[2], timeout=LONG_S)
        connection.request("GET", "/state.json")
        assert json.load(connection.getresponse())["title"] == "care/good"
        connection.close()
    assert address.startswith("http://127.0.0.1:")


def test_a_second_preview_takes_the_next_port() -> None:
    with (
        serving(Shelf().make_board(), None) as first,
        serving(Shelf().make_board(), None) as second,
    ):
        ports = [int(address.split(":")[-1].strip("/")) for address in (first, second)]
    assert DEFAULT_PORT <= ports[0] < ports[1] < DEFAULT_PORT + 20


def test_a_port_that_is_taken_is_refused_by_name(board: Board) -> None:
    with makers.served(board) as address:
        port = int(address.split(":")[-1].strip("/"))
        with pytest.raises(HandoutError) as caught, serving(Shelf().make_board(), port):
            pass
    assert str(caught.value) == (
        f"the preview cannot have port {port} of this computer; leave out --port, or give another"
    )
