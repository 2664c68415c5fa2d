#!/usr/bin/env python3
"""Asks an RDP server for little, as scanners do:  probe.py HOST PORT WHAT

connect         nothing is sent
bare            a connection request without a negotiation (X.224, 13.3)
negotiate       one that offers TLS and NLA (MS-RDPBCGR 2.2.1.1.1)
cookie=NAME     the same with a cookie
http            an HTTP request, which is no RDP at all
tls-hello       negotiates TLS, sends the first message of the handshake, leaves before the last
tls             completes the handshake and leaves
tls-wait        completes it, waits some seconds, leaves
"""
import socket
import ssl
import struct
import sys
import time

TLS_AND_NLA = 3


def request(cookie, negotiates):
    text = f"Cookie: mstshash={cookie}\r\n".encode() if cookie else b""
    choice = struct.pack("<BBHI", 1, 0, 8, TLS_AND_NLA) if negotiates else b""
    x224 = b"\xe0\0\0\0\0\0" + text + choice
    return struct.pack(">BBHB", 3, 0, len(x224) + 5, len(x224)) + x224


def handshake(server, whole):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_ciphers("DEFAULT@SECLEVEL=0")
    heard, said = ssl.MemoryBIO(), ssl.MemoryBIO()
    guest = context.wrap_bio(heard, said)
    while True:
        try:
            guest.do_handshake()
            server.sendall(said.read())
            return guest
        except ssl.SSLWantReadError:
            server.sendall(said.read())
            data = server.recv(16384)
            if not data or not whole:
                return None
            heard.write(data)


def main():
    host, port, what = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    with socket.create_connection((host, port), timeout=10) as server:
        server.settimeout(5)
        if what == "connect":
            time.sleep(0.5)
            return
        if what == "http":
            server.sendall(b"GET / HTTP/1.0\r\n\r\n")
        else:
            cookie = (
                what.partition("=")[2] if what.startswith("cookie") else "hello" if what.startswith("tls") else ""
            )
            server.sendall(request(cookie, what != "bare"))
        answer = b""
        try:
            answer = server.recv(4096)
        except (TimeoutError, ConnectionError):
            pass
        if what.startswith("tls") and len(answer) >= 19 and answer[11] == 2:
            handshake(server, what != "tls-hello")
            time.sleep(3 if what == "tls-wait" else 0.1)


if __name__ == "__main__":
    try:
        main()
    except (OSError, ssl.SSLError) as reason:
        print(reason)
