"""The plan: which recordings there are."""
from recorder import scenarios as play
from recorder.servers import Xrdp
from recorder.shadow import Shadow
from recorder.story import Recording

kXrdp_tls = {
    "tls13": {"ssl_protocols": "TLSv1.3"},
    "gcm": {"ssl_protocols": "TLSv1.2"},
    "chacha": {"ssl_protocols": "TLSv1.2", "ciphers": "ECDHE-RSA-CHACHA20-POLY1305"},
    "cbc": {"ssl_protocols": "TLSv1.2", "ciphers": "ECDHE-RSA-AES256-SHA384:AES256-SHA"},
}


def plan():
    recordings = []

    def add(server, setting_name, make, setting, client, scene, **more):
        network = more.get("network", "plain")
        words = [server, setting_name, client, scene.__name__.replace("_", "-"), network]
        words += ["client-tap"] if more.get("tap") == "world" else []
        words += ["ipv6"] if more.get("ipv6") else []
        recordings.append(Recording("_".join(words), make, setting, client, scene, **more))

    for tls in ("tls13", "gcm"):
        for scene in (play.wrong_password, play.session_short, play.dialog_idle, play.dialog_mistyped, play.dialog_wrong):
            add("xrdp-xorg", tls, Xrdp, kXrdp_tls[tls], "xfreerdp2", scene, security="tls")
    for sec in ("nla", "tls"):
        for scene in (play.wrong_password, play.session_short, play.unknown_user):
            add("freerdp2-shadow", sec, Shadow, {"version": 2, "sec": sec}, "xfreerdp2", scene, security=sec)
    return recordings
