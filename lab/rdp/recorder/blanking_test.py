"""Tests of blanking: what it takes away, and that it takes away nothing else."""
import pathlib
import struct
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from recorder.blanking import blanked, tcp_checksum, with_loss  # noqa: E402
from recorder.truth import ACK, SYN, packets, Segment  # noqa: E402

REQUEST = bytes.fromhex("0300001300e00000000000010008000b000000")
CLIENT_HELLO = b"\x16\x03\x01\x00\x04" + b"HELO"
SECRET = b"\x17\x03\x03\x00\x20" + b"S" * 32


def frame(sequence, payload, flags=ACK):
    """Ethernet, IPv4 and TCP around a payload that a client sends."""
    tcp = struct.pack(">HHIIBBHHH", 40000, 3389, sequence % 2**32, 1, 5 << 4, flags, 1000, 0, 0) + payload
    ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0) + bytes([203, 0, 113, 66, 198, 51, 100, 20])
    whole = bytearray(bytes(12) + b"\x08\x00" + ip + tcp)
    struct.pack_into(">H", whole, 14 + 20 + 16, tcp_checksum(whole, Segment.parse(whole)))
    return bytes(whole)


class Blanking(unittest.TestCase):
    def run_on(self, frames, change=blanked):
        data = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
        for number, one in enumerate(frames):
            data += struct.pack("<IIII", 1000 + number, 0, len(one), len(one)) + one
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "a.pcap"
            path.write_bytes(data)
            changed = change(path)
            path.write_bytes(changed)
            return [one for _, _, one in packets(path)], len(changed) == len(data)

    def story(self, *pieces, first=1000):
        frames, sequence = [frame(first, b"", SYN)], first + 1
        for piece in pieces:
            frames.append(frame(sequence, piece))
            sequence += len(piece)
        return frames

    def text(self, frames):
        return b"".join(one[54:] for one in frames)

    def test_application_data_is_zero_and_all_else_stays(self):
        before = self.story(REQUEST, CLIENT_HELLO, SECRET)
        after, same_length = self.run_on(before)
        self.assertTrue(same_length)
        self.assertEqual(self.text(after), REQUEST + CLIENT_HELLO + SECRET[:5] + bytes(32))
        self.assertEqual(before[:3], after[:3])

    def test_a_record_is_followed_over_segments_and_a_wrapping_sequence(self):
        before = self.story(
            REQUEST, CLIENT_HELLO + SECRET[:3], SECRET[3:20], SECRET[20:] + SECRET, first=2**32 - 40
        )
        after, _ = self.run_on(before)
        self.assertEqual(self.text(after), REQUEST + CLIENT_HELLO + (SECRET[:5] + bytes(32)) * 2)

    def test_a_retransmission_is_blanked_too(self):
        before = self.story(REQUEST, CLIENT_HELLO, SECRET)
        after, _ = self.run_on([*before, before[3]])
        self.assertEqual(after[3], after[4])
        self.assertNotIn(b"S", after[4][54:])

    def test_checksums_are_right_afterwards(self):
        after, _ = self.run_on(self.story(REQUEST, CLIENT_HELLO, SECRET))
        for one in after:
            written = struct.unpack_from(">H", one, 50)[0]
            bare = bytearray(one)
            struct.pack_into(">H", bare, 50, 0)
            self.assertEqual(written, tcp_checksum(bare, Segment.parse(one)))

    def test_what_follows_a_lost_header_is_left_alone(self):
        before = self.story(REQUEST, CLIENT_HELLO, SECRET[:3], SECRET[3:])
        after, _ = self.run_on([*before[:3], before[4]])
        self.assertEqual(after[3], before[4])

    def test_bytes_that_are_no_tls_are_left_alone(self):
        before = self.story(REQUEST, b"\x03\x00\x00\x09\x02\xf0\x80SS")
        after, _ = self.run_on(before)
        self.assertEqual(after, before)

    def test_loss_takes_whole_packets_and_the_same_ones_each_time(self):
        before = self.story(*[bytes([number]) * 4 for number in range(200)])
        once, _ = self.run_on(before, lambda path: with_loss(path, 20))
        again, _ = self.run_on(before, lambda path: with_loss(path, 20))
        self.assertEqual(once, again)
        self.assertLess(len(once), len(before))
        self.assertEqual(once, [one for one in before if one in once])


if __name__ == "__main__":
    unittest.main()
