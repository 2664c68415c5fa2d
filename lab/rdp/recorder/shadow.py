"""FreeRDP's own server, of versions 2 and 3: it shows a screen that the lab draws."""
import re
import time

from recorder.servers import Event, Server, Told, ACCOUNTS, nt_hash


# How versions and ciphers of TLS are limited in a program that has no option for it (config(5ssl)).
OPENSSL = """openssl_conf = start
[start]
ssl_conf = modules
[modules]
system_default = limits
[limits]
{}
"""


class Shadow(Server):
    """sec: nla, tls, rdp or ext; auth: whether the server asks for a password outside NLA."""

    patterns = {
        Event.CONNECTION: re.compile(r"Client Security:"),
        Event.FAILURE: re.compile(r"verification failed!|Could not find user in SAM|pam_authenticate failure"),
        Event.SECURED: re.compile(r"Accepted client:"),
        Event.SUCCESS: re.compile(r"to NTLM_STATE_FINAL"),
        Event.ACTIVATED: re.compile(r"is activated"),
        Event.REFUSAL: re.compile(r"Protocol security negotiation failure"),
    }
    thread = re.compile(r"\[\d+:([0-9a-f]+)\]")

    def __init__(self, lane, setting):
        super().__init__(lane, setting)
        self.version = setting.get("version", 2)
        self.stack = f"freerdp{self.version}-shadow"

        if setting.get("sec") not in ("nla", "ext") and not setting.get("auth", True):
            self.checks = "no"
        if setting.get("sec") != "nla":
            self.settles_s = 4  # PAM's answer comes some two seconds after the guest, who may have left

    def connections(self):
        """Each connection has a thread, whose number stands in every line."""
        told, threads = [], {}
        for _, line in list(self.process.log.lines):
            thread = self.thread.search(line)
            if not thread:
                continue
            for kind, pattern in self.patterns.items():
                if pattern.search(line):
                    if kind == Event.CONNECTION:
                        threads[thread.group(1)] = Told()
                        told.append(threads[thread.group(1)])
                    elif thread.group(1) in threads:
                        threads[thread.group(1)].count(kind)
        for one in told:
            # Outside NLA everyone is activated first, and his password checked only then.
            if one[Event.ACTIVATED] and not one[Event.FAILURE]:
                one.counts[Event.SUCCESS] = 1
        return told

    def start(self):
        work, setting = self.lane.work, self.setting
        program = "freerdp-shadow-cli" if self.version == 2 else "freerdp-shadow-cli3"
        (work / "sam").write_text(
            "".join(f"{user}:::{nt_hash(password)}:::\n" for user, password in ACCOUNTS.items())
        )
        words = [f"/port:{self.port}", f"/sam-file:{work}/sam", "+auth" if setting.get("auth", True) else "-auth"]
        words += [f"/sec:{setting['sec']}"] if "sec" in setting else []
        if self.version == 2 and ":" in self.address:
            words.append(f"/bind-address:[{self.address}]")  # version 2 listens on IPv4 only, unless told
        script = self.accounts() + (
            f"Xvfb :1 -screen 0 {setting.get('screen', '800x600')}x24 -nolisten tcp -noreset & sleep 0.7\n"
            "DISPLAY=:1 xterm -geometry 200x80+0+0 -e sh -c 'cd /usr/share; PS1=\"ward7> \" exec sh -i' & sleep 0.3\n"
            f'exec stdbuf -oL {program} "$@" 2>&1\n'
        )
        environment = {"DISPLAY": ":1", "HOME": str(work / "home"), "WLOG_LEVEL": "DEBUG"}
        if "openssl" in setting:
            (work / "openssl.cnf").write_text(OPENSSL.format(setting["openssl"]))
            environment["OPENSSL_CONF"] = str(work / "openssl.cnf")
        (work / "home").mkdir(exist_ok=True)
        self.process = self.lane.spawn(
            "server", "sh", "-c", script, "server", *words, log="server.log", environment=environment
        )
        self.ready()
        time.sleep(0.5)
