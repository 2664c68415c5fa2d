"""A week in a small hospital's Windows domain in which nobody attacks: its event logs, as JSON lines for write_event_log.

Staff log on, mistype passwords, lock themselves out; the help desk makes accounts; back-ups, updates and deployment run
at night; the vendor of the image archive comes in by remote desktop on his day. All of it is drawn from one seed. What
a detector says of these logs at level high or above is a false alarm, unless somebody would want to be asked about it.
"""

import datetime
import random

import server_week

MONDAY = datetime.datetime(2026, 3, 2, tzinfo=datetime.timezone.utc).timestamp()
DAY, HOUR, MINUTE = 86_400, 3_600, 60
DOMAIN, SUFFIX = "CLINIC", ".clinic.example"
SECURITY = ("Security", "Microsoft-Windows-Security-Auditing")
SYSMON = ("Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon")
SERVICES = ("System", "Service Control Manager")
KERNEL = ("System", "Microsoft-Windows-Kernel-General")
UPDATES = ("System", "Microsoft-Windows-WindowsUpdateClient")
POWERSHELL = ("Microsoft-Windows-PowerShell/Operational", "Microsoft-Windows-PowerShell")
SESSIONS = ("Microsoft-Windows-TerminalServices-LocalSessionManager/Operational",
            "Microsoft-Windows-TerminalServices-LocalSessionManager")
RDP_CORE = ("Microsoft-Windows-RemoteDesktopServices-RdpCoreTS/Operational",
            "Microsoft-Windows-RemoteDesktopServices-RdpCoreTS")
TASKS = ("Microsoft-Windows-TaskScheduler/Operational", "Microsoft-Windows-TaskScheduler")
DEFENDER = ("Microsoft-Windows-Windows Defender/Operational", "Microsoft-Windows-Windows Defender")
INSTALLER = ("Application", "MsiInstaller")

SYSTEM32 = "C:\\Windows\\System32\\"
OFFICE = "C:\\Program Files\\Microsoft Office\\root\\Office16\\"
CHROME = "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe"
EDGE = "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe"
VIEWER = "C:\\Program Files\\ImageArchive\\Viewer\\viewer.exe"
RECORDS = "C:\\Program Files (x86)\\ClinicRecords\\records.exe"
MSMPENG = "C:\\ProgramData\\Microsoft\\Windows Defender\\Platform\\4.18.26010.5-0\\MsMpEng.exe"
EXPLORER = "C:\\Windows\\explorer.exe"

