from core.cnc.playback import prove
from core.machine.profile import MachineProfile, load
from tests.support.programs import bench


def test_a_clean_program_has_no_finding() -> None:
    given = bench()

    assert prove(given.program, given.sheet, given.parts, given.profile) == ()


def test_z_zero_on_the_top_and_other_frames_prove_alike() -> None:
    given = load("router")
    for change in (
        {"z_zero": "top"},
        {"swap_axes": False, "mirror_x": False, "table_x": 2900.0},
        {"mirror_x": False, "mirror_y": True},
        {"swap_axes": False, "mirror_y": True, "mirror_x": True, "offset_x": 30.0},
        {"mirror_x": False, "left_handed": True},
    ):
        frame = given.frame.model_copy(update=change)
        moved = MachineProfile.model_validate(
            given.model_copy(update={"frame": frame}).model_dump()
        )
        clean = bench(moved)

        assert prove(clean.program, clean.sheet, clean.parts, moved) == (), change
