"""Frames carry JSON and nothing that only looks like it."""

import json
import socket
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentlite.sandbox.framing import HEADER, MAX_DEPTH, BrokenFrame, TooLarge, announced, pack, receive, send, unpack

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_packed_comes_out(value):
    frame = pack(value)
    assert announced(frame[: HEADER.size], len(frame)) == len(frame) - HEADER.size
    assert unpack(frame[HEADER.size :]) == value


@given(st.binary(max_size=60))
def test_any_bytes_are_a_message_or_a_broken_frame(body):
    try:
        unpack(body)
    except BrokenFrame:
        return
    json.loads(body)


LENIENT = [
    b'{"a":1,"a":2}',
    b"NaN",
    b"[Infinity]",
    b"-Infinity",
    b"1e999",
    b"9" * 41,
    b'"\\ud800"',
    b'"\\u0000"',
    b'{"\\u0000":1}',
    b"[" * 65 + b"]" * 65,
    b'{"a":' * 65 + b"1" + b"}" * 65,
]


@pytest.mark.parametrize("body", LENIENT, ids=range(len(LENIENT)))
def test_what_the_standard_library_lets_through_is_broken(body):
    json.loads(body)
    with pytest.raises(BrokenFrame):
        unpack(body)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"\xef\xbb\xbf1", b"1 1", b"[" * 100_000, b"9" * 5000])
def test_what_is_no_json_is_broken(body):
    with pytest.raises(BrokenFrame):
        unpack(body)


def test_brackets_in_texts_do_not_nest():
    body = json.dumps(["[" * 100, '\\"[[{' * 50]).encode()
    assert unpack(body) == json.loads(body)
    assert unpack(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)


@pytest.mark.parametrize("message", [float("nan"), float("inf"), {1, 2}, object(), "\ud800"])
def test_what_has_no_json_form_is_not_packed(message):
    with pytest.raises(BrokenFrame):
        pack(message)


def test_frames_travel_in_pieces():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        sender = threading.Thread(target=send, args=(ours, "x" * 1_000_000))
        sender.start()
        assert receive(theirs, 2_000_000) == "x" * 1_000_000
        sender.join()
        ours.sendall(pack("cut")[:-1])
        ours.close()
        with pytest.raises(EOFError):
            receive(theirs, 100)


def test_a_large_frame_is_refused_before_it_is_read():
    with pytest.raises(TooLarge):
        announced(HEADER.pack(101), 100)
