"""The servers: how each is started, and how its log is read."""
import re
import subprocess
import time

from recorder.lane import Failure

# Throw-away accounts: they exist in the servers' own copies of the account files and nowhere else.
ACCOUNTS = {
    "ct": "Lens4",
    "reception": "Right+Horse4",
    "jmueller": "Winter-am-See-2031",
    "elisabeth.hofmann": "e7#Kq!vPz0-long-and-winding-Wz",
}
BARRED = "billing"  # may authenticate, may not log on (xrdp's TerminalServerUsers)
BARRED_PASSWORD = "Ledger+Blue9"
GROUP_ALLOWED = "wwdesktop"


class Event:
    """What one line of a server's log says of the connection it belongs to."""

    CONNECTION, SUCCESS, FAILURE, REFUSAL, SECURED, ACTIVATED = (
        "connection",
        "success",
        "failure",
        "refusal",
        "secured",
        "activated",
    )


class Server:
    """A server on a lane. `patterns` tells its log's lines; the first group, if any, is the client's port."""

    stack = ""
    patterns = {}
    port = 3389
    checks = "yes"  # does it ask for a password at all?
    users = tuple(ACCOUNTS)
    settles_s = 1  # how long after the last connection its log may still tell of it
    counts_attempts = True  # does each attempt of the client stand in the log once?

    def __init__(self, lane, setting):
        self.lane = lane
        self.setting = setting
        self.port = setting.get("port", 3389)
        self.process = None
        self.address = ""

    def start(self):
        raise NotImplementedError

    def ready(self):
        for _ in range(150):
            if f":{self.port} " in self.lane.at("server", "ss", "-Hltn"):
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        last = " / ".join(line for _, line in self.process.log.lines[-3:])
        raise Failure(f"{self.stack} did not start: {last}")

    def stop(self):
        self.lane.clear("server")
        self.lane.end(self.process)

    def mark(self):
        return len(self.process.log.lines)

    def wait_for(self, kinds, seconds, start):
        """Waits until the log tells one of these events, from its line `start` on."""
        pattern = re.compile(
            "|".join(f"(?:{self.patterns[kind].pattern})" for kind in kinds if kind in self.patterns)
        )
        return self.process.log.wait_for(pattern, seconds, start)

    def connections(self):
        """What the log tells of each connection, in the order in which the server saw them."""
        told = []
        for _, line in list(self.process.log.lines):
            for kind, pattern in self.patterns.items():
                found = pattern.search(line)
                if found and kind == Event.CONNECTION:
                    told.append(Told(port=int(found.group(1))))
                elif found and told:
                    told[-1].count(kind)
        return told

    def accounts(self):
        """Copies of the account files with the lab's accounts added, for this server's eyes only."""
        work = self.lane.work
        texts = {name: open(f"/etc/{name}", encoding="utf-8").read() for name in ("passwd", "shadow", "group")}
        everyone = {**ACCOUNTS, BARRED: BARRED_PASSWORD}
        for number, (user, password) in enumerate(everyone.items(), 61001):
            hashed = subprocess.run(
                ["openssl", "passwd", "-6", "-stdin"], input=password, text=True, check=True, capture_output=True
            ).stdout.strip()
            texts["passwd"] += f"{user}:x:{number}:{number}::/home/{user}:/bin/sh\n"
            texts["shadow"] += f"{user}:{hashed}:19000:0:99999:7:::\n"
            texts["group"] += f"{user}:x:{number}:\n"
        texts["group"] += f"{GROUP_ALLOWED}:x:61100:{','.join(ACCOUNTS)}\n"
        for name, text in texts.items():
            (work / name).write_text(text)
        (work / "shadow").chmod(0o600)
        # PAM waits some two seconds after a failure, unless told otherwise.
        (work / "common-auth").write_text(f"auth required pam_unix.so {self.setting.get('pam', '')}\n")
        return PRIVATE.format(work=work, users=" ".join(everyone))


class Told:
    """What a server's log tells of one connection."""

    def __init__(self, port=None):
        self.port = port
        self.counts = {}

    def count(self, kind):
        self.counts[kind] = self.counts.get(kind, 0) + 1

    def __getitem__(self, kind):
        return self.counts.get(kind, 0)


def certificate(folder, key):
    """A self-signed certificate with a key of this kind, made once a run."""
    cert, private = folder / f"{key}.crt", folder / f"{key}.key"
    if not cert.exists():
        subprocess.run(
            [
                "openssl",
                "req",
                "-x509",
                "-nodes",
                "-newkey",
                *key_words(key),
                "-days",
                "90",
                "-subj",
                f"/CN={'gw' if key == 'ec' else 'desktop.ward7.example'}",
                "-keyout",
                private,
                "-out",
                cert,
            ],
            check=True,
            capture_output=True,
        )
        private.chmod(0o644)
    return cert, private


def key_words(key):
    return ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"] if key == "ec" else [f"rsa:{key[3:]}"]


def nt_hash(password):
    done = subprocess.run(
        ["openssl", "dgst", "-provider", "legacy", "-provider", "default", "-md4"],
        input=password.encode("utf-16le"),
        capture_output=True,
        check=True,
    )
    return done.stdout.split()[-1].decode()


# Private folders and account files for the server's programs. `ip netns exec` has made a mount namespace for them.
PRIVATE = """set -e
mount -t tmpfs none /home; mount -t tmpfs none /run/xrdp; mount -t tmpfs none /tmp; chmod 1777 /tmp
chown xrdp:xrdp /run/xrdp 2>/dev/null || true; mkdir -p /tmp/.X11-unix; chmod 1777 /tmp/.X11-unix
for file in passwd shadow group; do mount --bind {work}/$file /etc/$file; done
mount --bind {work}/common-auth /etc/pam.d/common-auth
for user in {users}; do mkdir /home/$user; chown $user: /home/$user; done
"""
