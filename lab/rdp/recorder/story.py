"""One recording: a server, a client, a network, and what happens in it."""
import contextlib
import os
import random
import signal
import subprocess
import time

from recorder import truth
from recorder.clients import FLAVOURS, size_of
from recorder.lane import Failure
from recorder.servers import ACCOUNTS, Event
from recorder.tools import CLIENTS
from recorder.window import close_window

ADDRESSES = (("203.0.113.{c}", "198.51.100.{s}"), ("10.20.7.{c}", "10.20.1.{s}"), ("203.0.113.{c}", "10.20.1.{s}"))
ADDRESSES6 = ("2001:db8:66::{c:x}", "2001:db8:20::{s:x}")
LOGGED_AT_ONCE_S = 15

# What is typed into a desktop: little text, much text, much drawing.
TYPED = (
    "ls",
    "ls -l",
    "date",
    "seq 1 300",
    "cat /etc/services",
    "clear",
    "uname -a",
    "ls -lR dpkg",
    "id",
    "head -40 /etc/mime.types",
    "echo the quick brown fox jumps over the lazy dog",
    "df",
)
WRONG_PASSWORDS = (
    "Wrong+Horse4",
    "password",
    "123456",
    "x",
    "Summer2031!",
    "letmein-letmein-letmein-letmein-42",
    "Ward7",
)
STRANGERS = ("administrator", "admin", "guest", "scanner-service-account", "dr.no", "x")


class Step:
    """What one part of the story is, and which outcomes the server's log may then tell of."""

    def __init__(self, scenario, outcomes, attempts=None, silent="", note="", unlogged=False, connections=(1, 3)):
        self.scenario, self.attempts, self.silent, self.note, self.unlogged = (
            scenario,
            attempts,
            silent,
            note,
            unlogged,
        )
        self.outcomes = (outcomes,) if isinstance(outcomes, str) else outcomes
        self.connections_min, self.connections_max = connections
        self.begin = self.end = 0.0
        self.seen = 0


class Recording:
    """The plan of one capture. `play` is a function of scenarios.py, done `turns` times."""

    def __init__(
        self,
        name,
        make_server,
        setting,
        client,
        play,
        turns=4,
        network="plain",
        tap="lan",
        ipv6=False,
        extra=(),
        security="",
        flavours=None,
        refusals=False,
    ):
        self.name, self.make_server, self.setting, self.client_name = name, make_server, setting, client
        self.play, self.turns, self.network, self.tap, self.ipv6 = play, turns, network, tap, ipv6
        self.extra, self.security, self.flavours = list(extra), security, flavours
        self.refusals = refusals
        self.server_stack = self.checks = self.kind = ""

    def columns(self):
        return {
            "server": self.server_stack,
            "client": self.client_name,
            "client_kind": self.kind,
            "network": self.network,
            "tap": "server" if self.tap == "lan" else "client",
            "checked": self.checks,
        }


