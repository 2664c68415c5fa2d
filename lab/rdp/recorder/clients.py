"""The clients: how each is told whom to reach, as whom, and how."""


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
