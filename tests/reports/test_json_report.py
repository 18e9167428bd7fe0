"""The JSON report holds the Run exactly, fits its schema, and refuses what is no report."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from reports import json_report
from reports.json_report import ReportError
from reports.model import Run

from .strategies import REALISTIC, runs

SCHEMA: dict[str, Any] = json.loads((files("reports") / "report.schema.json").read_text("utf-8"))


def _closed(schema: Any) -> Any:
    """The schema with every open object closed: what `dumps` writes must all be described."""
    if isinstance(schema, dict):
        out = {key: _closed(value) for key, value in schema.items()}
        if out.get("additionalProperties") is True:
            out["additionalProperties"] = False
        return out
    return [_closed(item) for item in schema] if isinstance(schema, list) else schema


OPEN = jsonschema.Draft202012Validator(SCHEMA)
CLOSED = jsonschema.Draft202012Validator(_closed(SCHEMA))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["schema"] == {"const": json_report.SCHEMA}


@given(runs)
def test_a_run_comes_back_exactly_and_fits_the_schema(run: Run) -> None:
    text = json_report.dumps(run)
    assert text.isascii()
    assert json_report.loads(text) == run
    CLOSED.validate(json.loads(text))


def test_a_realistic_run_comes_back() -> None:
    text = json_report.dumps(REALISTIC)
    assert json_report.loads(text) == REALISTIC
    CLOSED.validate(json.loads(text))
    assert json.loads(text)["counts"]["fail"] == 1


def _tree() -> Any:
    return json.loads(json_report.dumps(REALISTIC))


def test_unknown_keys_are_allowed_where_objects_may_grow() -> None:
    tree = _tree()
    for part in (tree, tree["tool"], tree["target"], tree["results"][0]):
        part["later"] = [1]
    OPEN.validate(tree)
    assert json_report.loads(json.dumps(tree)) == REALISTIC


def test_a_known_departure_carries_its_reason_and_no_other_result_has_the_key() -> None:
    known = replace(REALISTIC.results[6], known="")
    run = replace(REALISTIC, results=(*REALISTIC.results[:6], known))
    tree = json.loads(json_report.dumps(run))
    assert [r.get("known") for r in tree["results"]] == [None] * 6 + [""]
    assert [("known" in r) for r in tree["results"]] == [False] * 6 + [True]
    assert tree["results"][6]["verdict"] == "fail"
    assert tree["counts"]["fail"] == 1
    CLOSED.validate(tree)
    tree["results"][6]["known"] = None
    with pytest.raises(json_report.ReportError, match=r"results\[6\].known: None is not text"):
        json_report.loads(json.dumps(tree))


def test_the_keys_that_only_say_more_may_be_missing() -> None:
    tree = _tree()
    del tree["seconds"], tree["target"]["options"]
    for result in tree["results"]:
        for key in ("version", "does", "means", "step", "twin", "spans", "cause", "attempts"):
            del result[key]
    OPEN.validate(tree)
    run = json_report.loads(json.dumps(tree))
    assert [r.id for r in run.results] == [r.id for r in REALISTIC.results]


def _with(path: str, value: Any) -> Any:
    tree = copy.deepcopy(_tree())
    *parents, last = path.split("/")
    place = tree
    for step in parents:
        place = place[int(step) if step.isdigit() else step]
    if value is KeyError:
        del place[last]
    else:
        place[last] = value
    return tree


DAMAGED = [
    ("schema", 2, "schema: 2 is unknown"),
    ("schema", True, "schema: True is not a whole number"),
    ("schema", KeyError, "the report: the key 'schema' is missing"),
    ("tool", [], "tool: [] is not an object"),
    ("seed", 1.5, "seed: 1.5 is not a whole number"),
    ("finished", 1, "finished: 1 is not true or false"),
    ("seconds", -1, "seconds: -1 is not a number of seconds"),
    ("results", {}, "results: {} is not a list"),
    ("target/drafts", ["77"], "target.drafts[0]: '77' is not one of: 75, 76, beyond"),
    ("target/drafts", [[]], "target.drafts[0]: [] is not text"),
    ("target/capabilities/echo", 1, "target.capabilities.echo: 1 is not text"),
    ("counts/fail", 0, "counts.fail: says 0, but the results hold 1"),
    ("results/6/id", KeyError, "results[6]: the key 'id' is missing"),
    ("results/6/draft", "x", "results[6].draft: 'x' is not one of"),
    ("results/6/verdict", "FAIL", "results[6].verdict: 'FAIL' is not one of: pass, fail, warn"),
    ("results/6/verdict", [], "results[6].verdict: [] is not one of"),
    ("results/6/level", "must", "results[6].level: 'must' is not one of: MUST"),
    ("results/6/version", 0, "results[6].version: 0 is not 1 or more"),
    ("results/6/expected", ["a", 1], "results[6].expected[1]: 1 is not text"),
    ("results/6/transcript/0/hex", "zz", "results[6].transcript[0].hex: 'zz' is not hexadecimal"),
    ("results/6/transcript/0/hex", "000", "results[6].transcript[0].hex: '000' is not hexadecimal"),
    ("results/6/transcript/0/hex", "0 0 ", "is not hexadecimal"),
    ("results/6/transcript/0/kind", "closed", "transcript[0].kind: 'closed' is not one of: sent"),
    ("results/6/transcript/0/t", None, "results[6].transcript[0].t: None is not a number"),
    ("results/6/transcript/0/t", float("nan"), "results[6].transcript[0].t: nan is not a number"),
    ("results/6/twin/2/hex", "00", "an event of the kind 'eof' has no bytes"),
    ("results/6/spans/0/meaning", KeyError, "results[6].spans[0]: the key 'meaning' is missing"),
]


@pytest.mark.parametrize(("path", "value", "message"), DAMAGED)
def test_a_damaged_report_is_refused_by_place_and_value(
    path: str, value: Any, message: str
) -> None:
    tree = _with(path, value)
    with pytest.raises(ReportError) as raised:
        json_report.loads(json.dumps(tree))
    assert message in str(raised.value)


IN_THE_SCHEMA = [
    (path, value)
    for path, value, _ in DAMAGED
    # JSON Schema cannot count results, and a NaN is not JSON.
    if path != "counts/fail" and repr(value) != "nan"
]


@pytest.mark.parametrize(("path", "value"), IN_THE_SCHEMA)
def test_the_schema_refuses_the_same(path: str, value: Any) -> None:
    assert not OPEN.is_valid(_with(path, value))


@pytest.mark.parametrize(
    "text",
    ["", "{", "\ufeff{}", "not json", "[" * 100_000, "1" * 5000, '{"a": \x00}'],
)
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(ReportError, match="this is not JSON"):
        json_report.loads(text)


def test_a_number_that_python_reads_is_read() -> None:
    """The schema knows no largest one."""
    for number in (-(10**19), 2**128, 10**639):
        run = replace(REALISTIC, seed=number)
        assert json_report.loads(json_report.dumps(run)) == run


def test_a_number_of_too_many_digits_is_named() -> None:
    with pytest.raises(ReportError) as caught:
        json_report.loads('{"schema": ' + "7" * 6000 + "}")
    assert f"the number {'7' * 20}… has 6000 digits" in str(caught.value)
    assert "sys." not in str(caught.value)


def test_an_error_message_shows_nothing_hostile_and_stays_short() -> None:
    with pytest.raises(ReportError) as raised:
        json_report.loads(json.dumps(_with("results/6/verdict", "\x1b[31m" * 1000)))
    assert str(raised.value).isprintable()
    assert len(str(raised.value)) < 200
