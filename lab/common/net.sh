# shellcheck shell=bash
# Networks made of Linux namespaces, for sourcing. Everything made here carries the prefix kLabPrefix
# and is taken away again by lab_down, which the caller sets as its exit trap.
#
#   lab_up                    refuses to run beside another lab, makes the work folder $WORK
#   lab_node NAME             a host: one namespace
#   lab_switch NODE BRIDGE [MTU]
#   lab_plug NODE IF MAC SWITCH_NODE BRIDGE [MTU]
#   lab_at NODE COMMAND...    runs a command on a host
#   lab_spawn NODE LOG COMMAND...   starts a program on a host; it is ended by lab_down
#   lab_down

readonly kLabPrefix=wwlab-
WORK=
LAB_NODES=()
LAB_PIDS=()
LAB_PORTS=0

lab_fail() {
  echo "lab: $*" >&2
  exit 1
}

lab_need() {
  local program
  for program in "$@"; do
    command -v "$program" >/dev/null || lab_fail "'$program' is missing; lab/README.md lists the packages"
  done
}

lab_up() {
  [[ $EUID -eq 0 ]] || lab_fail "must run as root: it makes network namespaces"
  lab_need ip ethtool tcpdump
  if ip netns list | grep -q "^$kLabPrefix"; then
    lab_fail "namespaces named $kLabPrefix* exist: another lab runs, or one was killed (ip netns del them)"
  fi
  WORK=$(mktemp -d /tmp/wwlab.XXXXXX)
}

lab_node() {
  local node=$1
  ip netns add "$kLabPrefix$node"
  LAB_NODES+=("$node")
  lab_at "$node" sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
  ip -n "$kLabPrefix$node" link set lo up
}

# The labs speak IPv4 unless they say otherwise, so that no router solicitation stands between the packets
# of the story.
lab_without_ipv6() {
  lab_at "$1" sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
}

lab_switch() {
  local node=$1 bridge=$2 mtu=${3:-1500}
  ip -n "$kLabPrefix$node" link add "$bridge" mtu "$mtu" type bridge stp_state 0
  ip -n "$kLabPrefix$node" link set "$bridge" up
}

# Transmit offload is off on both ends: what a tap sees has whole checksums and segments that fit the link.
lab_plug() {
  local node=$1 interface=$2 mac=$3 switch_node=$4 bridge=$5 mtu=${6:-1500}
  local port=port$((LAB_PORTS += 1))
  ip link add "$port" netns "$kLabPrefix$switch_node" mtu "$mtu" type veth \
    peer name "$interface" netns "$kLabPrefix$node" mtu "$mtu" address "$mac"
  lab_at "$node" ethtool -K "$interface" tx off >/dev/null 2>&1
  lab_at "$switch_node" ethtool -K "$port" tx off >/dev/null 2>&1
  ip -n "$kLabPrefix$switch_node" link set "$port" master "$bridge" up
  ip -n "$kLabPrefix$node" link set "$interface" up
}

lab_address() {
  local node=$1 interface=$2
  shift 2
  local address
  for address in "$@"; do
    ip -n "$kLabPrefix$node" address add "$address" dev "$interface"
  done
}

lab_route() {
  local node=$1
  shift
  ip -n "$kLabPrefix$node" route add "$@"
}

# Names of this host are asked of one server, as on any machine (ip-netns(8) binds the file in).
lab_resolver() {
  mkdir -p "/etc/netns/$kLabPrefix$1"
  echo "nameserver $2" >"/etc/netns/$kLabPrefix$1/resolv.conf"
}

lab_at() {
  local node=$1
  shift
  ip netns exec "$kLabPrefix$node" "$@"
}

lab_spawn() {
  local node=$1 log=$2
  shift 2
  ip netns exec "$kLabPrefix$node" "$@" >"$log" 2>&1 </dev/null &
  LAB_PIDS+=($!)
}

lab_stop() {
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# Ends this shell's jobs and what lives in the lab's namespaces, and nothing else.
lab_down() {
  local status=$? pid node
  set +e
  for pid in $(jobs -p); do kill "$pid" 2>/dev/null; done
  for node in "${LAB_NODES[@]}"; do
    for pid in $(ip netns pids "$kLabPrefix$node" 2>/dev/null); do kill "$pid" 2>/dev/null; done
  done
  wait 2>/dev/null
  for node in "${LAB_NODES[@]}"; do
    ip netns del "$kLabPrefix$node"
    rm -rf "/etc/netns/$kLabPrefix$node"
  done
  rmdir /etc/netns 2>/dev/null
  if [[ -n $WORK && ${LAB_KEEP:-} != 1 ]]; then rm -rf "$WORK"; fi
  exit "$status"
}