class Run:
    """A recording being made on a lane."""

    def __init__(self, recording, lane):
        self.recording, self.lane = recording, lane
        # Who comes from where and how long he stays; another seed makes another set, to measure on what was not learnt from.
        self.random = random.Random(recording.name + os.environ.get("LAB_SEED", ""))
        self.client = CLIENTS[recording.client_name]
        self.server = recording.make_server(lane, recording.setting)
        pair = ADDRESSES6 if recording.ipv6 else self.random.choice(ADDRESSES)
        numbers = {"c": self.random.randint(10, 240), "s": self.random.randint(10, 90)}
        self.source, self.target = (text.format(**numbers) for text in pair)
        self.server.address = self.target
        self.steps, self.turn, self.size = [], 0, (1024, 768)
        self.users = list(self.server.users)
        self.random.shuffle(self.users)
        self.flavours = list(recording.flavours or FLAVOURS.get(recording.client_name, ([],)))
        self.random.shuffle(self.flavours)

    def record(self, path):
        """Records into `path` and returns the rows of the truth."""
        recording, lane = self.recording, self.lane
        recording.server_stack, recording.checks, recording.kind = (
            self.server.stack,
            self.server.checks,
            self.client.kind,
        )
        delay_ms = int(recording.network[5:]) if recording.network.startswith("delay") else 0
        loss = float(recording.network[4:]) if recording.network.startswith("loss") else 0
        try:
            lane.address(self.source, self.target)
            lane.wire(delay_ms, 0)
            self.server.start()
            lane.wire(delay_ms, loss)
            lane.tap(path, recording.tap, self.server.port)
            for self.turn in range(recording.turns):
                recording.play(self)
                time.sleep(0.6 + delay_ms / 250)
            time.sleep(self.server.settles_s)
            lane.untap()
            seen = truth.connections(path, self.server.port)
            return truth.rows_of(recording, seen, self.server.connections(), self.steps)
        finally:
            lane.untap()
            lane.clear_clients()
            self.server.stop()

    @contextlib.contextmanager
    def step(self, *words, **more):
        step = Step(*words, **more)
        if not self.server.counts_attempts:
            step.attempts = None
        step.begin = time.time()
        self.steps.append(step)
        self.mark = self.server.mark()
        yield step
        time.sleep(0.2)
        step.end = time.time()

    def may(self, outcome):
        """The outcomes of a logon. A client may first offer security that the server refuses, in connections of their own."""
        if self.server.checks == "no":
            outcome = "logon-succeeded"
        return (outcome, "negotiation-refused") if self.recording.refusals else (outcome,)

    @property
    def dialog(self):
        """Whether the server shows a dialog after a failed logon, and waits."""
        return self.server.stack.startswith("xrdp")

    # --- People ----------------------------------------------------------------------------------------

    def user(self, turn=None):
        name = self.users[(self.turn if turn is None else turn) % len(self.users)]
        return name, ACCOUNTS[name]

    def wrong_password(self):
        return self.random.choice(WRONG_PASSWORDS)

    def stranger(self):
        return self.random.choice(STRANGERS)

    # --- The client ------------------------------------------------------------------------------------

    def connect(self, user, password, *more):
        flavour = self.flavours[self.turn % len(self.flavours)]
        self.size = size_of(flavour)
        self.lane.screen("{}x{}".format(max(self.size[0], 640), max(self.size[1], 480)))
        words = self.client.words(
            self.target, self.server.port, user, password, [*flavour, *self.recording.extra, *more]
        )
        given = self.client.stdin()
        process = self.lane.spawn(
            "client",
            *words,
            log="client.log",
            environment=self.client.environment(self.lane),
            stdin=subprocess.PIPE if given else subprocess.DEVNULL,
        )
        if given:
            process.stdin.write(given)
            process.stdin.close()
        return process

    def wait(self, *kinds, seconds=LOGGED_AT_ONCE_S):
        if Event.SUCCESS in kinds:
            kinds = (*kinds, Event.ACTIVATED)
        if not self.server.wait_for(kinds, seconds, self.mark):
            raise Failure(f"{self.steps[-1].scenario}: the server's log does not tell of {' or '.join(kinds)}")
        self.mark = self.server.mark()

    def settle(self, process, seconds=8):
        """Waits until a client that ends by itself has ended."""
        end = time.time() + seconds
        while process.poll() is None and time.time() < end:
            time.sleep(0.05)
        return process.poll()

    def leave(self, process, how=None):
        """Ends the client: by its window's close button, by a signal that it may handle, or by one that it may not."""
        how = how or self.random.choice(("close", "close", "close", "terminate"))
        if process.poll() is None and how == "close":
            windows = self.lane.xdotool("search", "--onlyvisible", "--name", ".").split()
            for window in windows:
                with contextlib.suppress(OSError):
                    close_window(self.lane.display, int(window))
            self.settle(process, 3)
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL if how == "kill" else signal.SIGTERM)
        self.lane.end(process)

    # --- Hands -----------------------------------------------------------------------------------------

    def pause(self, low, high):
        time.sleep(self.random.uniform(low, high))

    def click(self, x, y):
        self.lane.xdotool("mousemove", x, y)
        time.sleep(0.15)
        self.lane.xdotool("click", 1)

    def type(self, text):
        self.lane.xdotool("type", "--delay", self.random.randint(30, 110), text)

    def enter(self):
        self.lane.xdotool("key", "Return")

    def work(self, seconds):
        """Works at the desktop: the mouse moves, commands are typed, their output is drawn."""
        end = time.time() + seconds
        width, height = self.size
        while time.time() < end:
            for _ in range(self.random.randint(2, 8)):
                self.lane.xdotool("mousemove", self.random.randint(5, width - 5), self.random.randint(5, height - 5))
                time.sleep(0.04)
            self.type(self.random.choice(TYPED))
            self.enter()
            self.pause(0.2, 1.5)
