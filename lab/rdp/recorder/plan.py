"""The plan: which recordings there are."""
import hashlib

from recorder import scenarios as play
from recorder.others import Gnome, Proxy, Weston
from recorder.shadow import Shadow
from recorder.story import Recording
from recorder.xrdp import Xrdp

XRDP_TLS = {
    "tls13": {"ssl_protocols": "TLSv1.3"},
    "gcm": {"ssl_protocols": "TLSv1.2"},
    "chacha": {"ssl_protocols": "TLSv1.2", "ciphers": "ECDHE-RSA-CHACHA20-POLY1305", "pam": "nodelay"},
    "cbc": {"ssl_protocols": "TLSv1.2", "ciphers": "ECDHE-RSA-AES256-SHA384:AES256-SHA", "key": "rsa4096"},
}
OPENSSL_TLS = {
    "tls13": "",
    "gcm": "MaxProtocol = TLSv1.2\nCipherString = ECDHE+AESGCM",
    "chacha": "MaxProtocol = TLSv1.2\nCipherString = ECDHE+CHACHA20",
    "cbc": "MaxProtocol = TLSv1.2\nCipherString = ECDHE-RSA-AES256-SHA384:ECDHE-RSA-AES128-SHA256",
}
DIALOG_SCENES = (
    play.dialog_idle,
    play.dialog_touched,
    play.dialog_cancelled,
    play.dialog_right,
    play.dialog_mistyped,
    play.dialog_wrong,
)
LOGON_SCENES = (play.wrong_password, play.unknown_user, play.empty_password, play.session_short)
SESSION_SCENES = (play.session_killed, play.session_cut, play.reconnect)

# Standard RDP security encrypts every byte: small screens keep those recordings small.
SMALL = (
    ["/size:640x480", "/bpp:16"],
    ["/size:800x600", "/bpp:16", "-wallpaper"],
    ["/size:640x480", "/bpp:24", "/d:WARD7"],
)
SMALL_RDESKTOP = (
    ["-g", "640x480", "-a", "16"],
    ["-g", "800x600", "-a", "16", "-z"],
    ["-g", "640x480", "-a", "16", "-x", "m"],
)


class Plan:
    def __init__(self):
        self.recordings = []

    def add(self, server, setting_name, make, setting, client, scene, **more):
        words = [server, setting_name, client, scene.__name__.replace("_", "-"), more.get("network", "plain")]
        words += ["client-tap"] if more.get("tap") == "world" else []
        words += ["ipv6"] if more.get("ipv6") else []
        self.recordings.append(Recording("_".join(words), make, setting, client, scene, **more))

    def xrdp(self, setting_name, client, scene, back="Xorg", **more):
        setting = {**XRDP_TLS.get(setting_name, {}), "back": back, **more.pop("setting", {})}
        more.setdefault("security", "tls")
        self.add(f"xrdp-{back.lower()}", setting_name, Xrdp, setting, client, scene, **more)

    def shadow(self, version, sec, client, scene, tls="tls13", **more):
        setting = {"version": version, "sec": sec, **more.pop("setting", {})}
        if OPENSSL_TLS[tls]:
            setting["openssl"] = OPENSSL_TLS[tls]
        name = sec + ("" if setting.get("auth", True) else "-open") + ("" if tls == "tls13" else f"-{tls}")
        more.setdefault("security", sec)
        self.add(f"freerdp{version}-shadow", name, Shadow, setting, client, scene, **more)


