"""A whole batch proved: programs, copies, labels, list, and the files as they were written."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from core.cnc.playback.copies import check_copies, check_programs, check_second_face
from core.cnc.playback.expected import SecondFace
from core.cnc.playback.findings import ProofFinding, Values, finding
from core.cnc.playback.labels import LabelJob, check_labels
from core.cnc.playback.listing import check_list
from core.cnc.playback.names import base, by_base
from core.cnc.playback.prove import prove
from core.interrupts import deaf_to_interrupts, ignore_interrupts
from core.layout.model import Layout, Sheet
from core.machine.profile import MachineProfile
from core.parts import Part

WORTH_A_POOL = 24
"""Fewer sheets than this are proved sooner than processes start."""

MOST_WORKERS = 4

type Told = Callable[[int, int], None]
"""Hears how many sheets of how many are proved."""


@dataclass(frozen=True, slots=True)
class _Job:
    program: bytes
    sheet: Sheet
    parts: dict[str, Part]
    profile: MachineProfile
    second_face: SecondFace | None


def prove_batch(
    layout: Layout,
    parts: Mapping[str, Part],
    files: Mapping[str, bytes],
    profile: MachineProfile,
    *,
    second_face: Iterable[tuple[str, int, int]] | None = None,
    hand_labels: Iterable[tuple[str, int]] = (),
    imported: int | None = None,
    documents: bool = True,
    workers: int | None = None,
    told: Told | None = None,
) -> tuple[ProofFinding, ...]:
    """Everything that is wrong with a batch about to be written; empty where it is proved.

    Args:
        layout: with its sheets' programs and the tools of the operations.
        parts: the source, by `Part.id`: all that may be cut.
        files: everything that will be written, by name.
        profile: of the machine.
        second_face: (part, copy, operation index) of all that the programs leave to others;
            None takes what the router cannot reach.
        hand_labels: (part, copy) of what is labelled by hand.
        imported: pieces that the import counted: placed and left out must add up to it.
        documents: whether position files, list and label images are among the files.
        workers: processes for the programs; None chooses, 1 stays in this one.
        told: hears of every sheet that is proved.
    """
    listed = None if second_face is None else frozenset(second_face)
    found = list(check_copies(layout, parts, imported))
    found.extend(check_programs(layout, files, profile))
    if listed is not None:
        found.extend(check_second_face(layout, parts, listed))
    jobs = _jobs(layout, parts, files, profile, listed)
    for number, some in enumerate(_prove_all(jobs, workers), start=1):
        found.extend(some)
        if told is not None:
            told(number, len(jobs))
    if documents:
        job = LabelJob(layout, parts, files, profile, frozenset(hand_labels))
        found.extend(check_labels(job))
        found.extend(check_list(layout, files, profile))
    return tuple(found)


def _jobs(
    layout: Layout,
    parts: Mapping[str, Part],
    files: Mapping[str, bytes],
    profile: MachineProfile,
    second_face: SecondFace | None,
) -> list[_Job]:
    written = by_base(files)
    jobs = []
    for sheet in layout.sheets:
        names = written.get(base(sheet.program), [])
        if not sheet.program or not names:
            continue
        needed = {
            lies.part_id: parts[lies.part_id] for lies in sheet.parts if lies.part_id in parts
        }
        own = {(lies.part, lies.copy) for lies in sheet.parts}
        listed = second_face
        if listed is not None:
            listed = frozenset(entry for entry in listed if entry[:2] in own)
        jobs.append(_Job(files[names[0]], sheet, needed, profile, listed))
    return jobs


def _prove_all(jobs: Sequence[_Job], workers: int | None) -> Iterator[tuple[ProofFinding, ...]]:
    """What is wrong with every sheet, one after the other."""
    count = workers or min(MOST_WORKERS, os.cpu_count() or 1)
    if count < 2 or (workers is None and len(jobs) < WORTH_A_POOL):
        yield from map(_prove, jobs)
        return
    chunk = max(1, len(jobs) // (4 * count))
    pool = ProcessPoolExecutor(
        count, mp_context=get_context("spawn"), initializer=ignore_interrupts
    )
    done = 0
    try:
        with deaf_to_interrupts():
            proved = pool.map(_prove, jobs, chunksize=chunk)
        for some in proved:
            done += 1
            yield some
    except BrokenExecutor:
        # a process was killed from outside: what counts is the proof, so the rest is made here
        yield from map(_prove, jobs[done:])
    finally:
        pool.shutdown(cancel_futures=True)  # an interrupted proof does not wait for the rest


def _prove(job: _Job) -> tuple[ProofFinding, ...]:
    return prove(job.program, job.sheet, job.parts, job.profile, second_face=job.second_face)


def digests(files: Mapping[str, bytes]) -> dict[str, str]:
    """sha256 of every file, in hexadecimal."""
    return {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}


def check_written(folder: Path, wanted: Mapping[str, str]) -> tuple[ProofFinding, ...]:
    """Read everything back from where it was written and compare with its sha256.

    Args:
        folder: where the files are.
        wanted: `digests` of what was proved.
    """
    found = []
    for name, digest in wanted.items():
        try:
            data = (folder / name).read_bytes()
        except OSError:
            found.append(finding("arquivo_ausente", {"file": name}))
            continue
        if hashlib.sha256(data).hexdigest() != digest:
            found.append(finding("arquivo_diferente", {"file": name}))
    return tuple(found)


def check_census(
    file: str,
    raw: Mapping[str, Mapping[str, int]],
    imported: Mapping[str, Mapping[str, int]],
) -> tuple[ProofFinding, ...]:
    """The raw counter of a drawing against what the import made of it, by layer and kind."""
    found = []
    for layer in sorted({*raw, *imported}):
        wanted, given = raw.get(layer, {}), imported.get(layer, {})
        kinds = {*wanted, *given}
        if any(wanted.get(kind, 0) != given.get(kind, 0) for kind in kinds):
            values: Values = {
                "file": file,
                "layer": layer,
                "wanted": sum(wanted.values()),
                "found": sum(given.values()),
            }
            found.append(finding("censo_difere", values))
    return tuple(found)
