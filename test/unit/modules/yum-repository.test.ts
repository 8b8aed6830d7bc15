import { describe, expect, it } from 'vitest';
import { parseIni, saysTheSame, writeIni } from '../../../src/modules/repository/ini.ts';
import yumRepository from '../../../src/modules/yum-repository.ts';
import { cases } from './support/cases.ts';
import { aFile, aFolder, nothing, ordinaryHost } from './support/host.ts';

const EPEL = '[epel]\nbaseurl = https://a\n\thttps://b\nenabled = 1\nname = Extra\n\n';

describe('files of sections', () => {
  it('are read and written as Python does', () => {
    const text = '# said\n[one]\nName: x\nbaseurl = a\n   b\n\n[two]\nenabled=0\n';
    expect(writeIni(parseIni(text))).toBe('[one]\nname = x\nbaseurl = a\n\tb\n\n[two]\nenabled = 0\n\n');
    expect(writeIni(parseIni(EPEL))).toBe(EPEL);
    expect(saysTheSame(parseIni('[a]\nx=1\ny=2'), parseIni('[a]\ny = 2\nx = 1'))).toBe(true);
  });
});

const FILE = '/etc/yum.repos.d/epel.repo';
const args = { name: 'epel', description: 'Extra', baseurl: ['https://a', 'https://b'], enabled: true };
const FOLDER = aFolder('/etc/yum.repos.d');

cases(yumRepository, [
  {
    name: 'a repository that is described already',
    args,
    seen: [FOLDER, aFile(FILE, EPEL)],
    otherwise: ordinaryHost,
    expect: { verdict: 'unchanged', result: { repo: 'epel', state: 'present' } },
  },
  {
    name: 'a new one beside another',
    args: { ...args, enabled: false },
    seen: [FOLDER, aFile(FILE, `${EPEL}[other]\nname = x\n\n`)],
    otherwise: ordinaryHost,
    expect: {
      verdict: 'change',
      changes: [`${FILE}: content`],
      differences: [{ after: `[other]\nname = x\n\n${EPEL.replace('enabled = 1', 'enabled = 0')}` }],
    },
  },
  {
    name: 'the last one of a file',
    args: { name: 'epel', state: 'absent' },
    seen: [FOLDER, aFile(FILE, EPEL)],
    otherwise: ordinaryHost,
    expect: { verdict: 'change', changes: [`remove ${FILE}`], does: ['remove'] },
  },
  {
    name: 'no folder for it',
    args,
    seen: [nothing('/etc/yum.repos.d'), nothing(FILE)],
    otherwise: ordinaryHost,
    expect: { verdict: 'fails', message: "Repo directory '/etc/yum.repos.d' does not exist." },
  },
]);
