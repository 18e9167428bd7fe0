"""The site is whole, and what is not does not pass for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs.build import HERE, SiteError, build, main, pages


def repository(folder: Path, text: str) -> Path:
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text(text, encoding="utf-8")
    (folder / "README.md").write_text("# Readme\n\n[data](data.txt)\n", encoding="utf-8")
    (folder / "data.txt").write_text("data", encoding="utf-8")
    return folder


def test_the_documentation_is_whole(tmp_path: Path) -> None:
    assert build(HERE.parent, tmp_path / "site") == []
    for page in HERE.rglob("*.md"):
        if "_site" not in page.parts:
            assert (tmp_path / "site" / page.relative_to(HERE)).with_suffix(".html").is_file()


def test_every_page_leads_to_every_page_of_docs(tmp_path: Path) -> None:
    build(HERE.parent, tmp_path / "site")
    index = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    for page in pages(HERE.parent):
        if page.source.parts[0] == "docs":
            where = page.source.relative_to("docs").with_suffix(".html")
            assert f'href="{where}"' in index


def test_what_a_page_names_comes_along(tmp_path: Path) -> None:
    root = repository(tmp_path, "# Index\n\n[readme](../README.md)\n")
    assert build(root, tmp_path / "site") == []
    assert (tmp_path / "site/repository/README.html").is_file()
    assert (tmp_path / "site/repository/data.txt").read_text(encoding="utf-8") == "data"


@pytest.mark.parametrize("link", ["gone.md", "../gone.txt", "../README.md#gone", "#gone", "."])
def test_a_dead_link_is_told(tmp_path: Path, link: str) -> None:
    root = repository(tmp_path, f"# Index\n\n[x]({link})\n")
    assert len(build(root, tmp_path / "site")) == 1


def test_a_page_needs_a_heading(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"docs/index\.md: has no heading"):
        build(repository(tmp_path, "no heading"), tmp_path / "site")


def test_the_command_says_where_it_wrote(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--output", str(tmp_path / "site")]) == 0
    assert str(tmp_path / "site" / "index.html") in capsys.readouterr().out
