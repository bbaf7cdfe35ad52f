import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from utelys.core.entries import entries_json, entry_json
from utelys_protocol.frames import Entries

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(TEXTS, max_size=5), st.datetimes(timezones=st.just(UTC)))
def test_what_is_put_together_reads_as_the_wire_says(texts: list[str], at: datetime) -> None:
    bodies = [json.dumps({"text": text}).encode() for text in texts]
    parts = [
        entry_json(seq, at, "message.sent", "01EVA", body) for seq, body in enumerate(bodies, 1)
    ]
    frame = Entries.model_validate_json(entries_json("room:01TUR", parts))
    assert [entry.body["text"] for entry in frame.entries] == texts
    assert [entry.seq for entry in frame.entries] == list(range(1, len(texts) + 1))
    assert all(abs((entry.at - at).total_seconds()) < 0.001 for entry in frame.entries)
