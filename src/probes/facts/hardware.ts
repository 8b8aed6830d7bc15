import type { Fact, Facts } from './fact-value.ts';
import type { Findings } from './findings.ts';

export function hardware(found: Findings): Facts {
  return {
    ...processors(found),
    ...memory(found),
    ...board(found),
    ...uptime(found),
    mounts: mounts(found),
    devices: devices(found),
  };
}

/** Counted as Ansible counts: it looks at sockets, cores and siblings where the processor tells them. */
function processors(found: Findings): Facts {
  const processor: string[] = [];
  const sockets = new Map<string, number>();
  const siblings = new Map<string, number>();
  const flags: string[] = [];
  const counted = { vendor: 0, model: 0, processor: 0, all: 0 };
  let socket = '0';
  let core = '0';
  for (const line of found.file('/proc/cpuinfo') ?? []) {
    const [name = '', value = ''] = line.split(/\s*:\s*(.*)/s);
    if (name === 'flags') flags.splice(0, flags.length, ...value.split(' '));
    if (['model name', 'Processor', 'vendor_id', 'cpu', 'Vendor', 'processor'].includes(name)) {
      processor.push(value);
      counted.all++;
      if (name === 'vendor_id') counted.vendor++;
      if (name === 'model name') counted.model++;
      if (name === 'processor') counted.processor++;
    } else if (name === 'physical id') {
      socket = value;
      if (!sockets.has(value)) sockets.set(value, 1);
    } else if (name === 'core id') core = value;
    else if (name === 'cpu cores') sockets.set(socket, Number(value));
    else if (name === 'siblings') siblings.set(core, Number(value));
  }
  const arm = /^(armv|aarch|ppc)/.test(found.section('machine'));
  const seen = arm
    ? counted.processor
    : counted.vendor > 0 && counted.vendor === counted.model
      ? counted.vendor
      : counted.all;
  const cores = [...sockets.values()][0] || 1;
  const count = sockets.size || seen;
  const threads = Math.round(([...siblings.values()][0] ?? 1) / cores);
  return {
    processor,
    processor_count: count,
    processor_cores: cores,
    processor_threads_per_core: threads,
    processor_vcpus: threads * count * cores,
    processor_nproc: Number(found.section('nproc')) || counted.processor,
    ...(flags.length > 0 ? { flags } : {}),
  };
}

function memory(found: Findings): Facts {
  const mb = new Map<string, number>();
  for (const line of found.file('/proc/meminfo') ?? []) {
    const [, name = '', kilobytes = '0'] = /^(\w+):\s*(\d+)/.exec(line) ?? [];
    mb.set(name, Math.floor(Number(kilobytes) / 1024));
  }
  const of = (name: string) => mb.get(name) ?? 0;
  const free = of('Cached') + of('MemFree') + of('Buffers');
  return {
    memtotal_mb: of('MemTotal'),
    memfree_mb: of('MemFree'),
    swaptotal_mb: of('SwapTotal'),
    swapfree_mb: of('SwapFree'),
    memory_mb: {
      real: { total: of('MemTotal'), used: of('MemTotal') - of('MemFree'), free: of('MemFree') },
      nocache: { free, used: of('MemTotal') - free },
      swap: {
        total: of('SwapTotal'),
        free: of('SwapFree'),
        used: of('SwapTotal') - of('SwapFree'),
        cached: of('SwapCached'),
      },
    },
  };
}

const BOARD: Readonly<Record<string, string>> = {
  bios_date: 'bios_date',
  bios_vendor: 'bios_vendor',
  bios_version: 'bios_version',
  board_asset_tag: 'board_asset_tag',
  board_name: 'board_name',
  board_serial: 'board_serial',
  board_vendor: 'board_vendor',
  board_version: 'board_version',
  chassis_asset_tag: 'chassis_asset_tag',
  chassis_serial: 'chassis_serial',
  chassis_vendor: 'chassis_vendor',
  chassis_version: 'chassis_version',
  product_name: 'product_name',
  product_serial: 'product_serial',
  product_uuid: 'product_uuid',
  product_version: 'product_version',
  system_vendor: 'sys_vendor',
};

function board(found: Findings): Facts {
  return Object.fromEntries(
    Object.entries(BOARD).map(([fact, file]) => [
      fact,
      found.first(`/sys/devices/virtual/dmi/id/${file}`) ?? 'NA',
    ]),
  );
}

