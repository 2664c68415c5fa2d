"""The matrix of what has been recorded: server by client by scenario, with a letter for why a cell is empty."""
import collections

DIALOGS = (
    "dialog-idle",
    "dialog-typed-not-sent",
    "dialog-cancelled",
    "dialog-right",
    "dialog-mistyped-then-right",
    "dialog-wrong",
)
PEOPLE = ("xfreerdp2", "xfreerdp3", "rdesktop", "remmina")
CHECKERS = ("xfreerdp2-auth-only", "xfreerdp3-auth-only", "rdp_check")
GUESSERS = ("hydra", "patator", "ncrack")

REASONS = {
    "a": "the server shows no logon dialog: the password comes with the client, or not at all",
    "b": "xfreerdp 3 and remmina ask for the password themselves, and send even an empty one as an attempt",
    "c": "the server asks for no password: there is nothing to get wrong",
    "d": "rdesktop has no network-level authentication without Kerberos",
    "e": "FreeRDP's server ends rdesktop's connection before logon (a request of one byte too much)",
    "f": "the tool sends no password where the server has no network-level authentication",
    "g": "ncrack speaks standard RDP security only; its guesses end in refusals, or before logon",
    "h": "only xrdp has accounts that may not log on, and a back end that can fail to start",
    "i": "the server's desktop has no way to log out that ends the connection",
    "l": "the client does not type: its window has controls of its own around the desktop",
    "n": "after a refusal by FreeRDP 3's server remmina connects again, and leaves without an outcome in the log",
    "m": "not in the plan: another client shows the same server in this scenario",
}


def reason(server, client, scenario):
    """The letter for why a cell is empty. The last resort is that it was not planned."""
    xrdp = server.startswith("xrdp")
    kind = (
        "person"
        if client in PEOPLE
        else "checker"
        if client in CHECKERS
        else "guesser"
        if client in GUESSERS
        else "scanner"
    )
    wanted = (
        "scanner"
        if scenario.startswith(("probe", "nmap"))
        else "checker"
        if scenario.startswith("checking")
        else "guesser"
        if scenario.startswith("guessing")
        else "person"
    )
    if kind != wanted:
        return "."  # not for this kind of client
    tests = (
        (
            "c",
            server == "weston"
            and scenario not in ("session-short", "session-long", "session-killed", "reconnect")
            and wanted != "scanner",
        ),
        ("a", (scenario in DIALOGS or scenario == "wrong-given-then-right-typed") and not xrdp),
        ("b", scenario in DIALOGS and client in ("xfreerdp3", "remmina")),
        ("h", scenario in ("barred-user", "broken-desktop") and not xrdp),
        ("e", client == "rdesktop" and server.endswith("shadow")),
        ("d", client == "rdesktop" and not xrdp),
        ("g", client == "ncrack"),
        ("f", client == "rdp_check" and xrdp),
        ("i", scenario == "session-logout" and not xrdp),
        ("n", client == "remmina" and server == "freerdp3-shadow" and scenario in ("wrong-password", "unknown-user")),
        ("l", client == "remmina" and scenario != "session-short"),
    )
    return next((letter for letter, holds in tests if holds), "m")


def text(rows, lost):
    servers = sorted({row["server"] for row in rows})
    clients = [
        name for name in (*PEOPLE, *CHECKERS, *GUESSERS, "nmap", "ncat") if any(r["client"] == name for r in rows)
    ]
    scenarios = sorted({row["scenario"] for row in rows})
    cells = collections.Counter((row["server"], row["client"], row["scenario"]) for row in rows)
    out, used = [], set()
    for server in servers:
        out.append(f"\n{server:34}" + " ".join(f"{client[:9]:>9}" for client in clients))
        none = []
        for scenario in scenarios:
            line = []
            for client in clients:
                count = cells[server, client, scenario]
                letter = "" if count else reason(server, client, scenario)
                used.add(letter)
                line.append(f"{count or letter:>9}")
            if any(cell.strip().isdigit() for cell in line):
                out.append(f"  {scenario:32}" + " ".join(line))
            else:
                none.append(f"{scenario} ({', '.join(sorted({cell.strip() for cell in line} - {'.'})) or '.'})")
        out.append("  none of: " + ", ".join(none))
    out.append("\nEmpty cells (a point: not for this kind of client):")
    out += [f"  {letter}  {why}" for letter, why in REASONS.items() if letter in used]
    out += [f"  left out: {name}: {why}" for name, why in sorted(lost.items())]
    for column in ("outcome", "security", "tls", "network", "tap_loss", "client_kind"):
        counts = collections.Counter(row[column] for row in rows)
        out.append(f"{column}: " + ", ".join(f"{count} {value}" for value, count in counts.most_common()))
    out.append(f"{len(rows)} connections in {len({row['file'] for row in rows})} captures")
    return "\n".join(out)
