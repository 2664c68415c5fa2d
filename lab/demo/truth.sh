# shellcheck shell=bash disable=SC2154
# What is true of the demo recording, from the logs of the programs that took part: for sourcing by record.
# The constants k* and $WORK are those of record. Nothing here is read from the capture; check compares the two.

iso_time() {
  date -u -d "@$1" +%Y-%m-%dT%H:%M:%S.%6NZ
}

# When the server's own log says that a client of this address got its desktop.
server_logon_time() {
  awk -v from="Client from $1 is activated" 'index($0, from) { print $1; exit }' "$WORK/rdp-server.log"
}

# Both reasons for which FreeRDP's server refuses a password: the proof does not fit, or there is no such account.
server_refusals() {
  grep -c -e 'Message Integrity Check (MIC) verification failed' -e 'Could not find user in SAM' "$WORK/rdp-server.log"
}

guesses_json() {
  local user start finish code
  while read -r user start finish code; do
    jq -n --arg user "$user" --arg start "$(iso_time "$start")" --arg finish "$(iso_time "$finish")" \
      --argjson code "$code" '{$user, start: $start, end: $finish, client_exit_code: $code}'
  done <"$WORK/guesses" | jq -s .
}

logon_json() {
  local user=$1 address=$2 run=$3 start finish _
  read -r start finish _ <"$run"
  jq -n --arg user "$user" --arg start "$(iso_time "$start")" --arg finish "$(iso_time "$finish")" \
    --arg logon "$(iso_time "$(server_logon_time "$address")")" \
    '{$user, client_started: $start, desktop_shown_by_server_log: $logon, client_ended: $finish}'
}

scanners_json() {
  jq -R -s '[split("\n")[] | select(. != "") | split(" ") | {address: .[0], kind: .[1]}]
    | {count: length, syn_scan: map(select(.kind == "syn-scan") | .address),
       rdp_probe: map(select(.kind == "rdp-probe") | .address)}' "$WORK/scanners"
}

push_json() {
  local time address uri status request_bytes _
  read -r time address _ uri status request_bytes _ < <(grep ' PUT ' "$WORK/drop/access.log")
  jq -n --arg source "$address" --arg destination "$kDrop" --argjson file "$kArchive_bytes" --arg uri "$uri" \
    --argjson request "$request_bytes" --argjson status "$status" --arg ended "$(iso_time "$time")" \
    '{$source, $destination, port: 443, server_name: "transfer.example.net", method: "PUT", $uri, $status,
      file_bytes: $file, request_bytes_by_server_log: $request, ended_by_server_log: $ended}'
}

write_truth() {
  local refused desk_failed=1
  refused=$(server_refusals)
  ((refused == kGuesses + desk_failed)) ||
    lab_fail "the RDP server refused $refused logons, not $((kGuesses + desk_failed))"
  jq -n --argjson guesses "$(guesses_json)" --argjson scanners "$(scanners_json)" --argjson push "$(push_json)" \
    --argjson attack "$(logon_json "$kWinner" "$kAttacker" "$WORK/attacker-logon.run")" \
    --argjson desk "$(logon_json "$kDeskUser" "$kDesk" "$WORK/desk-logon.run")" \
    --argjson refused "$refused" --argjson desk_failed "$desk_failed" \
    --arg attacker "$kAttacker" --arg outside "$kServerOutside" --arg inside "$kServerInside" --arg desk_ip "$kDesk" \
    --arg firewall "$kFirewall" --arg dns "$kDns" --arg intranet "$kIntranet" --arg site "$kSite" \
    '{capture: "hospital.pcap",
      home: {networks: ["10.20.0.0/24"], public_addresses: [$outside, $firewall],
             gateway_macs: ["00:1b:54:c0:01:01", "00:0c:ce:77:10:02"]},
      victim: {addresses: [$outside, $inside], macs: ["00:14:22:5e:20:01", "00:14:22:5e:20:02"],
               rdp_port: 3389, rdp_security: "NLA", refusals_in_server_log: $refused},
      attacker: {address: $attacker, failed_logons: ($guesses | length), users: ($guesses | map(.user) | unique),
                 first_guess: $guesses[0].start, last_guess: $guesses[-1].start, logon: $attack, $guesses},
      $push, $scanners,
      benign: {desk: {address: $desk_ip, mac: "3c:d9:2b:41:7e:55", failed_logons: $desk_failed, logon: $desk},
               name_server: $dns, intranet: $intranet, web_site: $site, firewall: $firewall}}'
}
