"""The clients: how each is told whom to reach, as whom, and how."""
import socket
import struct

from recorder.lane import HERE


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
        # Version 2 cannot read a port after an IPv6 address.
        words = [self.program, f"/v:{bracketed(target)}", f"/port:{port}", "/cert:ignore", "/log-level:INFO"]
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


class Remmina(Client):
    """Takes everything from a profile; the password is put into it by remmina itself, which encrypts it."""

    name = "remmina"
    script = """cat >"$HOME/p.remmina" <<END
[remmina]
name=ward
protocol=RDP
server=$1
username=$2
domain=
resolution_mode=2
resolution_width=$4
resolution_height=$5
colordepth=$6
quality=$7
ignore-tls-errors=1
cert_ignore=1
disablepasswordstoring=0
viewmode=1
END
printf '%s\\n' "$3" | remmina --update-profile "$HOME/p.remmina" --set-option password
exec remmina -c "$HOME/p.remmina"
"""

    def words(self, target, port, user, password, extra):
        width, height = extra[0][6:].split("x")
        return [
            "dbus-run-session",
            "--",
            "sh",
            "-c",
            self.script,
            "remmina",
            f"{bracketed(target)}:{port}",
            user,
            password,
            width,
            height,
            *extra[1:],
        ]

    def environment(self, lane):
        given = super().environment(lane)
        return {
            **given,
            "XDG_RUNTIME_DIR": given["HOME"],
            "GDK_BACKEND": "x11",
            "NO_AT_BRIDGE": "1",
            "GSETTINGS_BACKEND": "memory",
        }


class Hydra(Client):
    name, kind = "hydra", "guessing-tool"

    def words(self, target, port, user, password, extra):
        six = ["-6"] if ":" in target else []
        return [
            "timeout",
            "40",
            "hydra",
            *six,
            "-t",
            "1",
            "-I",
            "-l",
            user,
            "-P",
            password,
            "-s",
            port,
            *extra,
            f"rdp://{bracketed(target)}",
        ]


class Ncrack(Client):
    name, kind = "ncrack", "guessing-tool"

    def words(self, target, port, user, password, extra):
        return [
            "timeout",
            "12",
            "ncrack",
            "--user",
            user,
            "-P",
            password,
            "-g",
            "CL=1,at=1,cd=1s",
            *extra,
            f"rdp://{target}:{port}",
        ]


class Patator(Client):
    name, kind = "patator", "guessing-tool"

    def words(self, target, port, user, password, extra):
        return [
            "timeout",
            "40",
            "patator",
            "rdp_login",
            f"host={target}",
            f"port={port}",
            f"user={user}",
            "password=FILE0",
            f"0={password}",
            "-t",
            "1",
            *extra,
        ]


class RdpCheck(Client):
    name, kind = "rdp_check", "credential-check"

    def words(self, target, port, user, password, extra):
        return [
            "timeout",
            "20",
            "/usr/bin/python3",
            "/usr/share/doc/python3-impacket/examples/rdp_check.py",
            f"{user}:{password}@{target}",
        ]


class AuthOnly(Freerdp):
    kind = "credential-check"

    def __init__(self, version):
        super().__init__(version)
        self.name += "-auth-only"

    def words(self, target, port, user, password, extra):
        return super().words(target, port, user, password, [*extra, "+auth-only"])


class Nmap(Client):
    name, kind = "nmap", "scanner"

    def words(self, target, port, user, password, extra):
        six = ["-6"] if ":" in target else []
        return ["timeout", "60", "nmap", *six, "-Pn", "-n", "-p", port, *extra, target]


class Probe(Client):
    """Requests made by hand (probe.py)."""

    name, kind = "ncat", "scanner"

    def words(self, target, port, user, password, extra):
        return ["/usr/bin/python3", HERE / "probe.py", target, port, *extra]


CLIENTS = {
    client.name: client
    for client in (
        Freerdp(2),
        Freerdp(3),
        Rdesktop(),
        Remmina(),
        AuthOnly(2),
        AuthOnly(3),
        RdpCheck(),
        Hydra(),
        Ncrack(),
        Patator(),
        Nmap(),
        Probe(),
    )
}

# What a client is told beside the account: screens, depths, codecs, channels. They change the amounts of bytes.
FLAVOURS = {
    "xfreerdp2": (
        ["/size:800x600"],
        ["/size:640x480", "/bpp:16"],
        ["/size:1024x768", "/rfx"],
        ["/size:1280x800", "/gfx"],
        ["/size:1024x768", "+clipboard", "/network:lan"],
        ["/size:800x600", "-compression", "+fonts"],
        ["/size:1920x1080", "/bpp:16"],
        ["/size:800x600", "-bitmap-cache", "+wallpaper"],
        ["/size:1024x768", "/drive:docs,/usr/share/doc/bash"],
        ["/size:1280x1024", "/bpp:24", "-themes", "/sound:sys:fake"],
        ["/size:800x600", "/client-hostname:CT-WORKSTATION-07", "/network:modem"],
        ["/size:1024x600", "/d:WARD7"],
    ),
    "rdesktop": (
        ["-g", "800x600", "-a", "16"],
        ["-g", "640x480", "-a", "32"],
        ["-g", "1024x768", "-a", "24", "-z"],
        ["-g", "1280x800", "-a", "16", "-x", "l"],
        ["-g", "800x600", "-a", "32", "-P", "-n", "KIOSK"],
        ["-g", "1024x768", "-a", "16", "-x", "m", "-d", "WARD7"],
    ),
    # Size, depth, quality.
    "remmina": (
        ["/size:800x600", "32", "2"],
        ["/size:640x480", "16", "0"],
        ["/size:1024x768", "24", "9"],
        ["/size:900x700", "64", "1"],
    ),
}
# Version 3 has renamed some.
WORDS3 = {
    "/d:WARD7": "/d:WARD7 /auth-pkg-list:!kerberos",
    "/rfx": "/gfx:RFX",
    "/gfx": "/gfx",
    "/sound:sys:fake": "/audio-mode:0",
    "-bitmap-cache": "/cache:bitmap:off",
}
FLAVOURS["xfreerdp3"] = tuple(
    [part for word in flavour for part in WORDS3.get(word, word).split()] for flavour in FLAVOURS["xfreerdp2"]
)
for kind in ("xfreerdp2", "xfreerdp3"):
    FLAVOURS[f"{kind}-auth-only"] = FLAVOURS[kind]


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
