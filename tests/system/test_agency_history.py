"""The example agency's three years: a run at each round, and the trend shows every event of its story, moved by evidence and by nothing else."""
import tomllib

from harness import *

STORY = os.path.join(SOURCE, "examples/agency/story/agency.toml")


def story():
    with open(STORY, "rb") as f:
        return tomllib.load(f)


def history():
    """The trend over all rounds, by control and with causes; made once."""
    if not history.made:
        store = new_store()
        run("evidence", "add", *agency(), store=store).ok()
        for day in AGENCY_ROUNDS:
            run("assess", "--as-of", day, "--record", store=store).ok()
        history.store = store
        history.made = run("trend", "--by", "control", "--why", "--format", "json", "--top", "1000", store=store, timeout=300).ok().json
    return history.made


history.made = None


@test
def the_rounds_of_the_tests_are_those_of_the_story():
    assert [day.isoformat() for day in story()["rounds"]] == AGENCY_ROUNDS
    assert [r["clock"][:10] for r in history()["runs"]] == AGENCY_ROUNDS


@test
def each_event_moves_its_controls_the_way_that_the_story_says():
    series = {s["id"]: s["points"] for s in history()["series"]}
    wrong = []
    for event in story()["events"]:
        before = max((day for day in AGENCY_ROUNDS if day < event["day"].isoformat()), default=AGENCY_ROUNDS[0])
        for move in event["moves"]:
            points = series[move["control"]]
            was, becomes = (points[AGENCY_ROUNDS.index(day)] for day in (before, move["by"].isoformat()))
            moved = becomes["strict"] - was["strict"]
            if (moved > 0) != (move["way"] == "up") or moved == 0:
                wrong.append("%s: %s is to go %s from %s to %s, and went from %.3f to %.3f" % (
                    event["id"], move["control"], move["way"], before, move["by"], was["strict"], becomes["strict"]))
    assert not wrong, "\n".join(wrong)


@test
def what_moved_is_evidence_that_came_or_grew_old():
    causes, told = {}, {(step["to"][:10], move["control"]): move for step in history()["steps"] for move in step["controls"]}
    for move in told.values():
        causes[move["cause"]] = causes.get(move["cause"], 0) + 1
    assert set(causes) <= {"evidence_changed", "evidence_stale", "time_passed", "subject_added", "subject_gone", "exception_began", "exception_ended", "rule_added", "rule_gone"}, causes
    assert causes.get("evidence_changed", 0) > 50, causes
    for event in story()["events"]:
        for move in event["moves"]:
            rounds = [day for day in AGENCY_ROUNDS if event["day"].isoformat() <= day <= move["by"].isoformat()]
            steps = [told[day, move["control"]] for day in rounds if (day, move["control"]) in told]
            assert any(step["cause"] in ("evidence_changed", "evidence_stale", "time_passed", "subject_added", "subject_gone") for step in steps), (event["id"], move, steps)


@test
def the_agency_begins_low_and_ends_higher_with_gaps_left():
    whole = history()["series"][0]["points"]
    assert whole[0]["strict"] < 0.5 < whole[-1]["strict"] and whole[-1]["mean"] > whole[0]["mean"], (whole[0], whole[-1])
    last = {s["id"]: s["points"][-1]["level"] for s in history()["series"] if s["id"]}
    standard = {control: level for control, level in last.items() if control.split(".")[0] in "5678"}
    assert len(standard) == 93 and None not in standard.values(), standard
    assert len(set(standard.values())) >= 4 and sum(level >= 3 for level in standard.values()) >= 25, sorted(standard.items())


@test
def every_run_of_it_can_be_made_again():
    history()
    made = run("runs", "verify", "--format", "json", store=history.store, timeout=300).ok().json
    assert [m["outcome"] for m in made] == ["reproduced"] * len(AGENCY_ROUNDS)


main()
