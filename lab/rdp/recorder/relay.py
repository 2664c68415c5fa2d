#!/usr/bin/env python3
"""Carries frames between two links, each MILLISECONDS late:  relay.py LINK LINK MILLISECONDS

For kernels without netem. Order is kept, nothing is lost, and frames that this program sent itself are not read again.
"""
import collections
import select
import socket
import sys
import time

ETHERTYPEALL = 0x0003
PACKETOUTGOING = 4
FRAME_MAX_BYTES = 65536
QUEUE_MAX = 20000


def link(name):
    raw = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETHERTYPEALL))
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
    raw.bind((name, ETHERTYPEALL))
    raw.setblocking(False)
    return raw


def main():
    links = [link(sys.argv[1]), link(sys.argv[2])]
    delay_s = float(sys.argv[3]) / 1000
    waiting = collections.deque()
    while True:
        timeout_s = max(0.0, waiting[0][0] - time.monotonic()) if waiting else None
        for ready in select.select(links, [], [], timeout_s)[0]:
            other = links[1 - links.index(ready)]
            for _ in range(256):
                try:
                    frame, sender = ready.recvfrom(FRAME_MAX_BYTES)
                except BlockingIOError:
                    break
                if sender[2] != PACKETOUTGOING and len(waiting) < QUEUE_MAX:
                    waiting.append((time.monotonic() + delay_s, other, frame))
        now = time.monotonic()
        while waiting and waiting[0][0] <= now:
            _, other, frame = waiting.popleft()
            try:
                other.send(frame)
            except OSError:
                pass  # as a wire that loses it


if __name__ == "__main__":
    main()
