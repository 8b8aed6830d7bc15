import { describe, expect, it } from 'vitest';
import { formatPlace, placeOf } from '../core/place.ts';
import { Secrets } from '../core/secrets.ts';
import { readAnsibleConfig } from './ansible-config.ts';
import { filesInMemory } from './control-files.ts';
import { parseKeyValues, splitAction } from './key-values.ts';
import { Reader } from './reader.ts';
import { readExtraVariables, readVariablesFile } from './variables-file.ts';
import { Vault } from './vault/vault.ts';

function reader(files: Record<string, string>): Reader {
  return new Reader(filesInMemory(files), new Vault([], new Secrets()));
}

describe('variables', () => {
  it('of the command line come in their order', () => {
    const { variables, diagnostics } = readExtraVariables(reader({ 'x.yml': 'a: file\nb: 0644\n' }), [
      '@x.yml',
      'a=text c="d e"',
      '{"n": 1e3, "yes": true}',
      '{f: 1.5, a: last}',
    ]);
    expect(diagnostics).toEqual([]);
    expect([...variables]).toEqual([
      ['a', 'last'],
      ['b', 420],
      ['c', 'd e'],
      ['n', expect.objectContaining({ value: 1000 })],
      ['yes', true],
      ['f', 1.5],
    ]);
    expect(formatPlace(placeOf(variables, 'b') ?? { file: '', line: 0, column: 0 })).toBe('x.yml:2:4');
  });

  it.each([
    ['x.yml', /name=value/],
    ['./x.yml', /looks like a file/],
    ['[1]', /no mapping/],
    ['{a: {{ b }}}', /quoted/],
    ['a="b', /never closed/],
    ['@gone.yml', /no such file/],
  ])('%s is a mistake', (option, message) => {
    expect(readExtraVariables(reader({}), [option]).diagnostics[0]?.summary).toMatch(message);
  });

  it('have names that expressions can use', () => {
    const read = reader({ 'x.yml': 'my-var: 1\n', 'y.yml': 'text\n', 'z.yml': '' });
    expect(readVariablesFile(read, 'x.yml').diagnostics).toMatchObject([
      { severity: 'warning', code: 'variable-name', line: 'my-var: 1' },
    ]);
    expect(readVariablesFile(read, 'y.yml').diagnostics).toMatchObject([
      { severity: 'error', code: 'variables-file' },
    ]);
    expect(readVariablesFile(read, 'z.yml')).toMatchObject({ variables: new Map(), diagnostics: [] });
  });
});

describe('arguments in the short form', () => {
  const place = { file: 'play.yml', line: 7, column: 11, length: 30 };

  it('keep Jinja whole and know their places', () => {
    const { values } = parseKeyValues('src=a dest={{ b | default("c")}}', {
      place: { ...place, length: 32 },
    });
    expect([...values]).toEqual([
      ['src', 'a'],
      ['dest', '{{ b | default("c")}}'],
    ]);
    expect(placeOf(values, 'dest')).toMatchObject({ line: 7, column: 22 });
    // Within quotes everything stands one column further right.
    expect(placeOf(parseKeyValues('a=b c=d', { place: { ...place, length: 9 } }).values, 'c')).toMatchObject({
      column: 18,
    });
  });

  it('leave command lines alone but for their own options', () => {
    expect(parseKeyValues('make  CC="gcc -O2" chdir=/src', { isCommand: true })).toMatchObject({
      freeText: 'make  CC="gcc -O2"',
      values: new Map([['chdir', '/src']]),
    });
  });

  it('say what is open', () => {
    expect(parseKeyValues('a="b', { place, line: 'copy: a="b' }).diagnostics).toMatchObject([
      { code: 'arguments-unbalanced', place, line: 'copy: a="b' },
    ]);
  });

  it('follow a module in the old form', () => {
    expect(splitAction('copy src="a b" dest=c')).toEqual({ module: 'copy', rest: 'src="a b" dest=c' });
  });
});

describe('ansible.cfg', () => {
  const text = `[defaults]
; a comment
inventory = hosts, extra/hosts
roles_path = roles:~/roles:/usr/share/roles
remote_user=deploy ; who
forks = many
host_key_checking = False
unknown_thing = 1
vault_identity_list = dev@keys/dev, prod@prompt
[privilege_escalation]
become = yes
become_user: root
[ssh_connection]
ssh_args = -o A=b
  -o C=d
`;
  const options = {
    workingDirectory: '/project',
    environment: { HOME: '/home/me', ANSIBLE_TIMEOUT: '30', ANSIBLE_PRIVATE_KEY_FILE: 'key' },
  };

  it('is read where it matters', () => {
    const { config, diagnostics } = readAnsibleConfig(reader({ '/project/ansible.cfg': text }), options);
    expect(config).toMatchObject({
      file: '/project/ansible.cfg',
      inventory: ['/project/hosts', '/project/extra/hosts'],
      rolesPath: ['/project/roles', '/home/me/roles', '/usr/share/roles'],
      remoteUser: 'deploy',
      hostKeyChecking: false,
      vaultIdentityList: ['dev@/project/keys/dev', 'prod@prompt'],
      become: true,
      becomeUser: 'root',
      timeout: 30,
      privateKeyFile: '/project/key',
      sshArgs: '-o A=b\n-o C=d',
    });
    expect(diagnostics).toMatchObject([
      {
        code: 'config-value',
        place: { file: '/project/ansible.cfg', line: 6, column: 9 },
        line: 'forks = many',
      },
    ]);
  });

  it('may be missing', () => {
    expect(readAnsibleConfig(reader({}), { workingDirectory: '/project', environment: {} })).toEqual({
      config: { places: new Map() },
      diagnostics: [],
    });
  });
});
