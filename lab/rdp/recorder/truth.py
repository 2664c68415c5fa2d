"""Truth: the connections of a capture, and what the server's log tells of each."""
import ipaddress
import re
import struct

from recorder.lane import Failure
from recorder.servers import Event, Told

LINKTYPE_ETHERNET = 1
TCP = 6
SYN, ACK, FIN, RST = 0x02, 0x10, 0x01, 0x04

COLUMNS = (
    "file",
    "index",
    "client_ip",
    "client_port",
    "server",
    "security",
    "tls",
    "client",
    "client_kind",
    "scenario",
    "network",
    "tap",
    "tap_loss",
    "outcome",
    "attempts",
    "checked",
    "note",
)

LEFT_UNDECIDED = "the tool left before the server decided, and may have sent a password"

HELLO_BYTES_MAX = 8192  # of each server's stream, in which its choice of security stands
CREDSSP = 2 | 8  # CredSSP, and with Early User Authorization Result (MS-RDPBCGR 2.2.1.1.1)
PROTOCOLS = {0: "rdp", 1: "tls", 2: "nla", 8: "ext"}
SUITES_CHACHA = {0xCCA8, 0xCCA9, 0xCCAA}
SUITES_GCM = {0x9C, 0x9D, 0x9E, 0x9F, 0xC02B, 0xC02C, 0xC02F, 0xC030, 0xC09C, 0xC09D}
SERVER_HELLO = re.compile(rb"\x16\x03[\x00-\x03]..\x02...\x03[\x01-\x03].{32}(.)", re.DOTALL)


def packets(path):
    """Yields (offset of the record, time, frame) of a classic capture file."""
    data = path.read_bytes()
    magic = data[:4]
    if magic not in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1"):
        raise Failure(f"{path}: not a capture in this machine's byte order")
    unit = 1e-6 if magic[0] == 0xD4 else 1e-9
    at = 24
    while at + 16 <= len(data):
        seconds, fraction, kept, _ = struct.unpack_from("<IIII", data, at)
        yield at, seconds + fraction * unit, data[at + 16 : at + 16 + kept]
        at += 16 + kept


class Segment:
    """A TCP segment, or None from parse() for whatever else a frame is."""

    @classmethod
    def parse(cls, frame):
        kind = frame[12:14]
        if kind == b"\x08\x00" and frame[23] == TCP:
            head, length = 14, struct.unpack_from(">H", frame, 16)[0]
            tcp = head + (frame[14] & 15) * 4
            end, source, target = head + length, frame[26:30], frame[30:34]
        elif kind == b"\x86\xdd" and frame[20] == TCP:
            head, length = 14, struct.unpack_from(">H", frame, 18)[0]
            tcp = 54
            end, source, target = tcp + length, frame[22:38], frame[38:54]
        else:
            return None
        self = cls()
        self.tcp, self.end, self.source, self.target = tcp, end, source, target
        self.source_port, self.target_port, self.sequence = struct.unpack_from(">HHI", frame, tcp)
        self.flags = frame[tcp + 13]
        self.data = tcp + (frame[tcp + 12] >> 4) * 4
        return self

    def key(self):
        return self.source, self.source_port, self.target, self.target_port


class Connection:
    def __init__(self, at, segment):
        self.at = at
        self.client_ip = str(ipaddress.ip_address(segment.source))
        self.client_port = segment.source_port
        self._pieces = ({}, {})  # the client's, the server's
        self._first = [segment.sequence, None]

    def said(self, side, segment, frame):
        if segment.flags & SYN:
            self._first[side] = segment.sequence
        data = frame[segment.data : segment.end]
        offset = (segment.sequence - (self._first[side] or 0) - 1) % 2**32
        if data and offset < HELLO_BYTES_MAX:
            self._pieces[side].setdefault(offset, data)

    def _greeting(self, side=1):
        text = b""
        for offset, piece in sorted(self._pieces[side].items()):
            if offset <= len(text):
                text = text[:offset] + piece + text[offset + len(piece) :]
        return text

    def reached(self):
        """How far it got, where nobody sent a password: refused, security set up, or neither (a probe)."""
        text = self._greeting()
        if len(text) >= 12 and text[5] == 0xD0 and text[11] == 3:
            return "negotiation-refused"
        if self._client_refused(text):
            return "negotiation-refused"
        # The client's change of cipher comes with the end of its handshake; without TLS, the server's answer to MCS.
        set_up = (
            b"\x14\x03\x03\x00\x01\x01" in self._greeting(0)
            if self.tls() != "none"
            else (self.security() == "rdp" and len(text) > struct.unpack_from(">H", text, 2)[0])
        )
        return "no-logon-attempted" if set_up else "probe"

    def _client_refused(self, answer):
        """A client that names a user and offers CredSSP leaves because the server chose without it."""
        request = self._greeting(0)
        wanted_credssp = (
            b"Cookie: mstshash=" in request
            and len(request) == struct.unpack_from(">H", request, 2)[0]
            and request[-8] == 1
            and struct.unpack_from("<I", request, len(request) - 4)[0] & CREDSSP
        )
        return bool(wanted_credssp) and len(answer) >= 19 and struct.unpack_from("<I", answer, 15)[0] & CREDSSP == 0

    def security(self):
        """What the server chose (MS-RDPBCGR 2.2.1.2): rdp, tls, nla, ext, or None when it chose nothing."""
        text = self._greeting()
        if len(text) >= 11 and text[0] == 3 and text[5] == 0xD0:
            if len(text) >= 19 and text[11] == 2:
                return PROTOCOLS.get(struct.unpack_from("<I", text, 15)[0])
            if len(text) < 12 or text[11] != 3:
                return "rdp"
        return None

    def tls(self):
        """The version and kind of cipher in the server's hello."""
        text = self._greeting()
        found = SERVER_HELLO.search(text)
        if not found:
            return "none"
        suite = int.from_bytes(text[found.end() + found.group(1)[0] :][:2], "big")
        if suite >> 8 == 0x13:
            return "1.3"
        return "1.2-" + ("chacha" if suite in SUITES_CHACHA else "gcm" if suite in SUITES_GCM else "cbc")