# What staff start from the desktop: program, rest of the command line, company as Sysmon names it, port that it calls.
DESKTOP_PROGRAMS = [
    (OFFICE + "OUTLOOK.EXE", "", "Microsoft Corporation", 443),
    (OFFICE + "WINWORD.EXE", ' /n "\\\\FS01\\{user}\\letter.docx"', "Microsoft Corporation", None),
    (OFFICE + "EXCEL.EXE", ' "\\\\FS01\\shared\\rota.xlsx"', "Microsoft Corporation", None),
    (CHROME, " --profile-directory=Default", "Google LLC", 443),
    (EDGE, " --single-argument https://intranet.clinic.example/", "Microsoft Corporation", 443),
    (VIEWER, " -worklist today", "Image Archive Inc.", 104),
    (RECORDS, "", "Clinic Records Ltd.", 1433),
    (SYSTEM32 + "notepad.exe", "", "Microsoft Corporation", None),
    (SYSTEM32 + "mspaint.exe", "", "Microsoft Corporation", None),
    (SYSTEM32 + "SnippingTool.exe", "", "Microsoft Corporation", None),
]
# What Windows starts by itself on a workstation: parent, program, command line.
SYSTEM_PROGRAMS = [
    (SYSTEM32 + "services.exe", SYSTEM32 + "svchost.exe", "svchost.exe -k netsvcs -p -s Schedule"),
    (SYSTEM32 + "services.exe", SYSTEM32 + "svchost.exe", "svchost.exe -k wsappx -p -s AppXSvc"),
    (SYSTEM32 + "svchost.exe", SYSTEM32 + "taskhostw.exe", "taskhostw.exe"),
    (SYSTEM32 + "svchost.exe", SYSTEM32 + "backgroundTaskHost.exe",
     'backgroundTaskHost.exe -ServerName:App.AppXmtcan0h2tfbfy7k9kn8hbxb6dmzz1zh0.mca'),
    (SYSTEM32 + "svchost.exe", SYSTEM32 + "RuntimeBroker.exe", "RuntimeBroker.exe -Embedding"),
    (SYSTEM32 + "svchost.exe", SYSTEM32 + "wbem\\WmiPrvSE.exe", "wmiprvse.exe -secured -Embedding"),
    (SYSTEM32 + "svchost.exe", SYSTEM32 + "MoUsoCoreWorker.exe", "MoUsoCoreWorker.exe -Embedding"),
    (SYSTEM32 + "svchost.exe", SYSTEM32 + "sppsvc.exe", "sppsvc.exe"),
    (SYSTEM32 + "services.exe", SYSTEM32 + "SearchIndexer.exe", "SearchIndexer.exe /Embedding"),
    (SYSTEM32 + "SearchIndexer.exe", SYSTEM32 + "SearchProtocolHost.exe",
     'SearchProtocolHost.exe Global\\UsGthrFltPipeMssGthrPipe1_ Global\\UsGthrCtrlFltPipeMssGthrPipe1 1 -2147483646'),
    (SYSTEM32 + "svchost.exe", SYSTEM32 + "CompatTelRunner.exe", "CompatTelRunner.exe -m:appraiser.dll -f:DoScheduled"),
    (SYSTEM32 + "svchost.exe", SYSTEM32 + "conhost.exe", "conhost.exe 0xffffffff -ForceV1"),
]
NAMES_LOOKED_UP = ["intranet.clinic.example", "fs01.clinic.example", "pacs01.clinic.example", "outlook.office365.com",
                   "www.google.com", "update.googleapis.com", "settings-win.data.microsoft.com", "ctldl.windowsupdate.com",
                   "login.microsoftonline.com", "www.uptodate.example", "time.windows.com", "wpad.clinic.example"]
SERVERS = {"DC01": "10.20.0.10", "FS01": "10.20.0.11", "RDS01": "10.20.0.12", "PACS01": "10.20.0.13"}
STAFF = ["a.adler", "b.blake", "c.cohen", "d.diaz", "e.evans", "f.frank", "g.green", "h.huber", "i.ito", "j.jones",
         "k.khan", "l.lopez"]
VENDOR_ADDRESS = "10.40.0.5"  # the image archive's vendor, by the clinic's own VPN
LOCKED_OUT, MISTYPES_SHARE = "j.jones", 0.3
NIGHTLY_BACKUP = "wbadmin.exe start backup -backupTarget:\\\\NAS01\\backup -include:D: -quiet"


