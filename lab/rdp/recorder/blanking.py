"""Captures without what was said: the content of TLS application data becomes zero bytes, every header and length stays.

A record is followed across segments by the sequence numbers. Where a record's header has not been captured, the rest of
that direction is left as it is.
"""
import random
import struct

from recorder.truth import SYN, packets, Segment

APPLICATION_DATA = 23
TLS_TYPES = (20, 21, 22, 23, 24)
TLS_HEADER_BYTES = 5
TLS_RECORD_MAX_BYTES = 16384 + 2048  # RFC 5246, 6.2.3
TPKT_VERSION = 3
STREAM_BYTES_MAX = 64 << 20


class Stream:
    """One direction of a connection: its bytes as far as captured, and which of them are to be blanked."""

    def __init__(self):
        self.start = None
        self.data = bytearray()
        self.known = bytearray()
        self.blank = []

    def offset(self, segment):
        if segment.flags & SYN:
            self.start = (segment.sequence + 1) % 2**32
        if self.start is None:
            return None
        offset = (segment.sequence - self.start) % 2**32
        return offset if offset < STREAM_BYTES_MAX else None

    def add(self, segment, payload):
        offset = self.offset(segment)
        if offset is None or not payload:
            return
        end = offset + len(payload)
        if end > len(self.data):
            self.data.extend(bytes(end - len(self.data)))
            self.known.extend(bytes(end - len(self.known)))
        self.data[offset:end] = payload
        self.known[offset:end] = b"\1" * len(payload)

    def has(self, at, count):
        return at + count <= len(self.known) and 0 not in self.known[at : at + count]

    def find_records(self):
        at = 0
        # The negotiation comes first (X.224 in TPKT, RFC 1006), in the clear.
        if self.has(0, 4) and self.data[0] == TPKT_VERSION:
            at = struct.unpack_from(">H", self.data, 2)[0]
        while self.has(at, TLS_HEADER_BYTES):
            kind, major, length = (self.data[at], self.data[at + 1], struct.unpack_from(">H", self.data, at + 3)[0])
            if kind not in TLS_TYPES or major != 3 or length > TLS_RECORD_MAX_BYTES:
                return
            if kind == APPLICATION_DATA:
                self.blank.append((at + TLS_HEADER_BYTES, at + TLS_HEADER_BYTES + length))
            at += TLS_HEADER_BYTES + length


def tcp_checksum(frame, segment):
    """RFC 9293, 3.1: over the addresses, the protocol, the length and the segment."""
    length = segment.end - segment.tcp
    text = segment.source + segment.target + struct.pack(">II", length, 6) + bytes(frame[segment.tcp : segment.end])
    text += b"\0" * (len(text) % 2)
    total = int.from_bytes(text, "big") % 0xFFFF
    return 0xFFFF - total if total else (0 if any(text) else 0xFFFF)


def blanked(path):
    """The bytes of the capture with the content of application data blanked."""
    streams, seen = {}, []
    for at, _, frame in packets(path):
        segment = Segment.parse(frame)
        if segment is None or segment.end > len(frame):
            continue
        stream = streams.setdefault(segment.key(), Stream())
        stream.add(segment, frame[segment.data : segment.end])
        seen.append((at + 16, segment, stream))
    for stream in streams.values():
        stream.find_records()
    out = bytearray(path.read_bytes())
    cursors = {}
    for at, segment, stream in seen:
        offset = stream.offset(segment)
        size = segment.end - segment.data
        if offset is None or not size:
            continue
        changed = False
        for begin, end in near(stream, cursors, offset):
            if begin >= offset + size:
                break
            low, high = max(begin, offset), min(end, offset + size)
            if low < high:
                place = at + segment.data + low - offset
                out[place : place + high - low] = bytes(high - low)
                changed = True
        if changed:
            struct.pack_into(">H", out, at + segment.tcp + 16, 0)
            frame = memoryview(out)[at : at + segment.end]
            struct.pack_into(">H", out, at + segment.tcp + 16, tcp_checksum(frame, segment))
    return bytes(out)


def near(stream, cursors, offset):
    """The ranges from the one that holds `offset` on. Packets mostly come in order, so the search starts at the last."""
    index = cursors.get(id(stream), 0)
    while index and stream.blank[index - 1][1] > offset:
        index -= 1
    while index < len(stream.blank) and stream.blank[index][1] <= offset:
        index += 1
    cursors[id(stream)] = index
    return (stream.blank[number] for number in range(index, len(stream.blank)))


def with_loss(path, percent, data=None):
    """The bytes of the capture as a tap would have seen it that loses packets, which ones by a fixed seed.

    `data` is the same capture blanked: what has been lost must not stand in the way of following the records.
    """
    chance = random.Random(f"{path.name} {percent}")
    data = data or path.read_bytes()
    out = bytearray(data[:24])
    for at, _, frame in packets(path):
        if chance.random() * 100 >= percent:
            out += data[at : at + 16 + len(frame)]
    return bytes(out)