def connections(path, server_port):
    """The connections of a capture in the order of their first SYN."""
    found = {}
    for _, at, frame in packets(path):
        segment = Segment.parse(frame)
        if segment is None:
            continue
        if segment.target_port == server_port and segment.flags & (SYN | ACK) == SYN:
            known = found.get(segment.key())
            if known is None:
                found[segment.key()] = Connection(at, segment)
        back = (segment.target, segment.target_port, segment.source, segment.source_port)
        if segment.key() in found:
            found[segment.key()].said(0, segment, frame)
        elif back in found:
            found[back].said(1, segment, frame)
    return sorted(found.values(), key=lambda one: one.at)


def outcome_of(told):
    """The outcome by the server's log alone, or None where it tells of neither logon nor refusal."""
    if told[Event.SUCCESS]:
        return "logon-succeeded"
    if told[Event.FAILURE]:
        return "logon-failed"
    if told[Event.REFUSAL]:
        return "negotiation-refused"
    return None


def rows_of(recording, seen, told, steps):
    """One row a connection. Fails when capture, log and story disagree in anything."""
    story = []
    for connection in seen:
        begun = [step for step in steps if step.begin <= connection.at]
        if not begun or connection.at > begun[-1].end:
            raise Failure(f"port {connection.client_port} connected when the story has nobody connect")
        begun[-1].seen += 1
        story.append(begun[-1])
    for step in steps:
        if step.seen < step.connections_min or step.seen > step.connections_max:
            raise Failure(
                f"{step.scenario}: {step.seen} connections, not {step.connections_min} to {step.connections_max}"
            )
    if recording.kind == "scanner":
        told = [Told() for _ in seen]  # nobody sends a password: how far it got is in the capture
    elif len(told) != len(seen):
        told = aligned(seen, told, story)
    rows = []
    for index, (connection, tale, step) in enumerate(zip(seen, told, story), 1):
        where = f"connection {index} ({step.scenario})"
        if tale.port not in (None, connection.client_port):
            raise Failure(f"{where}: from port {connection.client_port}, in the log from {tale.port}")
        outcome = outcome_of(tale) or step.silent or connection.reached()
        attempts = tale[Event.SUCCESS] + tale[Event.FAILURE] if outcome.startswith("logon") else 0
        if outcome not in step.outcomes:
            raise Failure(f"{where}: {outcome} by the log, not {' or '.join(step.outcomes)}")
        if step.attempts is not None and attempts != step.attempts and outcome.startswith("logon"):
            raise Failure(f"{where}: {attempts} attempts by the log, not {step.attempts}")
        note = step.note
        if outcome == "no-logon-attempted" and recording.kind in ("guessing-tool", "credential-check"):
            note = LEFT_UNDECIDED
        rows.append(
            {
                "file": f"{recording.name}.pcap",
                "index": index,
                "client_ip": connection.client_ip,
                "client_port": connection.client_port,
                "scenario": step.scenario,
                "outcome": outcome,
                "attempts": attempts,
                "note": note,
                "tap_loss": 0,
                "tls": connection.tls(),
                "security": connection.security() or recording.security,
                **recording.columns(),
            }
        )
    return rows


def aligned(seen, told, story):
    """Puts an empty tale where the story says that the server hears nothing that it would log."""
    waiting = list(told)
    result = [Told() if step.unlogged else (waiting.pop(0) if waiting else None) for step in story]
    if waiting or None in result:
        raise Failure(f"the capture has {len(seen)} connections, the server's log tells of {len(told)}")
    return result
