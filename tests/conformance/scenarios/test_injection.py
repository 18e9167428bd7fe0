"""What comes back of a line end, of a bare CR and of a letter beyond ASCII, and what it is called.

The answers are written by hand, as real servers gave them: a bare CR is a byte of its field (76 §5.1
item 5), an LF ends a line for lenient clients, and a letter may lose its top bit on the way.
"""

from __future__ import annotations

import pytest

from conformance.checks import judge
from conformance.reading import Reading
from conformance.scenario import Scenario, Setting
from conformance.scenarios.draft75 import s7_injection as injection75
from conformance.scenarios.draft76 import s7_injection as injection76
from reports.model import Kind, Verdict

SETTING = Setting(port=9000, path="/demo")
SCENARIOS = {s.id: s for s in (*injection75.SCENARIOS, *injection76.SCENARIOS)}
ACCENT = "\u00e9".encode()


def answer(
    draft: str, path: bytes = b"/demo", origin: bytes = b"http://example.com", protocol: bytes = b""
) -> Reading:
    """A 101 of this draft, with these values in it."""
    pre = b"Sec-" if draft == "76" else b""
    lines = [
        b"HTTP/1.1 101 Web Socket Protocol Handshake",
        b"Upgrade: WebSocket",
        b"Connection: Upgrade",
        pre + b"WebSocket-Origin: " + origin,
        pre + b"WebSocket-Location: ws://127.0.0.1:9000" + path,
    ]
    if protocol:
        lines.append(pre + b"WebSocket-Protocol: " + protocol)
    digest = bytes(16) if draft == "76" else b""
    return Reading(draft, b"\r\n".join([*lines, b"", b""]) + digest, None, False)


def refusal(draft: str) -> Reading:
    return Reading(draft, b"", Kind.EOF, False)


def verdict(scenario: Scenario, *readings: Reading) -> Verdict:
    return judge(scenario.requirement.level, scenario.answers(SETTING), readings).verdict


RAW_CR = [
    (f"{draft}/7/cr-in-the-{where}", draft, field, value)
    for draft in ("75", "76")
    for where, field, value in (
        ("path", "path", b"/demo/a\rX-Injected:yes"),
        ("host", "path", b"\rX-Injected: yes/demo"),
        ("origin", "origin", b"http://example.com\rX-Injected: yes"),
        ("subprotocol", "protocol", b"sample\rX-Injected: yes"),
    )
]


@pytest.mark.parametrize(("key", "draft", "field", "value"), RAW_CR)
def test_a_bare_cr_ends_no_line(key: str, draft: str, field: str, value: bytes) -> None:
    scenario = SCENARIOS[key]
    came = answer(draft, **{field: value})
    judged = judge(scenario.requirement.level, scenario.answers(SETTING), (came,))
    assert judged.verdict is Verdict.WARN
    assert "a bare CR that came back in" in judged.choice
    split = answer(draft, **{field: value.replace(b"\r", b"\n")})
    assert verdict(scenario, split) is Verdict.FAIL
    assert verdict(scenario, refusal(draft)) is Verdict.PASS
    assert verdict(scenario, answer(draft)) in {Verdict.PASS, Verdict.INFO}


@pytest.mark.parametrize(
    "key",
    [
        "75/7/cr-escaped-in-the-path",
        "75/7/cr-escaped-in-the-query",
        "76/7/escaped-crlf-in-the-path",
    ],
)
def test_an_escaped_cr_that_was_decoded_is_another_location(key: str) -> None:
    draft = key[:2]
    came = answer(draft, path=b"/demo/a\rX-Injected: yes")
    judged = judge(SCENARIOS[key].requirement.level, SCENARIOS[key].answers(SETTING), (came,))
    assert judged.verdict is Verdict.FAIL
    assert judged.broken is not None
    assert "location" in judged.broken.text


