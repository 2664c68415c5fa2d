"""What happens in a recording: each function is one turn of it."""
import time

from recorder.servers import Event, BARRED, BARRED_PASSWORD

FAILED, SUCCEEDED, NONE, REFUSED, PROBE = (
    "logon-failed",
    "logon-succeeded",
    "no-logon-attempted",
    "negotiation-refused",
    "probe",
)


def fails(run, scenario, user, password, more=(), dwell=(0.5, 3)):
    """A logon that fails. Under NLA the client then goes by itself; before a server's dialog somebody must."""
    with run.step(scenario, run.may(FAILED), attempts=1):
        client = run.connect(user, password, *more)
        run.wait(Event.FAILURE)
        if run.dialog:
            run.pause(*dwell)
            run.leave(client)
        elif run.settle(client, 6) is None:
            run.leave(client)


def wrong_password(run):
    fails(run, "wrong-password", run.user()[0], run.wrong_password())


def unknown_user(run):
    fails(run, "unknown-user", run.stranger(), run.wrong_password())


def empty_password(run):
    fails(run, "empty-password", run.user()[0], "")


def session(run, scenario, low, high, user=None, end=None, more=()):
    name, password = user or run.user()
    with run.step(scenario, run.may(SUCCEEDED), attempts=1):
        client = run.connect(name, password, *more)
        run.wait(Event.SUCCESS)
        run.pause(1, 1.6)
        run.click(run.size[0] // 3, run.size[1] // 3)
        run.work(run.random.uniform(low, high))
        (end or run.leave)(client)


def session_short(run):
    session(run, "session-short", 1, 3)


def session_long(run):
    session(run, "session-long", 18, 28)


def session_killed(run):
    session(run, "session-killed", 2, 5, end=lambda client: run.leave(client, "kill"))


def session_cut(run):
    def cut(client):
        for port in run.lane.client_ports(run.server.port):
            run.lane.cut(port)
        run.work(1)
        run.leave(client, "kill")
        run.pause(1, 4)

    session(run, "session-cut", 2, 5, end=cut)


def session_cut_last(run):
    """Short sessions before the one that is cut: FreeRDP's server stands still when it cannot send to one of its guests."""
    if run.turn + 1 < run.recording.turns:
        session_short(run)
    else:
        session_cut(run)


def session_logout(run):
    def logout(client):
        run.type("exit")
        run.enter()
        if run.settle(client, 8) is None:
            run.leave(client)

    session(run, "session-logout", 1, 3, end=logout)


def reconnect(run):
    session(run, "session-short", 1, 2, user=run.user(run.turn))
    run.pause(0.8, 1.5)
    session(run, "reconnect", 1, 3, user=run.user(run.turn))


# --- The dialog of xrdp ----------------------------------------------------------------------------------


def dialog_opens(run, user):
    client = run.connect(user, None)
    run.wait(Event.SECURED)
    run.pause(1.2, 1.8)
    return client


def dialog_button(run, x):
    left, top = (run.size[0] - 350) // 2, (run.size[1] - 430) // 2
    run.click(max(left, 0) + x, max(top, 0) + 385)


def dialog_idle(run):
    with run.step("dialog-idle", NONE, silent=NONE):
        client = dialog_opens(run, run.user()[0])
        run.pause(1, 8)
        run.leave(client)


def dialog_touched(run):
    """Something is typed, nothing sent."""
    with run.step("dialog-typed-not-sent", NONE, silent=NONE):
        client = dialog_opens(run, run.user()[0])
        run.type(run.wrong_password())
        run.pause(0.5, 2)
        run.leave(client)


def dialog_cancelled(run):
    with run.step("dialog-cancelled", NONE, silent=NONE):
        client = dialog_opens(run, run.user()[0])
        run.pause(0.5, 3)
        if run.turn % 2:
            dialog_button(run, 279)
        else:
            run.lane.xdotool("key", "Escape")
        if run.settle(client, 4) is None:
            run.leave(client)


def dialog_types(run, password, kind):
    run.type(password)
    run.pause(0.1, 0.5)
    if run.random.random() < 0.5:
        run.enter()
    else:
        dialog_button(run, 184)
    run.wait(kind)


def dialog_lets_in(run, client, password, longest_s):
    dialog_types(run, password, Event.SUCCESS)
    run.pause(1, 1.6)
    run.work(run.random.uniform(1, longest_s))
    run.leave(client)


def dialog_again(run):
    """The log window says that the logon failed; its button brings the dialog back."""
    run.pause(0.6, 1.4)
    run.click(370, 388)
    run.pause(0.6, 1)


def dialog_right(run):
    name, password = run.user()
    with run.step("dialog-right", SUCCEEDED, attempts=1):
        client = dialog_opens(run, name)
        dialog_lets_in(run, client, password, 4)


def dialog_mistyped(run):
    name, password = run.user()
    with run.step("dialog-mistyped-then-right", SUCCEEDED, attempts=2):
        client = dialog_opens(run, name)
        dialog_types(run, password[:-1], Event.FAILURE)
        dialog_again(run)
        dialog_lets_in(run, client, password, 3)


def dialog_wrong(run):
    count = 1 + run.turn % 4
    with run.step("dialog-wrong", FAILED, attempts=count):
        client = dialog_opens(run, run.user()[0])
        for number in range(count):
            if number:
                dialog_again(run)
            dialog_types(run, run.wrong_password(), Event.FAILURE)
        run.pause(0.5, 2.5)
        run.leave(client)


def wrong_then_typed(run):
    """The client brings a wrong password; the right one is typed into the dialog that follows."""
    name, password = run.user()
    with run.step("wrong-given-then-right-typed", SUCCEEDED, attempts=2):
        client = run.connect(name, run.wrong_password())
        run.wait(Event.FAILURE)
        dialog_again(run)
        dialog_lets_in(run, client, password, 3)


def mac_error(run):
    """Client and server disagree about the keys of standard RDP security, before anything is asked."""
    with run.step("standard-security-error", NONE, silent=NONE, note="dies in a MAC error before logon"):
        client = run.connect(*run.user())
        if run.settle(client, 5) is None:
            run.leave(client)


def client_rejected(run):
    """FreeRDP's server takes offence at rdesktop's second message of MCS, which is one byte too long, and closes."""
    with run.step("client-rejected", NONE, silent=NONE, note="server closes before logon: malformed MCS request"):
        client = run.connect(*run.user())
        if run.settle(client, 5) is None:
            run.leave(client)


def barred_user(run):
    """Authenticates, and may not log on."""
    with run.step("barred-user", FAILED, attempts=1, note="password right, user not in the group that may log on"):
        client = run.connect(BARRED, BARRED_PASSWORD)
        run.wait(Event.FAILURE)
        run.pause(1, 3)
        run.leave(client)


def broken_desktop(run):
    """The right password; the session's back end does not start."""
    name, password = run.user()
    with run.step("broken-desktop", SUCCEEDED, attempts=1, note="logon granted, no desktop starts"):
        client = run.connect(name, password)
        run.wait(Event.SUCCESS)
        run.pause(3, 12)
        run.leave(client)


# --- Tools: guessing, checking, scanning -----------------------------------------------------------------

ANYTHING = (FAILED, NONE, REFUSED, PROBE)


def answered(run):
    """Waits for the log to tell of a guest who did not wait for the answer, before the next one comes."""
    time.sleep(run.server.settles_s)


def guessing(run):
    """A tool tries several wrong passwords."""
    words = run.lane.work / "words"
    words.write_text("".join(f"{run.wrong_password()}{number}\n" for number in range(3)))
    with run.step("guessing", ANYTHING, connections=(1, 40)):
        run.settle(run.connect(run.user()[0], str(words)), 45)
    answered(run)


def guessing_finds(run):
    """The last of the passwords that it tries is right."""
    name, password = run.user()
    words = run.lane.work / "words"
    words.write_text(f"{run.wrong_password()}1\n{run.wrong_password()}2\n{password}\n")
    with run.step("guessing-finds", (*ANYTHING, SUCCEEDED), connections=(1, 40)):
        run.settle(run.connect(name, str(words)), 45)
    answered(run)


def checking_wrong(run):
    with run.step("checking-wrong", ANYTHING, connections=(1, 4)):
        client = run.connect(run.user()[0] if run.turn % 3 else run.stranger(), run.wrong_password())
        if run.settle(client, 8) is None:
            run.leave(client)
    answered(run)


def checking_right(run):
    name, password = run.user()
    with run.step("checking-right", (*ANYTHING, SUCCEEDED), connections=(1, 4)):
        client = run.connect(name, password)
        if run.settle(client, 8) is None:
            run.leave(client)
    answered(run)


PROBES = ("bare", "negotiate", "cookie=hello", "connect", "tls-hello", "tls", "tls-wait", "cookie=administr", "http")


def probes(run):
    what = PROBES[run.turn % len(PROBES)]
    scenario = "probe-" + what.partition("=")[0]
    with run.step(scenario, ANYTHING, connections=(1, 1), unlogged=what in ("connect", "http")):
        run.settle(run.connect(None, None, what), 12)


def nmap_encryption(run):
    with run.step("nmap-rdp-enum-encryption", ANYTHING, connections=(1, 40)):
        run.settle(run.connect(None, None, "--script", "rdp-enum-encryption"), 60)


def nmap_ntlm(run):
    with run.step("nmap-rdp-ntlm-info", ANYTHING, connections=(1, 4)):
        run.settle(run.connect(None, None, "--script", "rdp-ntlm-info"), 30)


def refused(run):
    """The client offers security that the server does not take."""
    with run.step("refused", REFUSED, silent="", connections=(1, 4)):
        client = run.connect(*run.user())
        if run.settle(client, 6) is None:
            run.leave(client)