function uptime(found: Findings): Facts {
  const seconds = found.first('/proc/uptime');
  return seconds === undefined ? {} : { uptime_seconds: Math.floor(Number(seconds.split(' ')[0])) };
}

/** `\040` is a space. */
function unescaped(text: string): string {
  return text.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function mounts(found: Findings): Fact[] {
  const sizes = new Map<string, readonly number[]>();
  for (const line of found.section('sizes').split('\n')) {
    const [, numbers = '', mount = ''] = /^((?:\d+ ){6})(.*)$/.exec(line) ?? [];
    if (mount) sizes.set(mount, numbers.trim().split(' ').map(Number));
  }
  const uuids = new Map<string, string>();
  for (const line of found.section('uuids').split('\n')) {
    const [, uuid = '', device = ''] = /(\S+) -> \.\.\/\.\.\/(\S+)$/.exec(line) ?? [];
    if (uuid) uuids.set(`/dev/${device}`, uuid);
  }
  // What is bound shows another root than `/` of its file system.
  const bound = new Set(
    (found.file('/proc/self/mountinfo') ?? [])
      .map((line) => line.split(' '))
      .flatMap((f) => (f[3] === '/' ? [] : [unescaped(f[4] ?? '')])),
  );
  const byMount = new Map<string, Fact>();
  for (const line of found.file('/etc/mtab') ?? found.file('/proc/mounts') ?? []) {
    const [device = '', mount = '', fstype = '', options = '', dump = '0', passno = '0'] = line
      .split(' ')
      .map(unescaped);
    if ((!device.startsWith('/') && !device.includes(':/')) || fstype === 'none') continue;
    const size = sizes.get(mount);
    byMount.set(mount, {
      mount,
      device,
      fstype,
      options: bound.has(mount) ? `${options},bind` : options,
      dump: Number(dump),
      passno: Number(passno),
      ...(size ? sizeFacts(size) : {}),
      uuid: uuids.get(device) ?? 'N/A',
    });
  }
  return [...byMount.values()];
}

function sizeFacts([
  block = 0,
  fragment = 0,
  total = 0,
  available = 0,
  inodes = 0,
  free = 0,
]: readonly number[]): Facts {
  return {
    size_total: fragment * total,
    size_available: fragment * available,
    block_size: block,
    block_total: total,
    block_available: available,
    block_used: total - available,
    inode_total: inodes,
    inode_available: free,
    inode_used: inodes - free,
  };
}

function devices(found: Findings): Facts {
  const all: Record<string, Fact> = {};
  const parts = new Map<string, (readonly [part: string, start: string])[]>();
  for (const [[, name = '', part = ''], [start = '0']] of found.filesLike(
    /^\/sys\/block\/([^/]+)\/([^/]+)\/start$/,
  ))
    parts.set(name, [...(parts.get(name) ?? []), [part, start]]);
  for (const [[, name = ''], [sectors = '0']] of found.filesLike(/^\/sys\/block\/([^/]+)\/size$/)) {
    const of = (file: string) => found.first(`/sys/block/${name}/${file}`);
    const sectorSize = Number(of('queue/logical_block_size') ?? 512);
    const partitions: Record<string, Fact> = {};
    for (const [part, start] of parts.get(name) ?? []) {
      const size = of(`${part}/size`) ?? '0';
      partitions[part] = {
        start,
        sectors: Number(size),
        sectorsize: sectorSize,
        size: human(Number(size) * 512),
      };
    }
    all[name] = {
      model: of('device/model') ?? null,
      vendor: of('device/vendor') ?? null,
      removable: of('removable') ?? '0',
      rotational: of('queue/rotational') ?? '0',
      scheduler_mode:
        /\[(.*?)\]/.exec(of('queue/scheduler') ?? '')?.[1] ??
        (of('queue/scheduler') === 'none' ? 'none' : ''),
      sectors: Number(sectors),
      sectorsize: String(sectorSize),
      support_discard: of('queue/discard_granularity') ?? '0',
      size: human(Number(sectors) * 512),
      partitions,
    };
  }
  return all;
}

function human(bytes: number): string {
  const units = ['Bytes', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(2)} ${units[unit]}`;
}
