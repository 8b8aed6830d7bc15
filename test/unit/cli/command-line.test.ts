import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../../src/cli/command-line.ts';

function read(...words: string[]) {
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  const request = readCommandLine(words, '1.2.3', { write, writeError: write, width: 100 });
  return { request, text };
}

function options(...words: string[]) {
  const { request, text } = read(...words);
  if (request.do !== 'run') throw new Error(text);
  return request.run;
}

describe('the command line', () => {
  it("takes Ansible's options, short and long, together and repeated", () => {
    const run = options(
      ...['-i', 'a', '--inventory', 'b', 'site.yml', 'more.yml', '-CDbK', '-vvv', '-t', 'x,y', '--tags', 'z'],
      ...[
        '-e',
        'a=1',
        '-e',
        '{"b": 2}',
        '-f',
        '50',
        '-u',
        'me',
        '--key-file',
        'k',
        '--become-user=dev',
        '-l',
        'web',
      ],
      ...[
        '--ssh-common-args',
        '-J bastion',
        '--ssh-extra-args=-o A=b',
        '--vault-id',
        'x@prompt',
        '--list-tags',
        '--list-hosts',
      ],
    );
    expect(run).toMatchObject({
      playbooks: ['site.yml', 'more.yml'],
      inventories: ['a', 'b'],
      check: true,
      diff: true,
      become: true,
      askBecomePass: true,
      verbosity: 3,
      tags: ['x', 'y', 'z'],
      extraVars: ['a=1', '{"b": 2}'],
      forks: 50,
      user: 'me',
      privateKey: 'k',
      becomeUser: 'dev',
      limit: 'web',
      sshArguments: ['-J bastion', '-o A=b'],
      vaultIds: ['x@prompt'],
      lists: ['hosts', 'tags'],
      lookAhead: true,
    });
  });

  it('says nothing where nothing was given', () => {
    expect(options('site.yml')).toMatchObject({
      ...{
        check: false,
        verbosity: 0,
        forks: undefined,
        user: undefined,
        tags: [],
        become: false,
        lists: [],
      },
    });
    expect(options('site.yml', '--no-lookahead').lookAhead).toBe(false);
    expect(options('site.yml').profile).toBe(false);
    expect(options('site.yml', '--profile').profile).toBe(true);
  });

  it.each([
    [['--chek', 'site.yml'], "unknown option '--chek'\n(Did you mean --check?)"],
    [['-f', 'many', 'site.yml'], 'it takes a whole number above 0'],
    [['-c', 'telnet', 'site.yml'], 'Allowed choices are ssh, local, smart.'],
    [['-M', 'library', 'site.yml'], "jrun's modules are part of it"],
    [['-k', '--conn-pass-file', 'x', 'site.yml'], "'-k, --ask-pass' cannot be used with"],
    [['-i'], "option '-i, --inventory <source>' argument missing"],
    [[], 'Usage: jrun'],
  ])('%j is refused with words', (words, text) => {
    const { request, text: said } = read(...words);
    expect(request).toEqual({ do: 'nothing', exitCode: 1 });
    expect(said).toContain(text);
  });

  it('asks for no run where help, the version or a page is wanted', () => {
    expect(read('--version')).toEqual({ request: { do: 'nothing', exitCode: 0 }, text: '1.2.3\n' });
    expect(read('--help').request).toEqual({ do: 'nothing', exitCode: 0 });
    expect(read('doc', 'copy', 'file').request).toEqual({ do: 'doc', modules: ['copy', 'file'] });
  });

  it('help fits the terminal and teaches', async () => {
    const { text } = read('--help');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(110);
    await expect(text).toMatchFileSnapshot('./golden/help.txt');
  });
});
