"""xrdp, with Xorg or Xvnc behind it."""

import re
import time

from recorder.servers import certificate, Event, GROUP_ALLOWED, Server

XRDP_INI = """[Globals]
ini_version=1
fork=true
port={port}
tcp_nodelay=true
tcp_keepalive=true
security_layer={security_layer}
crypt_level={crypt_level}
certificate={certificate}
key_file={key}
ssl_protocols={ssl_protocols}
{tls_ciphers}
autorun={autorun}
allow_channels=true
bitmap_cache=true
bitmap_compression=true
bulk_compression=true
max_bpp=32
new_cursors=true
use_fastpath=both
blue=009cb5
grey=dedede
ls_width=350
ls_height=430
ls_logo_x_pos=55
ls_logo_y_pos=50
ls_label_x_pos=30
ls_label_width=65
ls_input_x_pos=110
ls_input_width=210
ls_input_y_pos=220
ls_btn_ok_x_pos=142
ls_btn_ok_y_pos=370
ls_btn_ok_width=85
ls_btn_ok_height=30
ls_btn_cancel_x_pos=237
ls_btn_cancel_y_pos=370
ls_btn_cancel_width=85
ls_btn_cancel_height=30
[Logging]
LogFile={work}/both.log
LogLevel=INFO
EnableSyslog=false
[Channels]
rdpdr=true
rdpsnd=true
drdynvc=true
cliprdr=true
rail=true
[{back}]
name={back}
lib={library}
username=ask
password=ask
ip=127.0.0.1
port=-1
code={code}
"""

SESMAN_INI = """[Globals]
ListenAddress=127.0.0.1
ListenPort=3350
EnableUserWindowManager=false
DefaultWindowManager={desktop}
[Security]
AllowRootLogin=false
MaxLoginRetry=4
TerminalServerUsers={group}
TerminalServerAdmins=wwadmins
AlwaysGroupCheck={group_check}
[Sessions]
X11DisplayOffset=10
MaxSessions=50
Policy=Default
[Logging]
LogFile={work}/both.log
LogLevel=INFO
EnableSyslog=false
[Xorg]
param={xorg}
param=-config
param=xrdp/xorg.conf
param=-noreset
param=-nolisten
param=tcp
param=-logfile
param=/tmp/xorg.%s.log
[Xvnc]
param={xvnc}
param=-bs
param=-nolisten
param=tcp
param=-localhost
param=-dpi
param=96
[Chansrv]
FuseMountName=thinclient_drives
[SessionVariables]
"""

# What the desktop is: a terminal that fills the screen. When it ends, so does the session.
DESKTOP = """#!/bin/sh
xsetroot -solid '#205060' 2>/dev/null
exec xterm -geometry 200x80+0+0 -fa '' -e sh -c 'cd /usr/share; PS1="ward7> " exec sh -i'
"""


class Xrdp(Server):
    settles_s = 4  # PAM's answer comes some two seconds after the guest, who may have left
    patterns = {
        Event.CONNECTION: re.compile(r"connection received from (?!::1 )\S+ port (\d+)"),
        Event.SUCCESS: re.compile(r"\+\+ (?:created|reconnected) session"),
        Event.FAILURE: re.compile(r"AUTHFAIL: user=|login denied for user"),
        Event.SECURED: re.compile(r"TLS connection established"),
    }

    def __init__(self, lane, setting):
        super().__init__(lane, setting)
        self.back = setting.get("back", "Xorg")
        self.stack = f"xrdp-{self.back.lower()}"

    def start(self):
        work, setting = self.lane.work, self.setting
        cert, key = certificate(work.parent, setting.get("key", "rsa2048"))
        broken = setting.get("broken", False)
        values = {
            "port": self.port,
            "work": work,
            "certificate": cert,
            "key": key,
            "back": self.back,
            "security_layer": setting.get("security_layer", "tls"),
            "crypt_level": setting.get("crypt_level", "high"),
            "ssl_protocols": setting.get("ssl_protocols", "TLSv1.2, TLSv1.3"),
            "tls_ciphers": f"tls_ciphers={setting['ciphers']}" if "ciphers" in setting else "",
            "autorun": self.back,
            "library": "libxup.so" if self.back == "Xorg" else "libvnc.so",
            "code": 20 if self.back == "Xorg" else 0,
            "desktop": work / "desktop",
            "group": GROUP_ALLOWED,
            "group_check": "true" if setting.get("restricted") else "false",
            "xorg": "/bin/false" if broken else "/usr/lib/xorg/Xorg",
            "xvnc": "/bin/false" if broken else "Xvnc",
        }
        (work / "xrdp.ini").write_text(XRDP_INI.format(**values))
        (work / "sesman.ini").write_text(SESMAN_INI.format(**values))
        (work / "desktop").write_text(DESKTOP)
        (work / "desktop").chmod(0o755)
        script = self.accounts()
        script += f"xrdp-sesman -n -c {work}/sesman.ini 2>&1 & sleep 0.3\n" f"exec xrdp -n -c {work}/xrdp.ini 2>&1\n"
        self.process = self.lane.spawn("server", "sh", "-c", script, log="server.log", log_file=work / "both.log")
        self.ready()
        time.sleep(0.3)
