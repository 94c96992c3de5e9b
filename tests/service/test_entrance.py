"""The pages at the entrance: what whoever is not signed in sees, the way in, and the pages of refusals."""

import re
from pathlib import Path

import httpx
import pytest

from service.access import COOKIE
from service.entrance import local
from tests.service.offices import PASSWORD, made, opened, root
from tests.service.serving import WEEK, serving, signed_in

HTML = {"Accept": "text/html"}


@pytest.mark.parametrize("path", ["/", "/docs", "/?week=2026-W48&status=served", "/?q=柳塘"])
def test_a_path_of_this_service_is_gone_on_to(path: str) -> None:
    assert local(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "docs", "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "/\t/evil", "/\n"],
)
def test_what_a_browser_could_take_for_another_site_is_not(path: str) -> None:
    assert local(path) == "/"


def test_whoever_is_not_signed_in_sees_figures_of_the_whole_city_and_no_need(solved: httpx.Client) -> None:
    with signed_in(solved, None) as public:
        page = public.get("/", headers=HTML)
    assert page.status_code == 200
    assert "五社联动 · 每周方案" in page.text
    assert "need" not in re.sub(r"<[^>]*>", "", page.text)
    assert "柳塘" not in page.text


def test_a_page_that_needs_somebody_leads_to_the_way_in_and_its_json_says_so(public: httpx.Client) -> None:
    form = public.post(f"/weeks/{WEEK}/runs", headers=HTML)
    assert (form.status_code, form.headers["location"]) == (303, "/sign-in?next=/")
    program = public.post(f"/weeks/{WEEK}/runs")
    assert (program.status_code, program.headers["content-type"]) == (401, "application/problem+json")


def test_the_form_signs_in_and_goes_on(public: httpx.Client, admin: httpx.Client) -> None:
    made(admin)
    form = {"login": "lin", "password": PASSWORD, "next": "/docs"}
    answer = public.post("/sign-in", data=form, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, "/docs")
    assert COOKIE in public.cookies
    again = public.get("/sign-in?next=/docs", headers=HTML)
    assert (again.status_code, again.headers["location"]) == (303, "/docs")
    out = public.post("/sign-out", headers=HTML)
    assert (out.status_code, out.headers["location"], COOKIE in public.cookies) == (303, "/", False)
    assert public.post("/sign-out", headers=HTML).status_code == 303


def test_a_wrong_word_is_told_in_place_in_both_languages_without_the_password(public: httpx.Client) -> None:
    form = {"login": '"><b>', "password": "not the password"}
    for language, told in (("zh", "登录名或密码不正确"), ("en", "Login or password is not right")):
        answer = public.post("/sign-in", data=form, headers={**HTML, "Accept-Language": language})
        assert (answer.status_code, told in answer.text) == (401, True)
        assert "not the password" not in answer.text
        assert '"><b>' not in answer.text
    for _ in range(3):
        public.post("/sign-in", data=form, headers=HTML)
    locked = public.post("/sign-in", data=form, headers={**HTML, "Accept-Language": "en"})
    assert (locked.status_code, locked.headers["retry-after"]) == (429, "60")
    assert "Try again in 1 minute." in locked.text


def test_another_site_signs_nobody_in_or_out(coordinator: httpx.Client) -> None:
    evil = {"Origin": "https://evil.example", **HTML}
    for path, form in (("/sign-in/demonstration", {"role": "admin"}), ("/sign-in", {"login": "x"}), ("/sign-out", {})):
        assert coordinator.post(path, data=form, headers=evil).status_code == 403
    assert coordinator.get("/api/me").json()["role"] == "coordinator"


def test_a_form_with_something_else_in_it_is_refused(public: httpx.Client) -> None:
    answer = public.post("/sign-in", data={"login": "lin", "password": "x", "role": "admin"}, headers=HTML)
    assert (answer.status_code, "form.role" in answer.text or "body.role" in answer.text) == (422, True)


@pytest.mark.parametrize(("path", "status"), [("/nowhere", 404), ("/api/accounts", 404)])
def test_an_error_is_told_to_whoever_is_signed_in_as_herself(planner: httpx.Client, path: str, status: int) -> None:
    answer = planner.get(path, headers=HTML)
    assert answer.status_code == status
    if not path.startswith("/api"):
        assert "规划员" in answer.text


def test_an_empty_store_says_how_to_begin(tmp_path: Path) -> None:
    with serving(tmp_path / "empty.db", None) as client:
        page = client.get("/", headers={**HTML, "Accept-Language": "en"}).text
    assert "tongxin seed taicang" in page
    assert "tongxin admin create LOGIN --name NAME" in page
    assert "without a password" not in page


def test_a_store_without_demonstration_has_no_buttons(tmp_path: Path) -> None:
    with opened(tmp_path / "own.db") as store:
        root(store)
    with serving(tmp_path / "own.db", None) as client:
        page = client.get("/sign-in", headers=HTML).text
        assert "/sign-in/demonstration" not in page
        client.post("/sign-in", data={"login": "root", "password": PASSWORD}, headers=HTML)
        assert client.get("/", headers=HTML).headers["location"] == "/admin/accounts"


@pytest.mark.parametrize(
    ("role", "start"),
    [("coordinator", "/"), ("planner", "/gaps"), ("sponsor", "/sponsor"), ("admin", "/admin/accounts")],
)
def test_each_role_begins_where_its_work_is(public: httpx.Client, role: str, start: str) -> None:
    answer = public.post("/sign-in/demonstration", data={"role": role}, headers=HTML)
    assert (answer.status_code, answer.headers["location"]) == (303, start)
    wanted = public.post("/sign-in/demonstration", data={"role": role, "next": "/docs"}, headers=HTML)
    assert wanted.headers["location"] == "/docs"
