"""The catalogue in a real browser, opened from a disk: search, PDFs, keyboard, screen reader."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pikepdf
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from handoutpress.catalogue import Catalogue, CatalogueBooklet, CatalogueSet, picture_path
from handoutpress.first_page import draw_first_page
from handoutpress.labels import Labels, read_labels
from handoutpress.model import State
from tests.catalogues import compose_pages, make_catalogue, make_catalogue_pdf, make_entry

pytest_plugins = ("tests.browser",)

TODAY = datetime(2027, 5, 2, 12)
# The smallest screen that must do. Source: WCAG 2.2, 1.4.10.
NARROW = {"width": 320, "height": 640}
# Source: WCAG 2.2, A and AA, and axe-core's own advice on structure.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
TYPED = '</script><img src=x onerror="document.title = 1">'

FEVER = make_entry(
    summary="What a fever means after chemotherapy.",
    keywords=("chills",),
    codes=("R50.9",),
    former_ids=("care/hot",),
    due=date(2027, 5, 1),
)
PAIN = make_entry(
    "care/pain",
    title="Pain",
    summary="Where it hurts.",
    state=State.UNDER_REVIEW,
    due=date(2027, 5, 2),
)
TAMOXIFEN = make_entry(
    "medicines/tamoxifen",
    title="Tamoxifen",
    summary="A daily pill.",
    topic_title="Medicines",
    state=State.DRAFT,
    version=None,
    pdfs=(
        make_catalogue_pdf(
            "medicines/tamoxifen", is_stale=True, stale_reason="a.yaml:1:1: no picture; add it"
        ),
    ),
)
OLD = make_entry(
    "medicines/old", title=f"Old {TYPED}", summary="No more.", state=State.WITHDRAWN, pdfs=()
)
FIEBRE = make_entry("care/fever", "es", title="Fiebre", summary="Qué es.", topic_title="En casa")
MEDICO = make_entry("care/doctor", "es", title="Su Médico", summary="Él.", topic_title="En casa")
PACKET = CatalogueSet(
    *("start", "en", "Starting out", ("care/pain", "medicines/tamoxifen")),
    pdfs=(make_catalogue_pdf("sets/start"), make_catalogue_pdf("sets/start", "en", "large-print")),
)
BOOKLET = CatalogueBooklet("care", "en", (make_catalogue_pdf("care/booklet"),))


def picture(catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with a picture of every handout that has a PDF."""
    entries = tuple(
        replace(each, picture=picture_path(each.id, each.language)) if each.pdfs else each
        for each in catalogue.entries
    )
    return replace(catalogue, entries=entries)


CATALOGUE = picture(
    make_catalogue(FEVER, PAIN, TAMOXIFEN, OLD, FIEBRE, MEDICO, sets=(PACKET,), booklets=(BOOKLET,))
)


def make_pdf() -> bytes:
    pdf, file = pikepdf.new(), BytesIO()
    with pdf:
        page = pdf.add_blank_page(page_size=(612, 792))
        page.Contents = pdf.make_stream(b"0.5 g 72 72 468 648 re f")
        pdf.save(file)
    return file.getvalue()


def write(folder: Path, catalogue: Catalogue, **labels: Labels) -> None:
    """Write the pages, and the PDFs and pictures that they name."""
    pdf = make_pdf()
    files = {path: html.encode() for path, html in compose_pages(catalogue, **labels).items()}
    holders = (*catalogue.entries, *catalogue.sets, *catalogue.booklets)
    files |= {each.path: pdf for holder in holders for each in holder.pdfs}
    drawn = draw_first_page(pdf)
    files |= {entry.picture: drawn for entry in catalogue.entries if entry.picture}
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out of the clinic")
    write(folder, CATALOGUE)
    return folder


