"""A run is played like a film that is loaded while it is watched."""

from __future__ import annotations

from studio.lab.playback import FASTEST, Playback


def playback(**facts: object) -> Playback:
    return Playback(total=1000, every=5, speed=100, **facts)  # type: ignore[arg-type]


def test_nothing_is_computed_before_it_runs_nor_while_it_pauses() -> None:
    play = playback()
    assert play.goal == 0
    play.play()
    assert play.goal > 0
    play.pause()
    assert play.goal == 0


def test_it_plays_no_further_than_what_there_is_and_computes_a_little_ahead() -> None:
    play = playback(computed=20)
    play.play()
    play.tick(0.1)
    assert (play.position, play.frame) == (10, 2)
    play.tick(10)
    assert play.position == 20
    assert 20 < play.goal < 100


def test_at_the_fastest_everything_is_computed_and_shown_as_it_comes() -> None:
    play = playback(computed=20)
    play.speed = FASTEST
    play.play()
    assert play.goal == play.total
    play.tick(0.03)
    assert play.position == 20


def test_scrubbing_shows_an_earlier_frame_and_keeps_what_there_is() -> None:
    play = playback(computed=500)
    play.scrub(40)
    assert (play.frame, play.position, play.computed) == (40, 200, 500)
    play.scrub(400)
    assert play.frame == 100, "not beyond what there is"
    play.scrub(-1)
    assert play.frame == 0


def test_it_stops_at_the_end_and_plays_again_from_the_start() -> None:
    play = playback(computed=1000, position=990.0)
    play.play()
    assert play.goal == 1000
    play.tick(1)
    assert play.ended
    assert not play.playing
    play.play()
    assert play.position == 0


def test_a_restart_forgets() -> None:
    play = playback(computed=500, position=400.0)
    play.restart()
    assert (play.frame, play.computed) == (0, 0)
