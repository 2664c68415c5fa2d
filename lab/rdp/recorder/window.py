"""Closing a window as a window manager does, over the X11 protocol."""

import socket
import struct


def x_request(screen, opcode, detail, body):
    body += b"\0" * (-len(body) % 4)
    screen.sendall(struct.pack("<BBH", opcode, detail, 1 + len(body) // 4) + body)


def x_reply(screen):
    while True:
        head = read_exactly(screen, 32)
        if head[0] == 1:
            return head + read_exactly(screen, 4 * struct.unpack_from("<I", head, 4)[0])
        if head[0] == 0:
            raise OSError("the display refused a request")


def read_exactly(screen, count):
    data = b""
    while len(data) < count:
        more = screen.recv(count - len(data))
        if not more:
            raise OSError("the display closed")
        data += more
    return data


def x_atom(screen, name):
    x_request(screen, 16, 0, struct.pack("<HH", len(name), 0) + name)
    return struct.unpack_from("<I", x_reply(screen), 8)[0]


def close_window(display, window):
    """Asks a window to close: the message WM_DELETE_WINDOW (ICCCM 4.2.8.1), over the X11 protocol."""
    with socket.socket(socket.AF_UNIX) as screen:
        screen.settimeout(5)
        screen.connect(f"/tmp/.X11-unix/X{display}")
        screen.sendall(struct.pack("<BxHHHHxx", 0x6C, 11, 0, 0, 0))
        head = read_exactly(screen, 8)
        read_exactly(screen, 4 * struct.unpack_from("<H", head, 6)[0])
        protocols, delete = x_atom(screen, b"WM_PROTOCOLS"), x_atom(screen, b"WM_DELETE_WINDOW")
        message = struct.pack("<BBHII5I", 33, 32, 0, window, protocols, delete, 0, 0, 0, 0)
        x_request(screen, 25, 0, struct.pack("<II", window, 0) + message)
        x_request(screen, 43, 0, b"")  # a question, whose answer says that the message has been taken
        x_reply(screen)
