import type { Facts } from './fact-value.ts';
import type { Findings } from './findings.ts';

/**
 * What the machine runs in or runs others in. The first sign that is found names the type; all are told.
 * The order is Ansible's.
 */
export function virtualization(found: Findings): Facts {
  const guest = new Set<string>();
  const host = new Set<string>();
  let first: { type: string; role: string } | undefined;
  const sign = (role: 'guest' | 'host', type: string) => {
    (role === 'guest' ? guest : host).add(type);
    first ??= { type, role };
  };

  for (const line of found.file('/proc/1/cgroup') ?? []) {
    if (/\/docker(\/|-[0-9a-f]+\.scope)/.test(line)) sign('guest', 'docker');
    if (/\/lxc\/|\/machine\.slice\/machine-lxc/.test(line)) sign('guest', 'lxc');
    if (line.includes('/system.slice/containerd.service')) sign('guest', 'containerd');
  }
  for (const line of found.section('container').split('\n')) {
    if (line.includes('container=lxc')) sign('guest', 'lxc');
    if (line.includes('container=podman')) sign('guest', 'podman');
    if (/^container=./.test(line)) sign('guest', 'container');
  }
  if (found.isThere('/proc/vz') && !found.isThere('/proc/lve'))
    sign(found.isThere('/proc/bc') ? 'host' : 'guest', 'openvz');
  const systemd = found.first('/run/systemd/container');
  if (systemd) sign('guest', systemd);
  if (found.isThere('/.dockerenv') || found.isThere('/.dockerinit')) sign('guest', 'docker');
  if (systemd || ['docker', 'lxc', 'podman', 'openvz', 'containerd'].some((type) => guest.has(type)))
    guest.add('container');
  if (found.isThere('/proc/xen')) {
    const controls = found.file('/proc/xen/capabilities')?.some((line) => line.includes('control_d'));
    if (controls) sign('host', 'xen');
    else first ??= { type: 'xen', role: 'guest' };
  }
  for (const type of byBoard(found)) sign('guest', type);
  for (const line of found.file('/proc/cpuinfo') ?? []) {
    if (/^model name.*QEMU Virtual CPU|^machine.*CHRP IBM pSeries .emulated by qemu./.test(line))
      sign('guest', 'kvm');
    else if (/^vendor_id.*User Mode Linux|^model name.*UML/.test(line)) sign('guest', 'uml');
    else if (/^vendor_id.*PowerVM Lx86/.test(line)) sign('guest', 'powervm_lx86');
  }
  const modules = new Set((found.file('/proc/modules') ?? []).map((line) => line.split(' ')[0]));
  if (modules.has('kvm')) sign('host', 'kvm');
  if (modules.has('vboxdrv')) sign('host', 'virtualbox');
  if (modules.has('virtio')) {
    host.add('kvm');
    first ??= { type: 'kvm', role: 'guest' };
  }
  if (found.isThere('/dev/kvm')) sign('host', 'kvm');
  return {
    virtualization_type: first?.type ?? 'NA',
    virtualization_role: first?.role ?? 'NA',
    virtualization_tech_guest: [...guest].sort(),
    virtualization_tech_host: [...host].sort(),
  };
}

function byBoard(found: Findings): string[] {
  const id = (name: string) => found.first(`/sys/devices/virtual/dmi/id/${name}`) ?? '';
  const [product, vendor, family, bios] = [
    id('product_name'),
    id('sys_vendor'),
    id('product_family'),
    id('bios_vendor'),
  ];
  const is = (value: string, ...names: string[]) => names.includes(value);
  const signs: readonly (readonly [boolean, string])[] = [
    [is(product, 'KVM', 'KVM Server', 'Bochs', 'AHV'), 'kvm'],
    [vendor === 'oVirt', 'oVirt'],
    [vendor === 'Red Hat' && family === 'RHV', 'RHV'],
    [vendor === 'Red Hat' && product === 'RHEV Hypervisor', 'RHEV'],
    [product.startsWith('VMware'), 'VMware'],
    [is(product, 'OpenStack Compute', 'OpenStack Nova'), 'openstack'],
    [bios === 'Xen', 'xen'],
    [bios === 'innotek GmbH', 'virtualbox'],
    [is(bios, 'Amazon EC2', 'DigitalOcean', 'Hetzner'), 'kvm'],
    [is(vendor, 'QEMU', 'Amazon EC2', 'DigitalOcean', 'Google', 'Scaleway', 'Nutanix'), 'kvm'],
    [vendor === 'KubeVirt', 'KubeVirt'],
    [vendor === 'Microsoft Corporation', 'VirtualPC'],
    [vendor === 'Parallels Software International Inc.', 'parallels'],
    [vendor === 'OpenStack Foundation', 'openstack'],
  ];
  return signs.flatMap(([holds, type]) => (holds ? [type] : []));
}
