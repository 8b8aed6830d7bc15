import { quote } from '../../core/quote.ts';
import type { FactGroup } from './fact-value.ts';

/** Files that are read line by line, all in one go. */
const FILES: Readonly<Record<FactGroup, string>> = {
  min: `/etc/os-release /usr/lib/os-release /etc/lsb-release /etc/debian_version /etc/redhat-release
    /etc/oracle-release /etc/alpine-release /etc/arch-release /etc/system-release /etc/gentoo-release
    /etc/openwrt_release /etc/resolv.conf /etc/machine-id /var/lib/dbus/machine-id /etc/selinux/config
    /etc/ssh/ssh_host_*_key.pub /proc/cmdline /proc/loadavg /proc/1/comm /proc/sys/crypto/fips_enabled
    /proc/sys/kernel/ostype /proc/sys/kernel/hostname /proc/sys/kernel/osrelease /proc/sys/kernel/version
    /sys/fs/selinux/enforce /sys/fs/selinux/policyvers`,
  hardware: `/proc/meminfo /proc/cpuinfo /proc/uptime /proc/self/mountinfo /etc/mtab /proc/mounts
    /sys/devices/virtual/dmi/id/[a-z]* /sys/block/*/size /sys/block/*/removable /sys/block/*/queue/rotational
    /sys/block/*/queue/logical_block_size /sys/block/*/queue/discard_granularity /sys/block/*/queue/scheduler
    /sys/block/*/device/model /sys/block/*/device/vendor /sys/block/*/*/start /sys/block/*/*/size`,
  network: `/sys/class/net/*/address /sys/class/net/*/mtu /sys/class/net/*/operstate /sys/class/net/*/type
    /sys/class/net/*/speed /sys/class/net/*/flags /sys/class/net/*/bridge/bridge_id /sys/class/net/*/bridge/stp_state
    /sys/class/net/*/bonding/slaves /sys/class/net/*/bonding/mode /sys/class/net/*/bonding/miimon
    /sys/class/net/*/bonding/lacp_rate /sys/class/net/*/bonding/primary`,
  virtual: `/proc/1/cgroup /run/systemd/container /proc/xen/capabilities /proc/modules /proc/cpuinfo
    /sys/devices/virtual/dmi/id/product_name /sys/devices/virtual/dmi/id/sys_vendor
    /sys/devices/virtual/dmi/id/product_family /sys/devices/virtual/dmi/id/bios_vendor`,
};

/** Paths of which only it matters whether they are there. */
export const PACKAGE_MANAGERS: readonly (readonly [path: string, name: string])[] = [
  ['/usr/bin/rpm-ostree', 'atomic_container'],
  ['/usr/bin/yum', 'yum'],
  ['/usr/bin/dnf', 'dnf'],
  ['/usr/bin/dnf-3', 'dnf'],
  ['/usr/bin/dnf5', 'dnf5'],
  ['/usr/bin/apt-get', 'apt'],
  ['/usr/bin/zypper', 'zypper'],
  ['/usr/sbin/urpmi', 'urpmi'],
  ['/usr/bin/pacman', 'pacman'],
  ['/bin/opkg', 'opkg'],
  ['/sbin/apk', 'apk'],
  ['/usr/bin/emerge', 'portage'],
  ['/usr/bin/xbps-install', 'xbps'],
  ['/usr/bin/swupd', 'swupd'],
  ['/usr/sbin/sorcery', 'sorcery'],
];

const CANARIES: Readonly<Record<FactGroup, readonly string[]>> = {
  min: [
    '/run/systemd/system',
    '/dev/.run/systemd',
    '/dev/.systemd',
    '/etc/init',
    '/sbin/openrc',
    '/etc/init.d',
    '/sys/kernel/security/apparmor',
    '/sys/fs/selinux',
    ...PACKAGE_MANAGERS.map(([path]) => path),
  ],
  hardware: [],
  network: [],
  virtual: ['/proc/vz', '/proc/lve', '/proc/bc', '/.dockerenv', '/.dockerinit', '/proc/xen', '/dev/kvm'],
};

