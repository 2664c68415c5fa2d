"""A lane: three hosts in namespaces of its own, a wire that can be slow or lossy, and a tap.

    client ── wire ── gateway ── server
                   world │ lan
                        taps

The tap is on the gateway: `lan` is the server's side of it, `world` the client's. Loss is made between
the two, so a tap on one side sees the packets of one direction that are lost afterwards.
"""
import os
import pathlib
import signal
import subprocess
import time

from recorder.log import follow, Log

PREFIX = "wwrdp"
HERE = pathlib.Path(__file__).resolve().parent


class Failure(Exception):
    """A recording that cannot be kept, with the reason."""


def run(*command, check=True, stdin=None):
    done = subprocess.run([str(word) for word in command], input=stdin, capture_output=True, text=True)
    if check and done.returncode != 0:
        raise Failure(f"{' '.join(map(str, command))}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


class Lane:
    def __init__(self, number, work):
        self.number = number
        self.work = work / f"lane{number}"
        self.work.mkdir(parents=True)
        self.display = 200 + number
        self._processes = []
        self._tap = None
        self._relay = None
        self._screen = None
        self._screen_size = None

    # --- Network ---------------------------------------------------------------------------------------

    def name(self, node):
        return f"{PREFIX}{self.number}-{node}"

    def build(self):
        for node in ("client", "wire", "gateway", "server"):
            run("ip", "netns", "add", self.name(node))
            run("ip", "-n", self.name(node), "link", "set", "lo", "up")
        macs = {"client": "00:1b:21:3a:61", "server": "00:14:22:5e:21", "gateway": "00:1b:54:c0:02"}
        for a, a_if, b, b_if in (
            ("client", "eth0", "wire", "left"),
            ("wire", "right", "gateway", "world"),
            ("gateway", "lan", "server", "eth0"),
        ):
            run(
                "ip",
                "link",
                "add",
                a_if,
                "netns",
                self.name(a),
                "type",
                "veth",
                "peer",
                "name",
                b_if,
                "netns",
                self.name(b),
            )
            for node, link in ((a, a_if), (b, b_if)):
                if node in macs:
                    last = 0x10 + self.number + (0x40 if link == "world" else 0)
                    self.ip(node, "link", "set", "dev", link, "address", f"{macs[node]}:{last:02x}")
                # Without offload a tap sees whole checksums, and segments that fit the link.
                self.at(node, "ethtool", "-K", link, "tx", "off", "gro", "off", check=False)
                self.ip(node, "link", "set", "dev", link, "up")
        self.at("gateway", "sysctl", "-qw", "net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1")
        self.ip("wire", "link", "add", "span", "type", "bridge", "stp_state", "0")
        self.ip("wire", "link", "set", "dev", "span", "up")

    def ip(self, node, *words):
        return run("ip", "-n", self.name(node), *words)

    def at(self, node, *command, check=True, stdin=None):
        return run("ip", "netns", "exec", self.name(node), *command, check=check, stdin=stdin)

    def address(self, client, server):
        """Gives client and server their addresses; the gateway has number 1 in each one's network."""

        def net(address, number):
            if ":" in address:
                return address.rsplit("::", 1)[0] + f"::{number:x}/64"
            return address.rsplit(".", 1)[0] + f".{number}/24"

        for node, link in (("client", "eth0"), ("server", "eth0"), ("gateway", "world"), ("gateway", "lan")):
            self.ip(node, "address", "flush", "dev", link, "scope", "global")
        for node, link, address in (("gateway", "world", client), ("gateway", "lan", server)):
            self.ip(node, "address", "add", net(address, 1), "dev", link, *(["nodad"] if ":" in address else []))
        for node, address in (("client", client), ("server", server)):
            v6 = ":" in address
            full = f"{address}/64" if v6 else f"{address}/24"
            self.ip(node, "address", "add", full, "dev", "eth0", *(["nodad"] if v6 else []))
            self.ip(node, "route", "replace", "default", "via", net(address, 1).split("/")[0])

    def wire(self, delay_ms, loss_percent):
        """Sets the delay each way and the loss of the way between client and server."""
        self._end(self._relay)
        self._relay = None
        if delay_ms:
            for link in ("left", "right"):
                self.ip("wire", "link", "set", "dev", link, "nomaster")
                self.ip("wire", "link", "set", "dev", link, "promisc", "on")
            self._relay = self.spawn("wire", "python3", HERE / "relay.py", "left", "right", delay_ms)
        else:
            for link in ("left", "right"):
                self.ip("wire", "link", "set", "dev", link, "master", "span")
        rule = f"numgen random mod 1000 < {int(loss_percent * 10)} drop" if loss_percent else ""
        self.at(
            "gateway",
            "nft",
            "-f",
            "-",
            stdin=(
                "flush ruleset\ntable inet way {\n set cut { type inet_service; }\n"
                " chain forward {\n type filter hook forward priority 0;\n"
                f" tcp sport @cut drop\n tcp dport @cut drop\n {rule}\n }}\n}}\n"
            ),
        )

    def cut(self, client_port):
        """From now on no packet of the connection passes the gateway."""
        self.at("gateway", "nft", "add", "element", "inet", "way", "cut", "{", client_port, "}")

    def client_ports(self, server_port):
        text = self.at("client", "ss", "-Htn", "state", "established", f"( dport = :{server_port} )")
        return [int(line.split()[2].rsplit(":", 1)[1]) for line in text.splitlines()]

    # --- Programs --------------------------------------------------------------------------------------

    def spawn(self, node, *command, log=None, log_file=None, environment=None, stdin=subprocess.DEVNULL):
        """Starts a program on a host. Its output, or what it writes to log_file, goes to a Log when log=NAME is given."""
        environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **(environment or {})}
        words = ["ip", "netns", "exec", self.name(node)] + [str(word) for word in command]
        if log is None:
            with open(self.work / "programs.log", "ab") as out:
                process = subprocess.Popen(
                    words, stdin=stdin, stdout=out, stderr=out, env=environment, start_new_session=True
                )
        else:
            process = subprocess.Popen(
                words,
                stdin=stdin,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=environment,
                start_new_session=True,
            )
            source = process.stdout
            if log_file:
                log_file.unlink(missing_ok=True)
                source = follow(log_file, lambda: process.poll() is None)
                process.chatter = Log(process.stdout, self.work / f"{log}.out")
            process.log = Log(source, self.work / log)
        process.node = node
        self._processes.append(process)
        return process

    def _end(self, process, how=signal.SIGTERM):
        if process is None:
            return
        if process.poll() is None:
            try:
                os.killpg(process.pid, how)
                process.wait(3)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                try:
                    os.killpg(process.pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
                process.wait(3)
        if process in self._processes:
            self._processes.remove(process)

    end = _end

    def clear(self, node):
        """Ends every program that still lives on a host of this lane."""
        for how in (signal.SIGTERM, signal.SIGKILL):
            pids = run("ip", "netns", "pids", self.name(node), check=False).split()
            for pid in pids:
                try:
                    os.kill(int(pid), how)
                except ProcessLookupError:
                    pass
            if not pids:
                return
            time.sleep(0.3)

    def screen(self, size="1024x768"):
        """The client's screen, started anew when another size is asked for."""
        if self._screen and self._screen.poll() is None and self._screen_size == size:
            return
        self._end(self._screen)
        pathlib.Path(f"/tmp/.X{self.display}-lock").unlink(missing_ok=True)
        self._screen = self.spawn(
            "client", "Xvfb", f":{self.display}", "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"
        )
        self._screen_size = size
        for _ in range(100):
            if self.xdotool("getdisplaygeometry"):
                return
            time.sleep(0.05)
        raise Failure(f"display :{self.display} did not start")

    def xdotool(self, *words):
        environment = {**os.environ, "DISPLAY": f":{self.display}"}
        done = subprocess.run(
            ["xdotool", *map(str, words)], env=environment, capture_output=True, text=True, timeout=120
        )
        return done.stdout.strip()

    # --- Tap -------------------------------------------------------------------------------------------

    def tap(self, path, side, port):
        self._tap = self.spawn(
            "gateway",
            "tcpdump",
            "-U",
            "-n",
            "-i",
            side,
            "-s",
            "0",
            "-B",
            "8192",
            "-w",
            path,
            f"tcp port {port}",
            log="tap.log",
        )
        for _ in range(100):
            if any("listening on" in line for _, line in self._tap.log.lines):
                return
            time.sleep(0.05)
        raise Failure("the tap did not start")

    def untap(self):
        if self._tap is None:
            return
        time.sleep(0.3)
        tap, self._tap = self._tap, None
        self._end(tap, signal.SIGINT)
        for _, line in tap.log.lines:
            if "dropped by kernel" in line and not line.startswith("0 "):
                raise Failure(f"the tap lost packets: {line}")

    def clear_clients(self):
        """Ends what the story started on the client; the screen stays."""
        for process in list(self._processes):
            if process not in (self._screen, self._relay, self._tap) and process.node == "client":
                self._end(process, signal.SIGKILL)

    def down(self):
        for node in ("client", "wire", "gateway", "server"):
            self.clear(node)
            run("ip", "netns", "del", self.name(node), check=False)
