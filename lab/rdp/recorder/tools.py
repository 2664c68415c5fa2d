"""The tools that guess passwords, check one, or look for servers; and the table of every client."""

from recorder.clients import bracketed, Client, Freerdp, Rdesktop, Remmina
from recorder.lane import HERE


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