class Visit:
    """A visit to the page: what was asked for on the way, and what went wrong."""

    def __init__(self, page: Page, out: Path) -> None:
        self.page, self.out = page, out
        self.requests: list[str] = []
        self.faults: list[str] = []
        # Chromium's viewer has been seen to hang when its tab is closed; here the request counts.
        page.route("**/*.pdf", lambda route: route.fulfill(status=204))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.faults.append(message.text))
        page.on("pageerror", lambda error: self.faults.append(str(error)))

    def open(self, path: str = "index.html", hash_: str = "") -> Page:
        self.page.goto((self.out / path).as_uri() + hash_)
        return self.page

    def titles(self) -> list[str]:
        """Return the titles of the handouts that are shown."""
        shown = self.page.locator(".rows > li:visible h3")
        return [" ".join(each.split()) for each in shown.all_inner_texts()]


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Share a profile, because a new one for each test takes longer than the test."""
    with browser.new_context() as context:
        context.clock.set_fixed_time(TODAY)
        yield context


@pytest.fixture
def visit(context: BrowserContext, out: Path) -> Iterator[Visit]:
    with context.new_page() as page:
        page.set_viewport_size({"width": 1200, "height": 900})
        visit = Visit(page, out)
        yield visit
        assert visit.faults == []


def expect_status(page: Page, words: str) -> None:
    expect(page.get_by_role("status")).to_have_text(words)


def say_focus(page: Page) -> str:
    """Return the words of what has the focus."""
    words = page.evaluate("document.activeElement.textContent || document.activeElement.id")
    return " ".join(str(words).split())


def find_file(address: str) -> Path:
    return Path(unquote(urlsplit(address).path))


# --- search ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("fever", ["Fever"]),
        ("FÉVER", ["Fever"]),
        ("after chemo", ["Fever"]),
        ("chemo after", ["Fever"]),
        ("chills", ["Fever"]),
        ("r50.9", ["Fever"]),
        ("care/hot", ["Fever"]),
        ("care/", ["Fever", "Pain"]),
        ("medicines/tam", ["Tamoxifen"]),
        ("   ", ["Fever", "Pain", "Tamoxifen", f"Old {TYPED}"]),
    ],
)
def test_search_finds_a_handout_by_any_of_its_words(
    visit: Visit, asked: str, found: list[str]
) -> None:
    page = visit.open()

    page.get_by_label("Search the handouts").fill(asked)

    expect_status(page, f"Handouts found: {len(found)}")
    assert visit.titles() == found


@pytest.mark.parametrize("asked", ["fever pain", "approved", "large print", "español"])
def test_search_wants_every_word_and_none_of_those_that_stand_on_every_handout(
    visit: Visit, asked: str
) -> None:
    page = visit.open()

    page.get_by_label("Search the handouts").fill(asked)

    expect_status(page, "No handout fits. Try fewer or other words.")
    assert visit.titles() == []
    assert page.locator("h2:visible").count() == 0


@pytest.mark.parametrize(
    ("asked", "found"), [("medico", "Su Médico"), ("el", "Su Médico"), ("FEVER", "Fiebre")]
)
def test_search_in_spanish_needs_no_accents_and_knows_the_english_title(
    visit: Visit, asked: str, found: str
) -> None:
    page = visit.open("index/es.html")

    page.get_by_label("Buscar en las hojas").fill(asked)

    expect_status(page, "Hojas encontradas: 1")
    assert visit.titles() == [found]


def test_topics_and_packets_without_a_hit_go_away_and_come_back(visit: Visit) -> None:
    page = visit.open()
    headings = page.locator("h2:visible")
    box = page.get_by_label("Search the handouts")

    box.fill("fever")
    expect(headings).to_have_text(["Care at home"])
    box.fill("tamoxifen")
    expect(headings).to_have_text(["Packets", "Medicines"])
    box.fill("")
    expect(headings).to_have_text(["Packets", "Care at home", "Medicines"])


def test_search_stands_in_the_address_so_that_it_can_be_sent_on(visit: Visit) -> None:
    page = visit.open()
    page.get_by_label("Search the handouts").fill("care & pain=1")
    expect_status(page, "No handout fits. Try fewer or other words.")

    page.get_by_label("Search the handouts").fill("care/ hurts")
    expect_status(page, "Handouts found: 1")
    page.reload()

    expect(page.get_by_label("Search the handouts")).to_have_value("care/ hurts")
    expect_status(page, "Handouts found: 1")
    assert visit.titles() == ["Pain"]


def test_address_with_a_search_opens_with_what_is_found(visit: Visit) -> None:
    page = visit.open(hash_="#q=a+daily&state=draft")

    expect(page.get_by_label("State")).to_have_value("draft")
    assert visit.titles() == ["Tamoxifen"]


def test_address_with_nonsense_shows_everything(visit: Visit) -> None:
    page = visit.open(hash_="#state=%22%5D&x=%zz")

    expect_status(page, "Handouts found: 4")


def test_address_of_a_handout_shows_it_among_all(visit: Visit) -> None:
    page = visit.open(hash_="#medicines/tamoxifen")

    expect_status(page, "Handouts found: 4")
    expect(page.get_by_role("link", name="Tamoxifen", exact=True)).to_be_in_viewport()


def test_search_goes_along_to_the_page_in_the_other_language(visit: Visit) -> None:
    page = visit.open()
    page.get_by_label("Search the handouts").fill("fever")
    expect_status(page, "Handouts found: 1")

    page.get_by_role("navigation").get_by_role("link", name="Español").click()

    expect_status(page, "Hojas encontradas: 1")
    assert visit.titles() == ["Fiebre"]


@pytest.mark.parametrize(
    ("label", "choice", "found"),
    [
        ("Topic", "Care at home", ["Fever", "Pain"]),
        ("State", "Under review", ["Pain"]),
        ("State", "Out of date", ["Tamoxifen"]),
        ("State", "Review overdue", ["Fever"]),
        ("Edition", "Large print", ["Fever", "Pain"]),
    ],
)
def test_filter_shows_only_what_it_names(
    visit: Visit, label: str, choice: str, found: list[str]
) -> None:
    page = visit.open()

    page.get_by_label(label).select_option(choice)

    expect_status(page, f"Handouts found: {len(found)}")
    assert visit.titles() == found


def test_show_all_takes_search_and_filters_back(visit: Visit) -> None:
    page = visit.open(hash_="#q=fever&state=approved")
    expect_status(page, "Handouts found: 1")

    page.get_by_role("button", name="Show all").click()

    expect_status(page, "Handouts found: 4")
    assert page.url == (visit.out / "index.html").as_uri()


def test_review_is_overdue_from_the_day_after_it_was_due(visit: Visit) -> None:
    page = visit.open()

    expect(page.locator("[id='care/fever'] .facts strong")).to_have_text(["Review overdue"])
    expect(page.locator("[id='care/pain'] .facts strong")).to_have_text(["Under review"])


# --- PDFs -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["index.html", "index/es.html"])
def test_every_link_leads_to_a_file_that_is_there(visit: Visit, path: str) -> None:
    page = visit.open(path)
    addresses = page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)")

    files = {find_file(address) for address in addresses}

    assert visit.out / "en/care/fever.large-print.pdf" in files
    assert [file for file in files if not file.is_file()] == []


@pytest.mark.parametrize("name", ["Fever", "Large print (Fever)", "Español (Fiebre)"])
def test_link_opens_its_pdf(visit: Visit, name: str) -> None:
    page = visit.open()
    link = page.locator("[id='care/fever']").get_by_role("link", name=name, exact=True)

    with page.expect_request(lambda request: request.url.endswith(".pdf")) as asked:
        link.click()

    assert find_file(asked.value.url).read_bytes().startswith(b"%PDF")


def test_packet_opens_and_leads_to_its_handouts(visit: Visit) -> None:
    page = visit.open()
    packet = page.locator(".packets > li")
    link = packet.get_by_role("link", name="Tamoxifen", exact=True)
    expect(link).to_be_hidden()

    packet.get_by_text("Handouts: 2").click()

    expect(link).to_be_visible()
    expect(packet.get_by_role("listitem")).to_have_count(2)


def test_one_click_opens_a_whole_packet(visit: Visit) -> None:
    page = visit.open()
    link = page.locator(".packets").get_by_role("link", name="Starting out", exact=True)

    with page.expect_request(lambda request: request.url.endswith(".pdf")) as asked:
        link.click()

    assert find_file(asked.value.url).read_bytes().startswith(b"%PDF")


def test_pictures_are_drawn(visit: Visit) -> None:
    page = visit.open()
    picture = page.locator("[id='care/fever'] img")

    expect(picture).to_have_js_property("complete", True)
    expect(picture).to_have_js_property("naturalWidth", 240)


# --- without a mouse, a wide screen, a network, a script ------------------------------------------


def test_whole_task_needs_no_mouse(visit: Visit) -> None:
    page = visit.open()

    page.keyboard.press("Tab")
    assert say_focus(page) == "Go to the handouts"
    expect(page.get_by_role("link", name="Go to the handouts")).to_be_in_viewport()
    for name in ("English", "Español", "words"):
        page.keyboard.press("Tab")
        assert say_focus(page) == name
    page.keyboard.type("daily pill")
    expect_status(page, "Handouts found: 1")
    for _ in ("Topic", "State", "Edition", "Show all", "Tamoxifen"):
        page.keyboard.press("Tab")
    assert say_focus(page) == "Tamoxifen"
    with page.expect_request(lambda request: request.url.endswith("/tamoxifen.pdf")) as asked:
        page.keyboard.press("Enter")

    assert find_file(asked.value.url).is_file()


def test_enter_in_the_search_leads_to_the_first_handout_found(visit: Visit) -> None:
    page = visit.open()

    page.get_by_label("Search the handouts").fill("care/")
    page.keyboard.press("Enter")

    assert say_focus(page) == "Fever"


def test_slash_leads_to_the_search_and_escape_clears_it(visit: Visit) -> None:
    page = visit.open()
    box = page.get_by_label("Search the handouts")

    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("a/b")
    expect(box).to_have_value("a/b")
    page.keyboard.press("Escape")

    expect(box).to_have_value("")
    expect(box).to_be_focused()
    expect_status(page, "Handouts found: 4")


def test_skip_link_leads_to_the_handouts(visit: Visit) -> None:
    page = visit.open()

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#handouts")).to_be_focused()
    expect_status(page, "Handouts found: 4")


@pytest.mark.parametrize("path", ["index.html", "index/es.html"])
def test_smallest_screen_needs_no_sideways_scrolling(visit: Visit, path: str) -> None:
    visit.page.set_viewport_size(NARROW)
    page = visit.open(path)

    assert page.evaluate("document.documentElement.scrollWidth") == NARROW["width"]


@pytest.mark.parametrize("width", [320, 1200])
def test_what_fingers_touch_is_large_enough(visit: Visit, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 900})
    page = visit.open()
    touched = page.locator("a:not(.skip), input, select, button, summary")

    heights = touched.evaluate_all(
        "all => all.filter(each => each.checkVisibility())"
        ".map(each => Math.ceil(each.getBoundingClientRect().height))"
    )

    assert len(heights) > 10
    assert min(heights) >= 44


def test_focus_can_be_seen(visit: Visit) -> None:
    page = visit.open()
    page.keyboard.press("/")

    style = page.evaluate("getComputedStyle(document.activeElement).outline")

    assert "solid 3px" in style


def test_nothing_is_asked_of_a_network(visit: Visit) -> None:
    page = visit.open()
    page.get_by_label("Search the handouts").fill("fever")
    expect_status(page, "Handouts found: 1")

    assert visit.requests != []
    assert [url for url in visit.requests if not url.startswith("file:///")] == []


def test_without_scripts_everything_is_there_and_nothing_that_would_not_work(
    browser: Browser, out: Path
) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto((out / "index.html").as_uri())

        expect(page.get_by_role("search")).to_be_hidden()
        expect(page.locator(".rows > li")).to_have_count(4)
        expect(page.get_by_role("link", name="Fever", exact=True)).to_be_visible()


def test_title_that_looks_like_a_script_stays_a_title(visit: Visit) -> None:
    page = visit.open()

    assert page.title() == "Patient handouts – Example Clinic"
    assert f"Old {TYPED}" in visit.titles()


def test_policy_of_the_page_refuses_a_script_that_is_not_ours(visit: Visit) -> None:
    page = visit.open()

    page.evaluate(
        "document.body.append(Object.assign(document.createElement('script'),"
        " {textContent: 'document.title = 1'}))"
    )

    assert page.title() == "Patient handouts – Example Clinic"
    assert "Content Security Policy" in visit.faults.pop()


def test_paper_gets_a_plain_list_with_the_packets_open(visit: Visit) -> None:
    page = visit.open()

    page.emulate_media(media="print")

    expect(page.get_by_role("search")).to_be_hidden()
    assert page.locator("img:visible").count() == 0
    assert page.locator(".packets ol").bounding_box() is not None
    expect(page.get_by_role("link", name="Fever", exact=True)).to_be_visible()


# --- axe-core -------------------------------------------------------------------------------------


def find_violations(page: Page) -> str:
    options = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
    results = Axe().run(page, options=options)
    passed = {rule["id"] for rule in results.response["passes"]}
    assert {"color-contrast", "heading-order", "label", "landmark-one-main"} <= passed
    return "" if results.violations_count == 0 else str(results.generate_report())


@pytest.mark.parametrize("path", ["index.html", "index/es.html"])
@pytest.mark.parametrize("width", [320, 1200])
def test_axe_finds_no_violation(visit: Visit, path: str, width: int) -> None:
    visit.page.set_viewport_size({"width": width, "height": 900})
    page = visit.open(path)

    assert find_violations(page) == ""


@pytest.mark.parametrize("asked", ["fever", "nothing like this"])
def test_axe_finds_no_violation_in_a_search(visit: Visit, asked: str) -> None:
    page = visit.open(hash_=f"#q={asked}")

    assert find_violations(page) == ""


def test_axe_finds_no_violation_with_a_packet_open(visit: Visit) -> None:
    page = visit.open()
    page.get_by_text("Handouts: 2").click()

    assert find_violations(page) == ""


def test_page_that_reads_from_the_right_has_its_pictures_on_the_right(
    visit: Visit, tmp_path: Path
) -> None:
    entry = make_entry("care/fever", "ar", title="حمى", topic_title="رعاية")
    catalogue = picture(make_catalogue(entry, default_language="ar", languages=("ar",)))
    write(tmp_path, catalogue, ar=Labels("ar", "rtl", read_labels("en").messages))
    visit.out = tmp_path
    page = visit.open()

    drawn, title = (page.locator(f".rows {tag}").bounding_box() for tag in ("img", "h3"))

    assert drawn is not None
    assert title is not None
    assert drawn["x"] > title["x"]
    assert find_violations(page) == ""
