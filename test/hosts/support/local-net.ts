import { mustShell } from './command.ts';
import { bridgeOf, namespaceOf, subnetOf, vethOf } from './fleet-claim.ts';

/** The addresses 10 and up of a fleet's subnet are its hosts'; the first is the bridge, the hosts' way out. */
export const FIRST_HOST = 10;

/** A bridge of the fleet's own, with a way out, so that its hosts' apt-get and pip work. */
export async function openNet(fleet: number): Promise<void> {
  await mustShell(
    `bridge=$1 subnet=$2
     ip link add "$bridge" type bridge
     ip addr add "$subnet.1/24" dev "$bridge"
     ip link set "$bridge" up
     # Never taken back: it belongs to the whole machine, and another fleet may have come to need it.
     sysctl -q net.ipv4.ip_forward=1
     iptables -w -t nat -A POSTROUTING -s "$subnet.0/24" ! -d "$subnet.0/24" -j MASQUERADE
     # A container engine on the machine may have set the policy to DROP.
     iptables -w -I FORWARD -i "$bridge" -j ACCEPT
     iptables -w -I FORWARD -o "$bridge" -j ACCEPT`,
    [bridgeOf(fleet), subnetOf(fleet)],
  );
}

/** A network namespace with eth0 on the fleet's bridge; it stays while the host reboots. Returns the address. */
export async function plugIn(fleet: number, host: number): Promise<string> {
  const address = `${subnetOf(fleet)}.${host}`;
  // The same address always has the same hardware address, so that no stale neighbour entry can mislead.
  const mac = `02:6a:72:00:${hex(fleet)}:${hex(host)}`;
  await mustShell(
    `netns=$1 veth=$2 bridge=$3 address=$4 gateway=$5 mac=$6
     ip netns add "$netns"
     # A fleet that was killed may have left the link of this name, with a namespace that is still going.
     ip link del "$veth" 2>/dev/null || :
     ip link add "$veth" type veth peer name eth0 address "$mac" netns "$netns"
     ip link set "$veth" master "$bridge" up
     printf 'link set lo up\\naddr add %s/24 dev eth0\\nlink set eth0 up\\nroute add default via %s\\n' "$address" "$gateway" |
       ip -n "$netns" -batch -`,
    [namespaceOf(fleet, host), vethOf(fleet, host), bridgeOf(fleet), address, `${subnetOf(fleet)}.1`, mac],
  );
  return address;
}

export async function unplug(fleet: number, host: number): Promise<void> {
  // A namespace goes in its own time, and its link with it: the next fleet of this number would meet the old link.
  await mustShell('ip link del "$2" 2>/dev/null || :; ip netns del "$1"', [
    namespaceOf(fleet, host),
    vethOf(fleet, host),
  ]);
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