const COMMANDS: Readonly<Record<FactGroup, string>> = {
  min: `
say machine "$(uname -m)"
say userspace "$(getconf LONG_BIT 2>/dev/null)"
say date "$(date '+%Y|%m|%A|%w|%W|%d|%H|%M|%S|%s|%Z|%z|%N')"
say winter "$(date -d @1705320000 '+%Z|%z' 2>/dev/null)"
say summer "$(date -d @1721044800 '+%Z|%z' 2>/dev/null)"
say account "$(id -u) $(id -ru) $(id -g) $(id -rg)"
if command -v getent >/dev/null; then
  say passwd "$(getent passwd "$(id -u)")"
  read -r n </proc/sys/kernel/hostname
  a=$(getent ahosts "$n")
  a=\${a%% *}
  [ ! "$a" ] || say fqdn "$(getent hosts "$a")"
else
  say passwd "$(grep "^[^:]*:[^:]*:$(id -u):" /etc/passwd)"
  say fqdn "- $(hostname -f 2>/dev/null)"
fi
say env "$(env -0 | base64)"
! command -v lsb_release >/dev/null || say lsb "$(lsb_release -a 2>/dev/null)"
! command -v systemctl >/dev/null || say systemctl yes
! command -v initctl >/dev/null || say initctl yes
[ ! -L /sbin/init ] || say init "$(readlink /sbin/init)"
p=$(command -v python3 || command -v python) && say python "$p $(python3 -c 'import sys; print(sys.executable, *sys.version_info, sys.implementation.name)' 2>/dev/null)"
`,
  hardware: `
say nproc "$(nproc 2>/dev/null)"
say uuids "$(ls -l /dev/disk/by-uuid 2>/dev/null)"
# A mount of the network may not answer; what it holds is told without asking it.
set --
while read -r d p t o; do
  case $t in nfs* | cifs | smb* | fuse.* | 9p | autofs) continue ;; esac
  case $p in *\\\\*) p=$(printf '%b' "$p") ;; esac
  case $d in /*) set -- "$@" "$p" ;; esac
done </proc/mounts
[ $# = 0 ] || say sizes "$(stat -f -c '%s %S %b %a %c %d %n' -- "$@" 2>/dev/null)"
`,
  network: `
if command -v ip >/dev/null; then
  say route4 "$(ip -4 route get 8.8.8.8 2>/dev/null)"
  say route6 "$(ip -6 route get 2404:6800:400a:800::1012 2>/dev/null)"
  if a=$(ip addr show primary 2>/dev/null); then
    say primary "$a"
    say secondary "$(ip addr show secondary 2>/dev/null)"
  else
    say primary "$(ip addr 2>/dev/null)"
  fi
  say local4 "$(ip -4 route show table local 2>/dev/null)"
  say local6 "$(ip -6 route show table local 2>/dev/null)"
fi
for d in /sys/class/net/*; do
  say device "\${d##*/}"
  [ ! -L "$d/device" ] || say "bus \${d##*/}" "$(readlink "$d/device")"
  [ ! -L "$d/device/driver/module" ] || say "driver \${d##*/}" "$(readlink "$d/device/driver/module")"
  for b in "$d"/brif/*; do [ ! -e "$b" ] || say "port \${d##*/}" "\${b##*/}"; done
done
`,
  virtual: `
[ ! -r /proc/1/environ ] || say container "$(tr '\\0' '\\n' </proc/1/environ | grep '^container=')"
`,
};

/** The host's own facts: programs that print them, or files with them. */
function localFacts(folder: string): string {
  return `
for f in ${quote(folder)}/*.fact; do
  [ -f "$f" ] || continue
  n=\${f##*/}
  n=\${n%.fact}
  if [ -x "$f" ]; then
    if o=$("$f" 2>/dev/null </dev/null); then say "local $n" "$o"; else say "broken $n" "$?"; fi
  else
    say "local $n" "$(cat "$f")"
  fi
done
`;
}

/** A section: `= name length`, the bytes, a newline. */
const SAY = `say() { printf '= %s %s\\n%s\\n' "$1" "\${#2}" "$2"; }`;

export function gathering(groups: readonly FactGroup[], localFolder: string): string {
  // Two groups may want the same file.
  const files = new Set(groups.flatMap((group) => FILES[group].split(/\s+/)));
  return [
    SAY,
    `say files "$(grep -sH '' ${[...files].join(' ')})"`,
    `c=; for f in ${groups.flatMap((group) => CANARIES[group]).join(' ')}; do [ ! -e "$f" ] || c="$c $f"; done; say there "$c"`,
    ...groups.map((group) => COMMANDS[group]),
    ...(groups.includes('min') ? [localFacts(localFolder)] : []),
    ':',
  ].join('\n');
}
