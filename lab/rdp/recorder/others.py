"""Servers that are made of FreeRDP's library: GNOME's, Weston's, and FreeRDP's proxy before another server."""
import re
import time

from recorder.servers import Event, Server, Told, certificate, ACCOUNTS, nt_hash

SCREEN = "mount -t tmpfs none /tmp; mount -t tmpfs none /run; mkdir -p /tmp/.X11-unix\n"
HOME = "export HOME=/tmp/home XDG_RUNTIME_DIR=/run/u; mkdir -p $HOME $XDG_RUNTIME_DIR; chmod 700 $XDG_RUNTIME_DIR\n"


class Ordered(Server):
    """A server whose log tells of one connection after the other."""

    def connections(self):
        told = []
        for _, line in list(self.process.log.lines):
            for kind, pattern in self.patterns.items():
                if pattern.search(line):
                    if kind == Event.CONNECTION:
                        told.append(Told())
                    elif told:
                        told[-1].count(kind)
        return told


class Gnome(Ordered):
    """gnome-remote-desktop: network-level authentication always, and one account only."""

    stack = "gnome-remote-desktop"
    users = ("reception",)
    patterns = {
        Event.CONNECTION: re.compile(r"Client Security:"),
        Event.FAILURE: re.compile(r"verification failed!|Could not find user in SAM"),
        Event.SUCCESS: re.compile(r"to NTLM_STATE_FINAL"),
        Event.REFUSAL: re.compile(r"Protocol security negotiation failure"),
    }

    def start(self):
        cert, key = certificate(self.lane.work.parent, self.setting.get("key", "rsa2048"))
        user = self.users[0]
        (self.lane.work / "gnome").write_text(
            "pipewire & sleep 0.5\nwireplumber & sleep 0.5\n"
            f"mutter --headless --virtual-monitor {self.setting.get('screen', '1024x768')} --wayland --no-x11 &\nsleep 3\n"
            f"rdp='grdctl --headless rdp'\n$rdp set-tls-cert {cert}; $rdp set-tls-key {key}\n"
            f"$rdp set-credentials {user} '{ACCOUNTS[user]}'; $rdp disable-view-only; $rdp enable\n"
            "exec stdbuf -oL -eL /usr/libexec/gnome-remote-desktop-daemon --headless\n"
        )
        script = SCREEN + HOME + f"exec dbus-run-session sh {self.lane.work}/gnome 2>&1\n"
        self.process = self.lane.spawn(
            "server", "sh", "-c", script, log="server.log", environment={"WLOG_LEVEL": "DEBUG"}
        )
        self.ready()
        time.sleep(1)


class Weston(Ordered):
    """Weston asks for nothing: whoever connects has the desktop."""

    stack = "weston"
    checks = "no"
    patterns = {
        Event.CONNECTION: re.compile(r"Client Security:"),
        Event.SUCCESS: re.compile(r"xf_peer_activate"),
        Event.REFUSAL: re.compile(r"Protocol security negotiation failure"),
    }

    def start(self):
        cert, key = certificate(self.lane.work.parent, self.setting.get("key", "rsa2048"))
        script = (
            SCREEN
            + HOME
            + (
                f"exec stdbuf -oL weston --backend=rdp-backend.so --rdp-tls-cert={cert} --rdp-tls-key={key} "
                f"--port={self.port} --no-config --idle-time=0 2>&1\n"
            )
        )
        self.process = self.lane.spawn(
            "server", "sh", "-c", script, log="server.log", environment={"WLOG_LEVEL": "DEBUG"}
        )
        self.ready()
        time.sleep(1)


PROXY_INI = """[Server]
Host={address}
Port={port}
[Target]
Host=127.0.0.1
Port={behind}
FixedTarget=true
TlsSecLevel=1
[Channels]
GFX=true
DisplayControl=true
Clipboard=true
[Input]
Keyboard=true
Mouse=true
[Security]
ServerTlsSecurity=true
ServerNlaSecurity=false
ServerRdpSecurity=true
ClientTlsSecurity=true
ClientNlaSecurity=true
ClientRdpSecurity=true
ClientAllowFallbackToTls=false
[Certificates]
CertificateFile={certificate}
PrivateKeyFile={key}
"""


class Proxy(Ordered):
    """The proxy takes the password over TLS; the server behind it, under NLA, decides."""

    stack = "freerdp3-proxy"
    behind = 3390
    counts_attempts = False  # it may try an account more than once
    patterns = {
        Event.CONNECTION: re.compile(r"^(?!BEHIND).*Client Security:"),
        Event.FAILURE: re.compile(r"^BEHIND.*(?:verification failed!|Could not find user in SAM)"),
        Event.SUCCESS: re.compile(r"^BEHIND.*to NTLM_STATE_FINAL"),
        Event.REFUSAL: re.compile(r"^(?!BEHIND).*Protocol security negotiation failure"),
    }

    def start(self):
        work = self.lane.work
        cert, key = certificate(work.parent, self.setting.get("key", "rsa2048"))
        (work / "proxy.ini").write_text(
            PROXY_INI.format(address="0.0.0.0", port=self.port, behind=self.behind, certificate=cert, key=key)
        )
        (work / "sam").write_text(
            "".join(f"{user}:::{nt_hash(password)}:::\n" for user, password in ACCOUNTS.items())
        )
        script = SCREEN + (
            "Xvfb :1 -screen 0 800x600x24 -nolisten tcp -noreset & sleep 0.7\n"
            "xterm -geometry 200x80+0+0 -e sh -c 'cd /usr/share; PS1=\"ward7> \" exec sh -i' &\n"
            f"(stdbuf -oL freerdp-shadow-cli3 /port:{self.behind} /sec:nla /sam-file:{work}/sam +auth 2>&1 |"
            " sed -u 's/^/BEHIND /') & sleep 1.2\n"
            f"exec stdbuf -oL freerdp-proxy3 {work}/proxy.ini 2>&1\n"
        )
        (work / "home").mkdir(exist_ok=True)
        self.process = self.lane.spawn(
            "server",
            "sh",
            "-c",
            script,
            log="server.log",
            environment={"DISPLAY": ":1", "HOME": str(work / "home"), "WLOG_LEVEL": "DEBUG"},
        )
        self.ready()
        time.sleep(0.5)