ORIGINS = [
    ("75/7/utf-8-in-the-origin", b"C)"),
    ("75/7/utf-8-in-the-origin", b"\xc3\x83\xc2\xa9"),
    ("75/7/utf-8-in-the-origin", ACCENT),  # an answer of draft 75 is ASCII
    ("75/7/latin-1-in-the-origin", b"i"),
    ("76/7/utf-8-in-the-origin", b"C)"),
    ("76/7/utf-8-in-the-origin", b"\xc3\x83\xc2\xa9"),
    ("76/7/latin-1-in-the-origin", b"i"),
    ("76/7/latin-1-in-the-origin", b"\xe9"),  # and one of draft 76 is UTF-8
]


@pytest.mark.parametrize(("key", "came"), ORIGINS)
def test_an_origin_that_was_changed_warns(key: str, came: bytes) -> None:
    draft, scenario = key[:2], SCENARIOS[key]
    changed = answer(draft, origin=b"http://example.com" + came)
    assert verdict(scenario, answer(draft), changed) is Verdict.WARN
    assert verdict(scenario, answer(draft), refusal(draft)) is Verdict.PASS


def test_what_may_come_back_of_such_an_origin() -> None:
    scenario = SCENARIOS["76/7/utf-8-in-the-origin"]
    exact = answer("76", origin=b"http://example.com" + ACCENT)
    assert verdict(scenario, answer("76"), exact) is Verdict.INFO
    for key in ("75/7/utf-8-in-the-origin", "76/7/utf-8-in-the-origin"):
        fixed = answer(key[:2], origin=b"http://of-the-server.example")
        assert verdict(SCENARIOS[key], fixed, fixed) is Verdict.INFO


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        (b"/demo/aC)", Verdict.WARN),
        (b"/demo/a" + ACCENT, Verdict.WARN),
        (b"/demo/a%C3%A9", Verdict.INFO),
        (b"/demo", Verdict.INFO),
    ],
)
def test_a_letter_in_the_path(came: bytes, expected: Verdict) -> None:
    scenario = SCENARIOS["75/7/utf-8-in-the-path"]
    assert verdict(scenario, answer("75"), answer("75", path=came)) is expected


CONTROLS = [
    ("76/7/control-bytes-in-the-path", b"/demo/a\x00\x01\x1b[31m\x7f"),
    ("76/7/control-bytes-in-the-origin", b"http://example.com\x00b\x1b[31mred"),
]


@pytest.mark.parametrize(("key", "sent"), CONTROLS)
def test_a_reason_phrase_may_repeat_control_bytes(key: str, sent: bytes) -> None:
    """autobahn 0.7.4 quotes the path that it refuses; 76 §5.2 step 11 speaks of a 101 only."""
    scenario = SCENARIOS[key]
    refused = Reading("76", b"HTTP/1.1 400 no " + sent + b"\r\n\r\n", Kind.EOF, False)
    judged = judge(scenario.requirement.level, scenario.answers(SETTING), (refused,))
    assert judged.verdict is Verdict.INFO
    assert judged.choice.startswith("a refusal that repeats the control bytes")
    where = "path" if key.endswith("path") else "origin"
    assert verdict(scenario, answer("76", **{where: sent})) is Verdict.WARN
    assert verdict(scenario, refusal("76")) is Verdict.PASS


def test_a_refusal_that_is_split_fails() -> None:
    split = Reading("76", b"HTTP/1.1 400 no /a\nX-Injected: yes\r\n\r\n", Kind.EOF, False)
    for key in ("control-bytes-in-the-path", "lf-in-the-path", "escaped-lf-and-nul-in-the-path"):
        assert verdict(SCENARIOS[f"76/7/{key}"], split) is Verdict.FAIL


def test_a_byte_00_in_a_refusal_is_no_location() -> None:
    scenario = SCENARIOS["76/7/escaped-lf-and-nul-in-the-path"]
    refused = Reading("76", b"HTTP/1.1 400 no \x00b\r\n\r\n", Kind.EOF, False)
    assert verdict(scenario, refused) is Verdict.PASS
    assert verdict(scenario, answer("76", path=b"/demo/a\x00b")) is Verdict.FAIL
