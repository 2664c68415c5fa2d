"""What administrators, servers and set-up programs do in the ordinary week: much of it looks like what intruders do.

Database server, shares, deployment, inventory, directory, scripts and updates. A rule may say of it that somebody should
know; none may be loud about it.
"""

DATABASE = ("Application", "MSSQLSERVER")
BITS = ("Microsoft-Windows-Bits-Client/Operational", "Microsoft-Windows-Bits-Client")
ADMIN, DEPLOY, INVENTORY = "adm.weber", "svc-deploy", "svc-inventory"
DAY, HOUR, MINUTE = 86_400, 3_600, 60
SQL = "SQL01"
SYSTEM32 = "C:\\Windows\\System32\\"


def subject(week, user):
    return {"SubjectUserSid": week.sid(user), "SubjectUserName": user, "SubjectDomainName": "CLINIC",
            "SubjectLogonId": "0x81234"}


def audit(week, ts, action, kind, name, statement, succeeded="true"):
    """A line of SQL Server's audit: one text of many lines."""
    week.add(ts, SQL, DATABASE, 33205, {"Data": (
        f"audit_schema_version:1\nsequence_number:1\naction_id:{action:<4}\nsucceeded:{succeeded}\nsession_id:61\n"
        f"class_type:{kind:<2}\nclient_ip:local machine\nserver_principal_name:CLINIC\\{ADMIN}\ndatabase_name:master\n"
        f"object_name:{name}\nstatement:{statement}\nadditional_information:\n")})


def database_night(week, day):
    """Back-up, a job that has an old password, and people who mistype."""
    for number in range(40):
        week.add(day + 20 * HOUR + 30 * number, SQL, DATABASE, 18456,
                 {"Data": "svc_lab", "Data_1": " Reason: Password did not match.", "Data_2": " [CLIENT: 10.20.1.31]"})
    for name in ("records", "laboratory", "master"):
        week.add(day + 22 * HOUR + 90, SQL, DATABASE, 18264,
                 {"Data": name, "Data_1": "FILE=1, TYPE=DISK: {'E:\\Backup\\" + name + ".bak'}"})
    for ts in (8, 8.001, 13):
        audit(week, day + ts * HOUR, "LGIF", "LX", "", "Login failed for user 'CLINIC\\d.diaz'.", "false")


def database_update(week, day):
    """The maker of the records' program updates it: an account, a role, what is audited, a command for a minute."""
    audit(week, day + 12 * HOUR, "CR", "SL", "svc_records9", "CREATE LOGIN [svc_records9] WITH PASSWORD=N'******'")
    audit(week, day + 12 * HOUR + 5, "APRL", "RL", "db_owner", "ALTER ROLE [db_owner] ADD MEMBER [svc_records9]")
    for ts, state in ((10, "OFF"), (70, "ON")):
        audit(week, day + 12 * HOUR + ts, "AL", "SA", "records-audit",
              f"ALTER SERVER AUDIT SPECIFICATION [records-audit]\nWITH (STATE = {state})")
    week.add(day + 12 * HOUR + 90, SQL, DATABASE, 15457, {"Data": "clr enabled", "Data_1": "1", "Data_2": "1"})
    for ts, values in ((0, ("0", "1")), (MINUTE, ("1", "0"))):
        week.add(day + 12 * HOUR + ts, SQL, DATABASE, 15457,
                 {"Data": "xp_cmdshell", "Data_1": values[0], "Data_2": values[1]})
    audit(week, day + 12 * HOUR + 20, "EX", "X", "xp_cmdshell", "EXEC master..xp_cmdshell 'dir E:\\Backup'")
    week.security(day + 12 * HOUR + 100, SQL, 4704, **subject(week, ADMIN), TargetSid=week.sid("svc_records9"),
                  PrivilegeList="SeServiceLogonRight")


def detailed_share(week, ts, computer, user, address, share, target, mask="0x120089"):
    week.security(ts, computer, 5145, **subject(week, user), ObjectType="File", IpAddress=address, IpPort=50_211,
                  ShareName="\\\\*\\" + share, ShareLocalPath="", RelativeTargetName=target, AccessMask=mask,
                  AccessList="%%4416", AccessReason="-")


def deployment(week, day):
    """A program is brought to every computer, an inventory asks them all, and a console asks for accounts."""
    for number, (computer, _) in enumerate(week.stations.values()):
        at = day + 19 * HOUR + 40 * number
        detailed_share(week, at, computer, DEPLOY, "10.20.0.12", "ADMIN$", "Deploy\\records-setup.exe", "0x120116")
        detailed_share(week, at + 2, computer, DEPLOY, "10.20.0.12", "IPC$", "svcctl", "0x12019f")
        week.security(day + 4 * HOUR + 2 * number, "DC01", 4769, TargetUserName=f"{INVENTORY}@CLINIC.EXAMPLE",
                      TargetDomainName="CLINIC", ServiceName=computer + "$", TicketOptions="0x40810000",
                      TicketEncryptionType="0x12", IpAddress="::ffff:10.20.0.13", IpPort=50_000 + number, Status="0x0")
    for pipe in ("samr", "lsarpc", "netlogon", "srvsvc"):
        detailed_share(week, day + 9 * HOUR, "DC01", ADMIN, "10.20.1.90", "IPC$", pipe, "0x12019f")
    detailed_share(week, day + 9 * HOUR + 60, "FS01", ADMIN, "10.20.1.90", "C$", "logs\\mirror.log")


