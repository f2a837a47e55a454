"""The reply of a whole run of a step (row C4)."""

import time
from collections.abc import Mapping
from typing import Any

from engine.records.files import RecordFiles
from engine.records.records import Records
from engine.store.batches import RunFacts, get_batch, run_facts
from engine.store.database import Database
from schemas.messages.batches import BatchRecord, BatchView
from schemas.messages.script_steps import StepReply

_GOOD = ("success", "cached", "skipped")


async def step_reply(database: Database, records: Records, files: RecordFiles, batch: BatchView) -> StepReply:
    """What became of each record of a batch that has ended."""
    row = await get_batch(database, batch.id)
    outputs: Mapping[str, str] = row.body["outputs"] if row else {}
    executions = [each.execution_id for each in batch.records if each.execution_id]
    facts = await run_facts(database, batch.session_id, executions)
    made = await files.made_by(executions)
    paths = {(each.record_id, each.url): each.path for each in made}
    there = {each.id: each.fields for each in await records.present([e.record_id for e in batch.records])}
    results = [
        _result(each, outputs, there.get(each.record_id, {}), facts.get(each.execution_id), paths)
        for each in batch.records
    ]
    return StepReply(
        success=all(each.status in _GOOD for each in batch.records),
        results=results,
        step=batch.step_id,
        sections_processed=[each.record_id for each in batch.records if each.status != "skipped"],
    )


def _result(
    record: BatchRecord,
    outputs: Mapping[str, str],
    fields: Mapping[str, Any],
    facts: RunFacts | None,
    paths: Mapping[tuple[int, str], str],
) -> dict[str, Any]:
    """`paths` has the files of records by record and `blob:` url."""
    metadata = _metadata(record, facts)
    if record.status not in _GOOD:
        error = record.message or f"The run was {record.status}."
        return {"section_id": record.record_id, "status": "error", "error": error, "metadata": metadata}
    values: dict[str, Any] = {}
    if record.status != "skipped":
        values = {key: fields.get(field) for key, field in outputs.items()}
    of = record.record_id
    blobs = {key: url for key, url in values.items() if isinstance(url, str) and (of, url) in paths}
    values |= {key: paths[of, url] for key, url in blobs.items()}
    if len(blobs) == 1:
        ((key, blob),) = blobs.items()
        metadata["blob"] = blob
        if facts and blob in facts.pictures:
            values["image_url"] = values.pop(key)
    elif blobs:
        metadata["blobs"] = blobs
    return {"section_id": record.record_id, "status": "success", **values, "metadata": metadata}


def _metadata(record: BatchRecord, facts: RunFacts | None) -> dict[str, Any]:
    ended = facts.ended_at if facts else None
    metadata: dict[str, Any] = {
        "model": facts.model if facts else "",
        "generation_time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(ended)) if ended else None,
        "seconds": record.seconds,
        "execution_id": record.execution_id,
        "cached": record.status == "cached",
    }
    return {**metadata, "skipped": record.message} if record.status == "skipped" else metadata
