import type { Fact, Facts } from './fact-value.ts';
import type { Findings } from './findings.ts';

type Interface = Record<string, Fact>;

const TYPES: Readonly<Record<string, string>> = {
  '1': 'ether',
  '32': 'infiniband',
  '512': 'ppp',
  '772': 'loopback',
  '65534': 'tunnel',
};

/** Interfaces with their addresses, and which of them leads out. Without `ip` on the host there is nothing to tell. */
export function network(found: Findings): Facts {
  if (!found.has('primary')) return {};
  const interfaces = new Map(found.all('device').map((name) => [name, interfaceOf(name, found)]));
  const out4 = route(found.section('route4'), '8.8.8.8');
  const out6 = route(found.section('route6'), '2404:6800:400a:800::1012');
  const all4: string[] = [];
  const all6: string[] = [];
  for (const [name, line] of addressLines(found.section('primary'))) addAddress(name, line, false);
  for (const [name, line] of addressLines(found.section('secondary'))) addAddress(name, line, true);
  return {
    interfaces: [...interfaces.keys()].map(plainName),
    ...Object.fromEntries([...interfaces].map(([name, facts]) => [plainName(name), facts])),
    default_ipv4: out4,
    default_ipv6: out6,
    all_ipv4_addresses: all4,
    all_ipv6_addresses: all6,
    locally_reachable_ips: {
      ipv4: reachable(found.section('local4')),
      ipv6: reachable(found.section('local6')),
    },
  };

  function addAddress(device: string, words: readonly string[], secondary: boolean): void {
    const own = interfaces.get(device);
    if (!own) return;
    if (words[0] === 'inet') {
      const [address = '', prefix = '32'] = (words[1] ?? '').split('/');
      const broadcast = words[2] === 'brd' ? (words[3] ?? '') : '';
      const label = words.at(-1) ?? device;
      const facts = { address, broadcast, ...netmask(address, Number(prefix)), prefix };
      // A label of its own (eth0:1) is an interface of its own.
      const labelled = label.startsWith(`${device}:`) ? (interfaces.get(label) ?? {}) : own;
      if (labelled !== own) interfaces.set(label, labelled);
      if (!secondary && labelled['ipv4'] === undefined) labelled['ipv4'] = facts;
      else labelled['ipv4_secondaries'] = [...((labelled['ipv4_secondaries'] as Fact[]) ?? []), facts];
      if (secondary && labelled !== own) {
        own['ipv4_secondaries'] = [...((own['ipv4_secondaries'] as Fact[]) ?? []), facts];
      }
      if (out4['address'] === address) {
        const { address: _address, ...more } = facts;
        Object.assign(out4, more, hardwareOf(own), { alias: label });
      }
      if (!address.startsWith('127.')) all4.push(address);
    } else {
      const peer = words[2] === 'peer';
      const [address = ''] = (words[1] ?? '').split('/');
      const prefix = (peer ? words[3] : words[1])?.split('/')[1] ?? '128';
      const scope = words[peer ? 5 : 3] ?? '';
      own['ipv6'] = [...((own['ipv6'] as Fact[]) ?? []), { address, prefix, scope }];
      if (out6['address'] === address) Object.assign(out6, { prefix, scope }, hardwareOf(own));
      if (address !== '::1') all6.push(address);
    }
  }
}

function hardwareOf(own: Interface): Interface {
  return { macaddress: own['macaddress'] ?? '', mtu: own['mtu'] ?? 0, type: own['type'] ?? 'unknown' };
}

/** Colons are hard to use in templates. */
function plainName(name: string): string {
  return name.replaceAll(':', '_');
}

function interfaceOf(device: string, found: Findings): Interface {
  const of = (file: string) => found.first(`/sys/class/net/${device}/${file}`);
  const facts: Interface = { device };
  const address = of('address');
  if (address && address !== '00:00:00:00:00:00') facts['macaddress'] = address;
  const mtu = of('mtu');
  if (mtu) facts['mtu'] = Number(mtu);
  const state = of('operstate');
  if (state) facts['active'] = state !== 'down';
  const driver = found.section(`driver ${device}`);
  if (driver) facts['module'] = driver.split('/').at(-1) ?? '';
  const type = of('type');
  if (type) facts['type'] = TYPES[type] ?? 'unknown';
  const bridge = of('bridge/bridge_id');
  if (bridge !== undefined) {
    facts['type'] = 'bridge';
    facts['interfaces'] = found.all(`port ${device}`);
    facts['id'] = bridge;
    facts['stp'] = of('bridge/stp_state') === '1';
  }
  const mode = of('bonding/mode');
  if (mode !== undefined) {
    const first = (file: string) => of(`bonding/${file}`)?.split(' ')[0] ?? '';
    facts['type'] = 'bonding';
    facts['slaves'] = (of('bonding/slaves') ?? '').split(' ').filter((name) => name !== '');
    facts['mode'] = first('mode');
    facts['miimon'] = first('miimon');
    facts['lacp_rate'] = first('lacp_rate');
    const primary = of('bonding/primary');
    if (primary) facts['primary'] = primary;
  }
  const bus = found.section(`bus ${device}`);
  if (bus) facts['pciid'] = bus.split('/').at(-1) ?? '';
  const speed = of('speed');
  if (speed) facts['speed'] = Number(speed);
  const flags = of('flags');
  if (flags) facts['promisc'] = (Number.parseInt(flags, 16) & 0x100) !== 0;
  return facts;
}

/** The lines with addresses of `ip addr`, each with its device. */
function addressLines(output: string): [string, string[]][] {
  let device = '';
  return output.split('\n').flatMap((line): [string, string[]][] => {
    const head = /^\d+: ([^@: ]+(?::[^@: ]+)*)(@[^:]*)?: /.exec(line);
    if (head) device = head[1] ?? '';
    const words = line.trim().split(/\s+/);
    return words[0] === 'inet' || words[0] === 'inet6' ? [[device, words]] : [];
  });
}

function route(output: string, target: string): Interface {
  const words = (output.split('\n')[0] ?? '').split(/\s+/);
  if (words[0] !== target) return {};
  const after = (word: string) => words[words.indexOf(word) + 1];
  const facts: Interface = {};
  if (words.includes('dev')) facts['interface'] = after('dev') ?? '';
  if (words.includes('src')) facts['address'] = after('src') ?? '';
  if (words.includes('via') && after('via') !== target) facts['gateway'] = after('via') ?? '';
  return facts;
}

function netmask(address: string, prefix: number): { netmask: string; network: string } {
  const mask = prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0;
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return { netmask: dotted(mask), network: dotted((number & mask) >>> 0) };
}

function dotted(number: number): string {
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 0xff).join('.');
}

function reachable(output: string): string[] {
  const local = output
    .split('\n')
    .flatMap((line) => (line.startsWith('local ') ? [line.split(' ')[1] ?? ''] : []));
  return [...new Set(local)];
}