class Week:
    """All events of the week, and what makes one."""

    def __init__(self, seed=1):
        self.random = random.Random(seed)
        self.events = []
        self.next_process = 4000
        self.stations = {user: (f"WS{number:02}", f"10.20.1.{100 + number}") for number, user in enumerate(STAFF, 1)}

    # --- One event ---------------------------------------------------------------------------------------------------

    def add(self, ts, computer, log, event_id, data, level=4, user_data=""):
        channel, provider = log
        self.events.append({"filetime": int((ts + 11_644_473_600) * 10_000_000), "event_id": event_id,
                            "provider": provider, "channel": channel, "computer": computer + SUFFIX,
                            "level": 0 if channel == "Security" else level, "user_data": user_data,
                            "data": [[key, str(value)] for key, value in data.items()]})

    def security(self, ts, computer, event_id, **data):
        self.add(ts, computer, SECURITY, event_id, data)

    def logon(self, ts, computer, kind, user, address="-", process="-", package="Kerberos", domain=DOMAIN):
        number = hex(self.random.randrange(1 << 20, 1 << 28))
        process = process if process != "-" else (SYSTEM32 + "svchost.exe" if kind in (2, 7, 10, 11) else "-")
        self.security(ts, computer, 4624, SubjectUserSid="S-1-0-0" if kind == 3 else "S-1-5-18",
                      SubjectUserName="-" if kind == 3 else computer + "$", SubjectDomainName=DOMAIN,
                      TargetUserSid=self.sid(user), TargetUserName=user, TargetDomainName=domain, TargetLogonId=number,
                      LogonType=kind, LogonProcessName="Kerberos" if kind == 3 else "User32 ",
                      AuthenticationPackageName=package, WorkstationName=computer if kind != 3 else "-",
                      LmPackageName="-", KeyLength=0, ProcessName=process, IpAddress=address,
                      IpPort=self.random.randrange(49_152, 65_535) if address not in ("-", "127.0.0.1") else 0,
                      ImpersonationLevel="%%1833", ElevatedToken="%%1843")
        self.security(ts + self.random.uniform(1, 600), computer, 4634, TargetUserSid=self.sid(user),
                      TargetUserName=user, TargetDomainName=domain, TargetLogonId=number, LogonType=kind)

    def failure(self, ts, computer, kind, user, address="-", sub_status="0xc000006a"):
        self.security(ts, computer, 4625, SubjectUserSid="S-1-0-0", SubjectUserName="-", SubjectDomainName="-",
                      TargetUserSid="S-1-0-0", TargetUserName=user, TargetDomainName=DOMAIN, Status="0xc000006d",
                      FailureReason="%%2313", SubStatus=sub_status, LogonType=kind, LogonProcessName="User32 ",
                      AuthenticationPackageName="Negotiate", WorkstationName=computer, IpAddress=address, IpPort=0,
                      ProcessName=SYSTEM32 + "svchost.exe")

    @staticmethod
    def sid(user):
        return f"S-1-5-21-1004336348-1177238915-682003330-{1100 + sum(map(ord, user))}"

    def process(self, ts, computer, user, parent, image, line, company="Microsoft Corporation"):
        """A started program, as Sysmon and the audit policy of the clinic both tell it."""
        self.next_process += 4
        name = image.rsplit("\\", 1)[-1]
        account = f"{DOMAIN}\\{user}" if user != "SYSTEM" else "NT AUTHORITY\\SYSTEM"
        self.add(ts, computer, SYSMON, 1, {
            "RuleName": "-", "UtcTime": self.utc(ts), "ProcessId": self.next_process, "Image": image,
            "FileVersion": "10.0.19041.1", "Description": name, "Product": name, "Company": company,
            "OriginalFileName": name, "CommandLine": line, "CurrentDirectory": SYSTEM32, "User": account,
            "LogonId": "0x3e7", "TerminalSessionId": 0 if user == "SYSTEM" else 1,
            "IntegrityLevel": "System" if user == "SYSTEM" else "Medium",
            "Hashes": f"SHA256={self.random.getrandbits(256):064X}", "ParentImage": parent,
            "ParentCommandLine": parent, "ParentUser": account})
        self.security(ts, computer, 4688, SubjectUserSid="S-1-5-18" if user == "SYSTEM" else self.sid(user),
                      SubjectUserName=computer + "$" if user == "SYSTEM" else user, SubjectDomainName=DOMAIN,
                      SubjectLogonId="0x3e7", NewProcessId=hex(self.next_process), NewProcessName=image,
                      TokenElevationType="%%1936" if user == "SYSTEM" else "%%1938", ProcessId="0x2d4",
                      CommandLine=line, TargetUserSid="S-1-0-0", TargetUserName="-", TargetDomainName="-",
                      ParentProcessName=parent, MandatoryLabel="S-1-16-16384" if user == "SYSTEM" else "S-1-16-8192")
        self.add(ts + self.random.uniform(1, 300), computer, SYSMON, 5,
                 {"RuleName": "-", "UtcTime": self.utc(ts), "ProcessId": self.next_process, "Image": image})

    @staticmethod
    def utc(ts):
        return datetime.datetime.fromtimestamp(ts, datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S.%f")[:-3]

    # --- What people and machines do -----------------------------------------------------------------------------------

    def tickets(self, ts, user, address):
        self.security(ts, "DC01", 4768, TargetUserName=user, TargetDomainName=DOMAIN, TargetSid=self.sid(user),
                      ServiceName="krbtgt", TicketOptions="0x40810010", Status="0x0", TicketEncryptionType="0x12",
                      PreAuthType=15 if user.endswith("$") else 2, IpAddress=f"::ffff:{address}",
                      IpPort=self.random.randrange(49_152, 65_535))
        for service in self.random.sample(["FS01$", "DC01$", "PACS01$", "RDS01$"], 2):
            self.security(ts + 1, "DC01", 4769, TargetUserName=f"{user}@CLINIC.EXAMPLE", TargetDomainName=DOMAIN,
                          ServiceName=service, TicketOptions="0x40810000", TicketEncryptionType="0x12",
                          IpAddress=f"::ffff:{address}", IpPort=self.random.randrange(49_152, 65_535), Status="0x0",
                          LogonGuid="{00000000-0000-0000-0000-000000000000}", TransmittedServices="-")

    def share_use(self, ts, user, address):
        self.logon(ts, "FS01", 3, user, address)
        self.security(ts + 1, "FS01", 5140, SubjectUserSid=self.sid(user), SubjectUserName=user,
                      SubjectDomainName=DOMAIN, SubjectLogonId="0x1234", ObjectType="File", IpAddress=address,
                      IpPort=self.random.randrange(49_152, 65_535), ShareName="\\\\*\\shared",
                      ShareLocalPath="\\??\\D:\\shared", AccessMask="0x1", AccessList="%%4416")

    def working_day(self, day, user):
        computer, address = self.stations[user]
        start = day + self.random.gauss(7.5 * HOUR, 20 * MINUTE)
        if self.random.random() < MISTYPES_SHARE:
            for mistake in range(self.random.randint(1, 3)):
                self.failure(start - 30 + 8 * mistake, computer, 2, user, "127.0.0.1")
                self.security(start - 30 + 8 * mistake, "DC01", 4771, TargetUserName=user, TargetSid=self.sid(user),
                              ServiceName="krbtgt/CLINIC", TicketOptions="0x40810010", Status="0x18", PreAuthType=2,
                              IpAddress=f"::ffff:{address}", IpPort=self.random.randrange(49_152, 65_535))
        self.tickets(start, user, address)
        self.logon(start, computer, 2, user, "127.0.0.1")
        self.process(start + 2, computer, user, SYSTEM32 + "winlogon.exe", SYSTEM32 + "userinit.exe",
                     SYSTEM32 + "userinit.exe")
        self.process(start + 3, computer, user, SYSTEM32 + "userinit.exe", EXPLORER, EXPLORER)
        self.process(start + 5, computer, user, SYSTEM32 + "gpscript.exe", SYSTEM32 + "cmd.exe",
                     'cmd.exe /c "\\\\clinic.example\\NETLOGON\\drives.cmd"')
        for drive, share in (("H:", user), ("S:", "shared")):
            self.process(start + 6, computer, user, SYSTEM32 + "cmd.exe", SYSTEM32 + "net.exe",
                         f"net use {drive} \\\\FS01\\{share} /persistent:no")
        end = start + self.random.gauss(9 * HOUR, 30 * MINUTE)
        at = start + 60
        while at < end:
            self.desktop_moment(at, computer, address, user)
            at += self.random.expovariate(1 / (5 * MINUTE))
        self.security(end, computer, 4647, TargetUserSid=self.sid(user), TargetUserName=user, TargetDomainName=DOMAIN,
                      TargetLogonId="0x54321")

    def desktop_moment(self, at, computer, address, user):
        image, rest, company, port = self.random.choice(DESKTOP_PROGRAMS)
        self.process(at, computer, user, EXPLORER, image, f'"{image}"{rest.format(user=user)}', company)
        process = {"RuleName": "-", "UtcTime": self.utc(at), "ProcessId": self.next_process, "Image": image,
                   "User": f"{DOMAIN}\\{user}"}
        if port is not None:
            self.calls(at, computer, address, process, port)
        self.add(at + 3, computer, SYSMON, 11, {
            **process, "TargetFilename": f"C:\\Users\\{user}\\AppData\\Local\\Temp\\{self.random.getrandbits(32):x}.tmp",
            "CreationUtcTime": self.utc(at)})
        self.add(at + 4, computer, SYSMON, 13, {
            **process, "EventType": "SetValue",
            "TargetObject": "HKU\\S-1-5-21-1\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\RecentDocs\\MRUListEx",
            "Details": "Binary Data"})
        if self.random.random() < 0.3:
            self.share_use(at + 5, user, address)
        if self.random.random() < 0.15:  # back from the bedside: the screen was locked
            self.security(at + 20, computer, 4800, TargetUserSid=self.sid(user), TargetUserName=user)
            self.logon(at + 400, computer, 7, user, "127.0.0.1")
            self.security(at + 401, computer, 4801, TargetUserSid=self.sid(user), TargetUserName=user)

    def calls(self, at, computer, address, process, port):
        """The program looks names up and connects."""
        for name in self.random.sample(NAMES_LOOKED_UP, 2):
            self.add(at + 1, computer, SYSMON, 22, {**process, "QueryName": name, "QueryStatus": 0,
                                                    "QueryResults": "::ffff:10.20.0.11;"})
        self.add(at + 2, computer, SYSMON, 3, {
            **process, "Protocol": "tcp", "Initiated": "true", "SourceIsIpv6": "false", "SourceIp": address,
            "SourceHostname": computer + SUFFIX, "SourcePort": self.random.randrange(49_152, 65_535),
            "SourcePortName": "-", "DestinationIsIpv6": "false", "DestinationIp": "10.20.0.14",
            "DestinationHostname": "-", "DestinationPort": port, "DestinationPortName": "-"})

    def machine_hour(self, at, computer, address):
        """What a computer does of itself, day and night."""
        for _ in range(self.random.randint(1, 4)):
            parent, image, line = self.random.choice(SYSTEM_PROGRAMS)
            self.process(at + self.random.uniform(0, HOUR), computer, "SYSTEM", parent, image, line)
        moment = at + self.random.uniform(0, HOUR)
        self.logon(moment, computer, 5, "SYSTEM", process=SYSTEM32 + "services.exe", package="Negotiate",
                   domain="NT AUTHORITY")
        self.security(moment, computer, 4672, SubjectUserSid="S-1-5-18", SubjectUserName="SYSTEM",
                      SubjectDomainName="NT AUTHORITY", SubjectLogonId="0x3e7",
                      PrivilegeList="SeAssignPrimaryTokenPrivilege\n\t\t\tSeTcbPrivilege\n\t\t\tSeDebugPrivilege")
        self.add(moment, computer, SERVICES, 7036,
                 {"param1": self.random.choice(["Windows Update", "Software Protection", "WMI Performance Adapter"]),
                  "param2": self.random.choice(["running", "stopped"])})
        self.add(moment + 1, computer, SYSMON, 10, {
            "RuleName": "-", "UtcTime": self.utc(moment), "SourceProcessId": 2764, "SourceImage": MSMPENG,
            "TargetProcessId": 700, "TargetImage": self.random.choice([SYSTEM32 + "lsass.exe", EXPLORER, CHROME]),
            "GrantedAccess": "0x1000", "CallTrace": SYSTEM32 + "ntdll.dll+9d4e4|" + SYSTEM32 + "KERNELBASE.dll+2c13e",
            "SourceUser": "NT AUTHORITY\\SYSTEM", "TargetUser": "NT AUTHORITY\\SYSTEM"})
        self.tickets(moment, computer + "$", address)
        if self.random.random() < 0.2:
            self.add(moment, computer, DEFENDER, 1150, {"Platform version": "4.18.26010.5"})
            self.add(moment, computer, DEFENDER, 2000, {"Current security intelligence Version": "1.429.100.0"})

    def remote_session(self, ts, computer, user, address, minutes):
        """Somebody works on a server by remote desktop, under network-level authentication."""
        session = self.random.randrange(2, 20)
        self.add(ts, computer, RDP_CORE, 131, {"ConnType": "TCP", "ClientIP": f"{address}:{50_000 + session}"})
        self.logon(ts + 1, computer, 3, user, address, package="NTLM")
        self.logon(ts + 2, computer, 10, user, address)
        for at, number in ((2, 21), (3, 22), (minutes * MINUTE, 24), (minutes * MINUTE + 30, 23)):
            self.add(ts + at, computer, SESSIONS, number,
                     {"User": f"{DOMAIN}\\{user}", "SessionID": session, "Address": address}, user_data="EventXML")

    def night(self, day):
        """Back-up, deployment of an update, inventory and the weekly scan."""
        for computer in SERVERS:
            self.process(day + 22 * HOUR, computer, "SYSTEM", SYSTEM32 + "svchost.exe", SYSTEM32 + "wbadmin.exe",
                         NIGHTLY_BACKUP)
            self.add(day + 22 * HOUR + 5, computer, SERVICES, 7036,
                     {"param1": "Volume Shadow Copy", "param2": "running"})
            self.process(day + 22 * HOUR + 60, computer, "SYSTEM", SYSTEM32 + "cmd.exe", SYSTEM32 + "vssadmin.exe",
                         "vssadmin list shadows")
            self.add(day + 22 * HOUR, computer, TASKS, 200, {"TaskName": "\\Clinic\\Nightly backup", "TaskInstanceId":
                     "{5f1f7a3e-0000-4000-8000-000000000001}", "ActionName": "wbadmin.exe", "EnginePID": 1200})
        self.process(day + 23 * HOUR, "FS01", "SYSTEM", SYSTEM32 + "svchost.exe", SYSTEM32 + "Robocopy.exe",
                     "robocopy.exe D:\\shared \\\\NAS01\\mirror /MIR /R:1 /W:1 /LOG:D:\\logs\\mirror.log")
        for computer, _ in self.stations.values():
            self.add(day + 3 * HOUR, computer, POWERSHELL, 4104, {
                "MessageNumber": 1, "MessageTotal": 1, "ScriptBlockId": f"{self.random.getrandbits(64):x}", "ScriptBlockText":
                "$os = Get-CimInstance Win32_OperatingSystem\n$disk = Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=3'\n"
                "[pscustomobject]@{Name=$env:COMPUTERNAME;Build=$os.BuildNumber;Free=$disk.FreeSpace} |\n"
                "  Export-Csv \\\\FS01\\inventory$\\inventory.csv -Append -NoTypeInformation", "Path":
                "\\\\clinic.example\\NETLOGON\\inventory.ps1"}, level=5)

    def patch_night(self, day):
        """Updates are installed, and every machine starts again."""
        for number, computer in enumerate([*SERVERS, *(name for name, _ in self.stations.values())]):
            at = day + HOUR + 90 * number
            for title in ("2026-03 Cumulative Update for Windows 10 Version 22H2 (KB5079999)",
                          "Windows Malicious Software Removal Tool x64 - v5.133 (KB890830)"):
                self.add(at, computer, UPDATES, 43, {"updateTitle": title, "updateGuid": "{1}"})
                self.add(at + 300, computer, UPDATES, 19, {"updateTitle": title, "updateGuid": "{1}"})
            self.add(at + 400, computer, ("System", "User32"), 1074, {
                "param1": SYSTEM32 + "svchost.exe", "param2": computer, "param3": "Operating System: Service pack (Planned)",
                "param4": "0x80020010", "param5": "restart", "param6": "", "param7": "NT AUTHORITY\\SYSTEM"})
            self.add(at + 410, computer, ("Security", "Microsoft-Windows-Eventlog"), 1100, {},
                     user_data="ServiceShutdown")
            self.add(at + 410, computer, ("System", "EventLog"), 6006, {})
            self.add(at + 460, computer, KERNEL, 12, {"MajorVersion": 10, "MinorVersion": 0, "BuildVersion": 19045})
            self.add(at + 461, computer, ("System", "EventLog"), 6005, {})
            self.security(at + 462, computer, 4608)
            self.add(at + 470, computer, SERVICES, 7045, {
                "ServiceName": "Google Chrome Elevation Service (GoogleChromeElevationService)", "ServiceType":
                "user mode service", "StartType": "demand start", "AccountName": "LocalSystem", "ImagePath":
                '"C:\\Program Files\\Google\\Chrome\\Application\\145.0.7632.46\\elevation_service.exe"'})
            self.add(at + 480, computer, INSTALLER, 1033, {"Data": "Clinic Records", "Version": "8.4.1", "Status": "0"})
            self.process(at + 475, computer, "SYSTEM", SYSTEM32 + "services.exe", SYSTEM32 + "msiexec.exe",
                         "msiexec.exe /i \\\\FS01\\deploy\\records-8.4.1.msi /qn /norestart")

    def help_desk(self, day):
        """A new nurse gets an account, and somebody forgot a password."""
        desk, new = "hd.admin", "m.meyer"
        subject = {"SubjectUserSid": self.sid(desk), "SubjectUserName": desk, "SubjectDomainName": DOMAIN,
                   "SubjectLogonId": "0x99999"}
        target = {"TargetUserName": new, "TargetDomainName": DOMAIN, "TargetSid": self.sid(new)}
        at = day + 10 * HOUR
        self.remote_session(at - 300, "DC01", desk, "10.20.1.90", 40)
        self.process(at - 200, "DC01", desk, EXPLORER, SYSTEM32 + "mmc.exe",
                     f'"{SYSTEM32}mmc.exe" "{SYSTEM32}dsa.msc"')
        self.security(at, "DC01", 4720, **target, **subject, PrivilegeList="-", SamAccountName=new,
                      DisplayName="M. Meyer", UserPrincipalName=f"{new}@clinic.example", UserAccountControl="%%2080")
        self.security(at + 1, "DC01", 4722, **target, **subject)
        self.security(at + 2, "DC01", 4738, **target, **subject)
        self.security(at + 5, "DC01", 4728, MemberName=f"CN={new},OU=Staff,DC=clinic,DC=example",
                      MemberSid=self.sid(new), **{**target, "TargetUserName": "Radiology Staff"}, **subject)
        self.security(at + HOUR, "DC01", 4724, **{**target, "TargetUserName": "d.diaz"}, **subject)

    def lock_out(self, day):
        """A telephone that still has the old password, until the account is locked, and unlocked by the help desk."""
        address = "10.20.1.200"
        for number in range(10):
            self.security(day + 8 * HOUR + 60 * number, "DC01", 4771, TargetUserName=LOCKED_OUT,
                          TargetSid=self.sid(LOCKED_OUT), ServiceName="krbtgt/CLINIC", TicketOptions="0x40810010",
                          Status="0x18", PreAuthType=2, IpAddress=f"::ffff:{address}", IpPort=50_000 + number)
        subject = {"SubjectUserSid": "S-1-5-18", "SubjectUserName": "DC01$", "SubjectDomainName": DOMAIN}
        self.security(day + 8 * HOUR + 601, "DC01", 4740, TargetUserName=LOCKED_OUT, TargetDomainName="PHONE-7",
                      TargetSid=self.sid(LOCKED_OUT), **subject)
        self.security(day + 9 * HOUR, "DC01", 4767, TargetUserName=LOCKED_OUT, TargetDomainName=DOMAIN,
                      TargetSid=self.sid(LOCKED_OUT), SubjectUserSid=self.sid("hd.admin"), SubjectUserName="hd.admin",
                      SubjectDomainName=DOMAIN)

    def all(self):
        machines = {**SERVERS, **dict(self.stations.values())}
        for number in range(7):
            day = MONDAY + number * DAY
            is_weekend = number >= 5
            for user in STAFF:
                if not is_weekend or self.random.random() < 0.25:
                    self.working_day(day, user)
            for hour in range(24):
                for computer, address in machines.items():
                    self.machine_hour(day + hour * HOUR, computer, address)
            if not is_weekend:
                for user in self.random.sample(STAFF, 4):  # from home, by the VPN
                    self.remote_session(day + self.random.uniform(17, 20) * HOUR, "RDS01", user,
                                        f"10.40.0.{self.random.randrange(50, 90)}", 45)
            self.night(day)
        self.lock_out(MONDAY)
        self.help_desk(MONDAY + DAY)
        self.patch_night(MONDAY + 2 * DAY)
        self.remote_session(MONDAY + 3 * DAY + 14 * HOUR, "PACS01", "svc-vendor", VENDOR_ADDRESS, 90)
        server_week.add_to(self, MONDAY)
        self.events.sort(key=lambda event: event["filetime"])
        return self.events