def scripts(week, day):
    """What the administrators' scripts and the programs of the desktop leave behind."""
    texts = ("Get-ADGroupMember -Identity 'Domain Admins' | Export-Csv E:\\reports\\admins.csv",
             "Get-WmiObject -Namespace root/subscription -Class CommandLineEventConsumer",
             '$x = [activator]::CreateInstance([type]::GetTypeFromProgID("Excel.Application"))',
             "Get-ADUser -Filter * -Properties servicePrincipalName | Where-Object servicePrincipalName")
    for number, text in enumerate(texts):
        week.add(day + 5 * HOUR + number, "DC01", ("Microsoft-Windows-PowerShell/Operational",
                 "Microsoft-Windows-PowerShell"), 4104, {"MessageNumber": 1, "MessageTotal": 1, "ScriptBlockText": text,
                 "ScriptBlockId": f"5f1f7a3e-{number}", "Path": "E:\\scripts\\report.ps1"}, level=5)
    for user, (computer, address) in week.stations.items():
        week.add(day + 9 * HOUR, computer, BITS, 60, {
            "transferId": "{1}", "name": "Chrome Component Updater", "Id": "{2}", "peer": "", "hr": "0",
            "url": "https://updates.example/release/component.crx3", "fileLength": "912345", "bytesTotal": "912345"})
        week.add(day + 9 * HOUR, computer, ("Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon"), 13, {
            "EventType": "SetValue", "Image": f"C:\\Users\\{user}\\AppData\\Local\\Microsoft\\OneDrive\\OneDrive.exe",
            "TargetObject": f"HKU\\{week.sid(user)}_Classes\\CLSID\\{{5AB7172C-9C11-405C-8DD5-AF20F3606282}}"
            "\\InprocServer32\\(Default)", "User": f"CLINIC\\{user}",
            "Details": f"C:\\Users\\{user}\\AppData\\Local\\Microsoft\\OneDrive\\26.1\\FileSyncShell64.dll"})
        week.add(day + 9 * HOUR + 9, computer, ("Microsoft-Windows-Sysmon/Operational", "Microsoft-Windows-Sysmon"), 3, {
            "Image": "C:\\Windows\\explorer.exe", "User": f"CLINIC\\{user}", "Protocol": "tcp", "Initiated": "true",
            "SourceIp": address, "SourcePort": "50123", "DestinationIp": "10.20.0.10", "DestinationPort": "445"})


def directory(week, day):
    """A computer joins, somebody marries, a policy is narrowed, a share is made, a domain controller is tidied."""
    desk = subject(week, ADMIN)
    target = {"TargetDomainName": "CLINIC", "TargetSid": week.sid("WS40$")}
    week.security(day + 10 * HOUR, "DC01", 4742, TargetUserName="WS40$", **target, **desk, OldUacValue="0x85",
                  NewUacValue="0x84", UserAccountControl="%%2048", AllowedToDelegateTo="-")
    week.security(day + 10 * HOUR + 1, "DC01", 4781, OldTargetUserName="k.klein", NewTargetUserName="k.gross", **target,
                  **desk)
    week.security(day + 10 * HOUR + 2, "DC01", 4781, OldTargetUserName="DESKTOP-7Q2$", NewTargetUserName="WS40$",
                  **target, **desk)
    for attribute in ("versionNumber", "nTSecurityDescriptor"):
        week.security(day + 11 * HOUR, "DC01", 5136, **desk, ObjectClass="groupPolicyContainer", OperationType="%%14674",
                      ObjectDN="CN={1C2F0A66},CN=Policies,CN=System,DC=clinic,DC=example",
                      AttributeLDAPDisplayName=attribute, AttributeValue="4")
    for name, path in (("rota", "D:\\rota"), ("inventory$", "D:\\inventory")):
        week.security(day + 11 * HOUR + 9, "FS01", 5142, **desk, ShareName="\\\\*\\" + name, ShareLocalPath=path)
    week.process(day + 11 * HOUR + 30, "DC01", ADMIN, "C:\\Windows\\explorer.exe", SYSTEM32 + "setspn.exe",
                 "setspn -S HTTP/intranet.clinic.example svc_web")


def add_to(week, monday):
    for number in range(5):
        database_night(week, monday + number * DAY)
        scripts(week, monday + number * DAY)
    database_update(week, monday + 2 * DAY)
    deployment(week, monday + 2 * DAY)
    directory(week, monday + 3 * DAY)
