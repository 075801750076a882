"""Latest wins: whatever happens, the newest wish runs next and there is never a queue."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from studio.live.scheduler import Scheduler


def test_the_live_request_beats_the_gallery() -> None:
    scheduler: Scheduler[str] = Scheduler()
    scheduler.want(live="live", gallery="gallery")
    assert scheduler.start() == "live"
    scheduler.finish(ok=True)
    assert scheduler.start() == "gallery"
    scheduler.finish(ok=True)
    assert scheduler.start() is None


def test_only_one_request_runs() -> None:
    scheduler: Scheduler[str] = Scheduler()
    scheduler.want(live="a", gallery=None)
    assert scheduler.start() == "a"
    scheduler.want(live="b", gallery=None)
    assert scheduler.start() is None
    assert scheduler.pending == "b"


def test_a_wish_that_was_not_started_is_forgotten() -> None:
    scheduler: Scheduler[str] = Scheduler()
    scheduler.want(live="a", gallery=None)
    scheduler.start()
    for wish in "bcd":
        scheduler.want(live=wish, gallery=None)
    scheduler.finish(ok=True)
    assert scheduler.start() == "d"


def test_a_stroke_that_goes_on_drops_the_gallery_that_waits() -> None:
    scheduler: Scheduler[str] = Scheduler()
    scheduler.want(live="live 1", gallery="gallery 1")
    scheduler.start()
    scheduler.want(live="live 2", gallery=None)
    scheduler.finish(ok=True)
    assert scheduler.start() == "live 2"
    scheduler.finish(ok=True)
    assert scheduler.start() is None


def test_the_running_request_is_not_started_twice() -> None:
    scheduler: Scheduler[str] = Scheduler()
    scheduler.want(live="a", gallery=None)
    scheduler.start()
    scheduler.want(live="a", gallery=None)
    assert scheduler.pending is None
    scheduler.finish(ok=True)
    assert scheduler.start() is None


def test_requests_that_fail_are_not_tried_for_ever() -> None:
    scheduler: Scheduler[str] = Scheduler()
    started = []
    for _ in range(10):
        scheduler.want(live="bad", gallery="bad too")
        request = scheduler.start()
        if request is not None:
            started.append(request)
            scheduler.finish(ok=False)
    assert started == ["bad", "bad too"]


def test_a_failed_request_may_be_tried_again_after_another_succeeded() -> None:
    scheduler: Scheduler[str] = Scheduler()
    for request, ok in (("bad", False), ("good", True)):
        scheduler.want(live=request, gallery=None)
        assert scheduler.start() == request
        scheduler.finish(ok=ok)
    scheduler.want(live="bad", gallery=None)
    assert scheduler.start() == "bad"


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("want"), st.integers(0, 5), st.one_of(st.none(), st.integers(6, 9))),
            st.tuples(st.just("finish"), st.booleans(), st.none()),
        ),
        max_size=60,
    )
)
def test_whatever_happens_the_newest_wish_is_what_runs_next(events: list[tuple[str, int, int | None]]) -> None:
    scheduler: Scheduler[int] = Scheduler()
    live: int | None = None
    gallery: int | None = None
    running: int | None = None
    for kind, first, second in events:
        if kind == "want":
            live, gallery = first, second
            scheduler.want(live=live, gallery=gallery)
        elif running is not None:
            scheduler.finish(ok=bool(first))
            live = None if live == running else live
            gallery = None if gallery == running else gallery
            running = None
        started = scheduler.start()
        if started is not None:
            assert running is None, "one at a time"
            assert started in (live, gallery), "never anything but the newest wish"
            running = started
        assert scheduler.running == running