def xrdp_part(plan):
    for client in ("xfreerdp2", "xfreerdp3"):
        # Version 3 asks for a password itself, and brings it: it cannot leave it to the dialog.
        dialogs = DIALOG_SCENES if client == "xfreerdp2" else (play.wrong_then_typed,)
        for tls in ("tls13", "gcm"):
            for scene in (*LOGON_SCENES, *dialogs):
                plan.xrdp(tls, client, scene)
        for tls in ("chacha", "cbc"):
            for scene in (play.wrong_password, play.session_short, dialogs[0], dialogs[-1]):
                plan.xrdp(tls, client, scene, turns=3)
        for scene in SESSION_SCENES:
            plan.xrdp("tls13", client, scene, turns=3)
        plan.xrdp("gcm", client, play.session_logout, turns=3)
        plan.xrdp("gcm", client, play.session_long, turns=2)
        for scene in (play.wrong_password, play.session_short, play.reconnect, dialogs[-1]):
            plan.xrdp("tls13", client, scene, back="Xvnc", turns=3)
        plan.xrdp("tls13-restricted", client, play.barred_user, turns=3, setting={"restricted": True})
        plan.xrdp("tls13-broken", client, play.broken_desktop, turns=3, setting={"broken": True})
        for scene in (play.wrong_password, play.session_short, dialogs[0]):
            plan.xrdp(
                "rdp-fips",
                client,
                scene,
                turns=3,
                security="rdp",
                flavours=SMALL,
                setting={"security_layer": "rdp", "crypt_level": "fips"},
            )
        for level in ("low", "high"):
            plan.xrdp(
                f"rdp-{level}",
                client,
                play.mac_error,
                turns=3,
                security="rdp",
                setting={"security_layer": "rdp", "crypt_level": level},
            )
    plan.xrdp("tls13", "xfreerdp2", play.wrong_then_typed, turns=3)
    # Another certificate, with a key on an elliptic curve: other amounts of bytes in the handshake.
    for client in ("xfreerdp2", "rdesktop"):
        for scene in (play.wrong_password, play.session_short, play.dialog_idle):
            plan.xrdp("tls13-ec", client, scene, turns=3, setting={"key": "ec"})
    for scene in (*LOGON_SCENES, *DIALOG_SCENES, play.reconnect, play.session_killed):
        plan.xrdp("gcm", "rdesktop", scene, turns=3)
    for scene in (play.wrong_password, play.session_short, play.dialog_idle, play.dialog_mistyped):
        plan.xrdp("tls13", "rdesktop", scene, turns=3)
        for level in ("low", "medium", "high"):
            plan.xrdp(
                f"rdp-{level}",
                "rdesktop",
                scene,
                turns=3,
                security="rdp",
                flavours=SMALL_RDESKTOP,
                setting={"security_layer": "rdp", "crypt_level": level},
            )
        plan.xrdp("tls13", "rdesktop", scene, back="Xvnc", turns=3)
    plan.xrdp(
        "rdp-fips",
        "rdesktop",
        play.mac_error,
        turns=3,
        security="rdp",
        setting={"security_layer": "rdp", "crypt_level": "fips"},
    )
    for scene in (play.wrong_password, play.session_short, play.unknown_user):
        plan.xrdp("tls13", "remmina", scene, turns=3)
        plan.xrdp("gcm", "remmina", scene, turns=2, setting={"pam": "nodelay"})


def shadow_part(plan):
    for version in (2, 3):
        for client in ("xfreerdp2", "xfreerdp3"):
            for scene in LOGON_SCENES:
                plan.shadow(version, "nla", client, scene)
                plan.shadow(version, "tls", client, scene, turns=3)
            for tls in ("gcm", "chacha", "cbc"):
                for scene in (play.wrong_password, play.session_short):
                    plan.shadow(version, "nla", client, scene, tls=tls, turns=3)
            plan.shadow(version, "nla", client, play.session_killed, turns=3)
            plan.shadow(version, "nla", client, play.session_cut_last, turns=3)
            plan.shadow(version, "tls", client, play.session_short, setting={"auth": False}, turns=3)
            plan.shadow(version, "nla", client, play.refused, extra=["/sec:rdp"], turns=3)

        plan.shadow(version, "nla", "remmina", play.session_short, turns=2)
        if version == 2:
            plan.shadow(version, "nla", "remmina", play.wrong_password, turns=2)
            plan.shadow(version, "nla", "remmina", play.unknown_user, turns=2)
        for scene in (play.wrong_password, play.session_short):
            plan.shadow(version, "rdp", "xfreerdp2", scene, turns=3, extra=["/sec:rdp"], flavours=SMALL)
        plan.shadow(version, "rdp", "xfreerdp2", play.unknown_user, turns=2, refusals=True, flavours=SMALL)
        plan.shadow(version, "tls", "rdesktop", play.client_rejected, turns=3)


def other_part(plan):
    for client in ("xfreerdp2", "xfreerdp3", "remmina"):
        for scene in (play.wrong_password, play.unknown_user, play.session_short):
            plan.add(
                "gnome-remote-desktop",
                "nla",
                Gnome,
                {},
                client,
                scene,
                security="nla",
                turns=2 if client == "remmina" else 4,
            )
        plan.add("weston", "open", Weston, {}, client, play.session_short, security="tls", turns=3)
    for client in ("xfreerdp2", "xfreerdp3"):
        plan.add(
            "gnome-remote-desktop",
            "nla",
            Gnome,
            {"screen": "800x600"},
            client,
            play.session_killed,
            security="nla",
            turns=3,
        )
        plan.add("gnome-remote-desktop", "nla", Gnome, {}, client, play.empty_password, security="nla", turns=3)
        plan.add(
            "gnome-remote-desktop",
            "nla",
            Gnome,
            {},
            client,
            play.refused,
            security="nla",
            turns=3,
            extra=["/sec:rdp"],
        )
        plan.add("weston", "open", Weston, {}, client, play.session_killed, security="tls", turns=3)
        for scene in (play.wrong_password, play.unknown_user, play.session_short):
            plan.add("freerdp3-proxy", "tls", Proxy, {}, client, scene, security="tls", turns=3)
    for client in ("xfreerdp2-auth-only", "xfreerdp3-auth-only", "rdp_check"):
        for scene in (play.checking_wrong, play.checking_right):
            plan.add("gnome-remote-desktop", "nla", Gnome, {}, client, scene, security="nla", turns=3)
    for tool in ("hydra", "patator"):
        for scene in (play.guessing, play.guessing_finds):
            plan.add("gnome-remote-desktop", "nla", Gnome, {}, tool, scene, security="nla", turns=2)
    for make, name, server in ((Gnome, "nla", "gnome-remote-desktop"), (Weston, "open", "weston")):
        plan.add(server, name, make, {}, "ncat", play.probes, security="tls" if make is Weston else "nla", turns=9)


