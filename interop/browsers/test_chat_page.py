"""The page of the chat in real browser engines: loaded over HTTP from the server that it talks to."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from interop.browsers.engines import ENGINES, Engine, run, visit
from tests.examples.program import Client, Program, started

CHOOSE = "Connected. Choose a nickname."
CLOSED = "The connection is closed."
HOSTILE = "<img src=x onerror=\"note('attacked')\"> <b>&amp;</b> \u202e 😀"
SHOWN = HOSTILE.replace("\u202e", " ")

engines = pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.name)


def page(program: Program) -> str:
    return f"http://127.0.0.1:{program.port}/"


def script(*steps: str) -> str:
    """Steps one after the other: what begins with a verb of JavaScript is done, all else awaited."""
    code = "done();"
    for step in reversed(steps):
        act = step.startswith(("enter(", "click(", "note("))
        code = f"{step};\n{code}" if act else f"when({json.dumps(step)}, function () {{ {code} }});"
    return f"function click(id) {{ document.getElementById(id).click(); }}\n{code}"


def typed(text: str) -> str:
    return f"enter({json.dumps(text)})"


def waited(steps: list[str]) -> list[str]:
    return [step for step in steps if not step.startswith(("enter(", "click(", "note("))]


def test_both_browsers_and_another_client_talk() -> None:
    """Each hears what the others say, and what they say is shown as text, whatever it is."""
    told = {"webkit75": "na\u00efve \u4e16\U0001f600", "webkit76": '<b>bold</b> & "quoted"'}

    def steps(name: str, other: str) -> list[str]:
        return [
            *(CHOOSE, typed(name), f"Connected as {name}.", f"* {other} joined", "* ann joined"),
            *(typed(told[name]), f"{name}: {told[name]}", f"{other}: {told[other]}"),
            f"ann: {SHOWN}",
        ]

    look = 'note(document.getElementById("log").getElementsByTagName("*").length - lines().length)'
    with started("chat") as program, Client(program) as ann, ThreadPoolExecutor() as pool:
        ann.send("ann")
        ann.hears("* you are ann", "* ann joined")
        rows = {
            "webkit75": steps("webkit75", "webkit76"),
            "webkit76": steps("webkit76", "webkit75"),
        }
        pages = {
            name: pool.submit(visit, engine, page(program), script(*rows[name], look))
            for name, engine in zip(rows, ENGINES, strict=True)
        }
        heard = [ann.hear(), ann.hear()]
        while not {"* webkit75 joined", "* webkit76 joined"} <= set(heard):
            heard.append(ann.hear())
        ann.send(HOSTILE)
        heard += [ann.hear() for _ in range(7 - len(heard))]
        for name, row in rows.items():
            assert pages[name].result() == [*waited(row), "0"]
    said = [f"{name}: {text}" for name, text in told.items()]
    around = [f"* {name} {what}" for name in told for what in ("joined", "left")]
    assert sorted(heard) == sorted([*said, *around, f"ann: {SHOWN}"])


@engines
def test_a_wrong_nickname_and_a_broken_limit_can_be_put_right(engine: Engine) -> None:
    steps = [
        *(CHOOSE, "enter('a b')"),
        "* a nickname is 1 to 20 letters, digits, - or _; choose another",
        *("note(seen('label'))", "enter('ann')", "* this nickname is taken; choose another"),
        *("enter('bob')", "Connected as bob.", "note(seen('label'))"),
        *("enter(times(501, 'x'))", "* not sent: it is longer than 500 characters"),
        *("enter(times(5000, 'x'))", CLOSED, "note(document.getElementById('text').disabled)"),
        *("click('again')", CHOOSE, "enter('bob')", "Connected as bob."),
    ]
    with started("chat") as program, Client(program, 75) as ann:
        ann.send("ann")
        ann.hears("* you are ann", "* ann joined")
        said = visit(engine, page(program), script(*steps))
        ann.hears("* bob joined", "* bob left", "* bob joined", "* bob left")
    expected = waited(steps)
    expected.insert(2, "Nickname")
    expected.insert(5, "Message")
    expected.insert(8, "true")
    assert said == expected


@engines
def test_the_server_stops_and_the_page_says_so(engine: Engine) -> None:
    """SIGTERM to the program: the page is closed politely, and can not come back."""
    gone = (
        "No connection: the server is not there, or this browser speaks another version of the "
        "protocol than drafts 75 and 76."
    )
    steps = ["enter('bob')", "* bob joined", CLOSED, "click('again')", gone]
    with started("chat") as program, Client(program) as ann, ThreadPoolExecutor() as pool:
        ann.send("ann")
        ann.hears("* you are ann", "* ann joined")
        browser = pool.submit(visit, engine, page(program), script(CHOOSE, *steps))
        ann.hears("* bob joined")
        program.process.terminate()
        ann.is_closed(after_messages=True)  # "* bob left", if he was closed first
        assert browser.result() == waited([CHOOSE, *steps])
        assert program.ends() == (0, "")


@engines
@pytest.mark.parametrize("origin", ["http", "file", "null"])
def test_a_page_of_another_site_is_refused(engine: Engine, origin: str) -> None:
    with started("chat") as program:
        assert run(engine, 'connect("/chat");', program.port, origin=origin) == ["close"]
