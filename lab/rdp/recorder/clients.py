"""The clients: how each is told whom to reach, as whom, and how."""
import socket
import struct


class Client:
    name = kind = program = ""
    kind = "interactive"

    def words(self, target, port, user, password, extra):
        raise NotImplementedError

    def environment(self, lane):
        home = lane.work / f"home-{self.name}"
        home.mkdir(exist_ok=True)
        return {"DISPLAY": f":{lane.display}", "HOME": str(home)}

    def stdin(self):
        return None


def bracketed(address):
    return f"[{address}]" if ":" in address else address


class Freerdp(Client):
    def __init__(self, version):
        self.name = f"xfreerdp{version}"
        self.program = "xfreerdp" if version == 2 else "xfreerdp3"

    def words(self, target, port, user, password, extra):
        words = [self.program, f"/v:{bracketed(target)}:{port}", "/cert:ignore", "/log-level:INFO"]
        words += [f"/u:{user}"] if user is not None else []
        words += [f"/p:{password}"] if password is not None else []
        return words + list(extra)


class Rdesktop(Client):
    name = program = "rdesktop"

    def words(self, target, port, user, password, extra):
        words = ["rdesktop", *extra]
        words += ["-u", user] if user is not None else []
        words += ["-p", password] if password is not None else []
        return words + [f"{bracketed(target)}:{port}"]

    def stdin(self):
        return b"yes\n" * 3  # yes, this certificate is trusted


kClients = {"xfreerdp2": Freerdp(2), "xfreerdp3": Freerdp(3), "rdesktop": Rdesktop()}

# What a client is told beside the account: screens, depths, codecs, channels. They change the amounts of bytes.
kFlavours = {
    "xfreerdp2": (
        ["/size:800x600"], ["/size:640x480", "/bpp:16"], ["/size:1024x768", "/rfx"], ["/size:1280x800", "/gfx"],
        ["/size:1024x768", "+clipboard", "/network:lan"], ["/size:800x600", "-compression", "+fonts"],
        ["/size:1920x1080", "/bpp:16"], ["/size:800x600", "-bitmap-cache", "+wallpaper"],
        ["/size:1024x768", "/drive:docs,/usr/share/doc/bash"], ["/size:1280x1024", "/bpp:24", "-themes", "/sound:sys:fake"],
        ["/size:800x600", "/client-hostname:CT-WORKSTATION-07", "/network:modem"], ["/size:1024x600", "/d:WARD7"]),
    "rdesktop": (
        ["-g", "800x600", "-a", "16"], ["-g", "640x480", "-a", "32"], ["-g", "1024x768", "-a", "24", "-z"],
        ["-g", "1280x800", "-a", "16", "-x", "l"], ["-g", "800x600", "-a", "32", "-P", "-n", "KIOSK"],
        ["-g", "1024x768", "-a", "16", "-x", "m", "-d", "WARD7"]),
}
kFlavours["xfreerdp3"] = tuple(
    [word for word in flavour] for flavour in kFlavours["xfreerdp2"])


def size_of(flavour):
    for at, word in enumerate(flavour):
        if word.startswith("/size:"):
            return tuple(map(int, word[6:].split("x")))
        if word == "-g":
            return tuple(map(int, flavour[at + 1].split("x")))
    return 1024, 768


# --- Closing a window as a window manager does -------------------------------------------------------------


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
