/** Names with a collection in front of them; what Ansible itself brings has several. */
const COLLECTIONS = [
  'ansible.builtin.',
  'ansible.legacy.',
  'community.general.',
  'ansible.utils.',
  'ansible.posix.',
];

export function shortName(name: string): string {
  const collection = COLLECTIONS.find((prefix) => name.startsWith(prefix));
  return collection ? name.slice(collection.length) : name;
}
