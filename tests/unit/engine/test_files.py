"""Atomic writes: what becomes of the file that was there, and what a file system may refuse."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import EngineError, write_atomically

posix = pytest.mark.skipif(os.name != "posix", reason="modes, owners and links as POSIX has them")


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@posix
def test_a_link_stays_and_the_file_that_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "cloud").mkdir()
    real, link, chain = tmp_path / "cloud" / "a", tmp_path / "a", tmp_path / "b"
    real.write_bytes(b"old")
    link.symlink_to(Path("cloud") / "a")
    chain.symlink_to(link)
    write_atomically(chain, b"new")
    assert chain.is_symlink()
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["a", "a", "b", "cloud"]


@posix
def test_a_link_to_a_file_that_is_not_there_yet_makes_it(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("later")
    write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "later").read_bytes() == b"new"
    assert (tmp_path / "a").is_symlink()


@posix
def test_links_in_a_circle_are_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(EngineError, match="a cannot be written"):
        write_atomically(tmp_path / "a", b"new")


@posix
@pytest.mark.parametrize("before", [0o600, 0o664, 0o755])
def test_a_file_keeps_its_mode(tmp_path: Path, before: int, umask: None) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(before)
    write_atomically(path, b"new")
    assert mode(path) == before


@posix
@pytest.mark.parametrize(("mask", "expected"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_a_new_file_has_the_mode_that_the_umask_leaves(tmp_path: Path, mask: int, expected: int, umask: None) -> None:
    os.umask(mask)
    write_atomically(tmp_path / "a", b"new")
    assert mode(tmp_path / "a") == expected


def test_what_is_read_only_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o444)
    with pytest.raises(EngineError, match=r"a is read-only\. Make it writable, or choose another name\."):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root gives files away")
def test_a_file_keeps_its_owner(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    os.chown(path, 12345, 23456)
    write_atomically(path, b"new")
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 23456)


def refusing(number: int) -> object:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


@posix
def test_a_file_system_without_modes_owners_or_flushing_is_written_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    path.chmod(0o640)
    for name, number in (("chmod", errno.EPERM), ("chown", errno.EPERM), ("fsync", errno.EINVAL)):
        monkeypatch.setattr(os, name, refusing(number))
    write_atomically(path, b"new")
    write_atomically(tmp_path / "b", b"new")
    assert path.read_bytes() == (tmp_path / "b").read_bytes() == b"new"


def test_a_disk_that_fails_while_it_flushes_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", refusing(errno.EIO))
    with pytest.raises(EngineError, match=r"a cannot be written: Input/output error"):
        write_atomically(tmp_path / "a", b"new")
    assert list(tmp_path.iterdir()) == []


@posix
def test_any_name_that_the_system_takes_will_do_and_one_that_is_too_long_is_told(tmp_path: Path) -> None:
    write_atomically(tmp_path / ("字" * 85), b"new")
    with pytest.raises(EngineError, match=r"cannot be written: File name too long\. Choose a shorter name\."):
        write_atomically(tmp_path / ("字" * 86), b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["字" * 85]