def network_part(plan):
    networks = [
        ("delay20", "lan"),
        ("delay80", "lan"),
        ("delay80", "world"),
        ("delay250", "lan"),
        ("delay250", "world"),
        ("loss1", "lan"),
        ("loss1", "world"),
        ("loss3", "lan"),
        ("loss3", "world"),
    ]
    for number, (network, tap) in enumerate(networks):
        client = ("xfreerdp2", "xfreerdp3")[number % 2]
        tls = ("tls13", "gcm", "chacha")[number % 3]
        way = {"network": network, "tap": tap, "turns": 3}
        for scene in (play.wrong_password, play.session_short):
            plan.xrdp(tls, client, scene, **way)
            plan.shadow(2 + number % 2, "nla", client, scene, **way)
            plan.shadow(2 + number % 2, "nla", ("xfreerdp3", "xfreerdp2")[number % 2], scene, tls=tls, **way)
        plan.xrdp(tls, "xfreerdp2", (play.dialog_mistyped, play.dialog_idle, play.dialog_wrong)[number % 3], **way)
        plan.xrdp(
            "gcm", "rdesktop", (play.dialog_right, play.wrong_password, play.dialog_mistyped)[number % 3], **way
        )
        plan.shadow(2, "nla", "hydra", play.guessing_finds, network=network, tap=tap, turns=1)
        plan.add(
            "gnome-remote-desktop",
            "nla",
            Gnome,
            {},
            client,
            (play.wrong_password, play.session_short)[number % 2],
            security="nla",
            **way,
        )
    for client in ("xfreerdp2", "xfreerdp3"):
        for scene in (play.wrong_password, play.session_short):
            plan.xrdp("tls13", client, scene, ipv6=True, turns=3)
            plan.shadow(2, "nla", client, scene, ipv6=True, turns=3)
            plan.shadow(3, "nla", client, scene, ipv6=True, turns=3)
    plan.xrdp("gcm", "rdesktop", play.dialog_mistyped, ipv6=True, turns=3)


def tool_part(plan):
    for scene in (play.checking_wrong, play.checking_right):
        for version in (2, 3):
            for client in ("xfreerdp2-auth-only", "xfreerdp3-auth-only", "rdp_check"):
                plan.shadow(version, "nla", client, scene, turns=4)
                if version == 2:
                    plan.shadow(version, "tls", client, scene, turns=2)
        for client in ("xfreerdp2-auth-only", "rdp_check"):
            plan.xrdp("tls13", client, scene, turns=3)
    for scene in (play.guessing, play.guessing_finds):
        for tool in ("hydra", "patator"):
            for version in (2, 3):
                plan.shadow(version, "nla", tool, scene, turns=2)
                plan.shadow(version, "tls", tool, scene, turns=2)
            plan.xrdp("tls13", tool, scene, turns=3)
            plan.xrdp("gcm", tool, scene, turns=3, setting={"pam": "nodelay"})
    plan.shadow(2, "rdp", "ncrack", play.guessing, turns=1)
    plan.shadow(2, "nla", "ncrack", play.guessing, turns=1)
    plan.xrdp("tls13", "ncrack", play.guessing, turns=1)
    for scene, client, turns in (
        (play.probes, "ncat", 9),
        (play.nmap_encryption, "nmap", 1),
        (play.nmap_ntlm, "nmap", 3),
    ):
        plan.xrdp("tls13", client, scene, turns=turns)
        for version in (2, 3):
            plan.shadow(version, "nla", client, scene, turns=turns)
        plan.shadow(2, "tls", client, scene, turns=turns)


def plan():
    made = Plan()
    for part in (xrdp_part, shadow_part, other_part, network_part, tool_part):
        part(made)
    # In an order that mixes them, so that half a run is half of everything.
    unique = {one.name: one for one in made.recordings}
    return sorted(unique.values(), key=lambda one: hashlib.sha256(one.name.encode()).digest())
