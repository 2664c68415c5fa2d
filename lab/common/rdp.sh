# shellcheck shell=bash
# RDP with FreeRDP at both ends, for sourcing after net.sh.

# The NT hash of a password, as the server's account file wants it.
rdp_nt_hash() {
  printf %s "$1" | iconv -t utf-16le | openssl dgst -provider legacy -provider default -md4 | sed 's/.*= *//'
}

rdp_account() {
  printf '%s:::%s:::\n' "$1" "$(rdp_nt_hash "$2")"
}

# A screen without hardware. Its socket lies in /tmp and is therefore reached from every namespace.
rdp_screen() {
  local node=$1 display=$2 size=$3
  [[ ! -e /tmp/.X11-unix/X$display ]] || lab_fail "display :$display is in use"
  lab_spawn "$node" "$WORK/screen$display.log" Xvfb ":$display" -screen 0 "${size}x24" -nolisten tcp -noreset
  local tries
  for ((tries = 0; tries < 50; ++tries)); do
    if DISPLAY=":$display" xdotool getdisplaygeometry >/dev/null 2>&1; then return; fi
    sleep 0.1
  done
  lab_fail "display :$display did not start"
}

# FreeRDP's server shows display $2 of its host. Its log gets the time of each line in front (seconds since 1970).
rdp_server() {
  local node=$1 display=$2 log=$3
  shift 3
  mkdir -p "$WORK/home-$node"
  # shellcheck disable=SC2016
  lab_spawn "$node" "$log" env DISPLAY=":$display" HOME="$WORK/home-$node" WLOG_LEVEL=INFO bash -c \
    'stdbuf -oL freerdp-shadow-cli "$@" 2>&1 | while IFS= read -r line; do echo "$EPOCHREALTIME $line"; done' \
    server "$@"
}

# One run of the client, ended after $3 seconds. Prints "start end exit-code".
rdp_client() {
  local node=$1 display=$2 seconds=$3 log=$4
  shift 4
  mkdir -p "$WORK/home-$node"
  local start=$EPOCHREALTIME status=0
  lab_at "$node" env DISPLAY=":$display" HOME="$WORK/home-$node" timeout "$seconds" \
    xfreerdp "$@" /cert:ignore /log-level:INFO >"$log" 2>&1 </dev/null || status=$?
  echo "$start $EPOCHREALTIME $status"
}

# Types a line into the remote desktop, through the client's window.
rdp_type() {
  local display=$1 line=$2
  DISPLAY=":$display" xdotool mousemove 300 250 click 1
  DISPLAY=":$display" xdotool type --delay 90 "$line"
  DISPLAY=":$display" xdotool key Return
}

# An X.224 connection request by hand: what mass scanners send. $1 is the cookie's name, or empty.
# TPKT (RFC 1006), connection request (X.224, 13.3), negotiation request for TLS and NLA (MS-RDPBCGR 2.2.1.1.1).
rdp_probe_bytes() {
  local cookie=
  if [[ -n $1 ]]; then cookie=$'Cookie: mstshash='$1$'\r\n'; fi
  local length=$((19 + ${#cookie}))
  # shellcheck disable=SC2059
  printf "\\x03\\x00\\x00\\x$(printf %02x "$length")\\x$(printf %02x $((length - 5)))\\xe0\\x00\\x00\\x00\\x00\\x00"
  printf %s "$cookie"
  printf '\x01\x00\x08\x00\x03\x00\x00\x00'
}
