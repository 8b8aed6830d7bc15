import { describe, expect, it } from 'vitest';
import { commandSeconds, reasonIn, toldBy } from '../../../scripts/bench/outcomes.ts';

const RECAP = `TASK [say PLAY RECAP] ****
ok: [a]

PLAY RECAP *********
a                 : ok=20   changed=2    unreachable=0    failed=0    skipped=0    rescued=0    ignored=0
b                 : ok=20   changed=3    unreachable=0    failed=0    skipped=0    rescued=0    ignored=0
`;

describe('Ansible, and Mitogen', () => {
  it('tell in the recap', () => {
    expect(toldBy('ansible', RECAP)).toEqual({ hosts: 2, changed: 5 });
    expect(toldBy('mitogen', RECAP)).toEqual({ hosts: 2, changed: 5 });
  });

  it.each(['failed=0', 'unreachable=0'])('do not count a host that was lost (%s)', (word) => {
    const lost = RECAP.replace(word, word.replace('0', '1'));
    expect(toldBy('ansible', lost)).toEqual({ hosts: 1, changed: 3 });
  });

  it('tell nothing where there is no recap', () =>
    expect(toldBy('ansible', 'ERROR! no such file')).toBeUndefined());
});

describe('jrun', () => {
  it.each([
    ['1 host in 0.4s, 0 changed\n', { hosts: 1, changed: 0 }],
    ['PLAY RECAP\n\n50 hosts in 1m 12s, 7 changed, 3 not converged\n', { hosts: 50, changed: 7 }],
  ])('tells in the last line: %j', (text, told) => expect(toldBy('jrun', text)).toEqual(told));

  it('tells nothing where it did not run', () =>
    expect(toldBy('jrun', "site.yml:1:1: error: no module is called 'x'")).toBeUndefined());

  const records = (recap: readonly object[]): string =>
    `{"record":"run"}\n${JSON.stringify({ record: 'end', recap })}\n`;

  it('tells in the last record', () => {
    const text = records([{ changed: 2 }, { changed: 4 }]);
    expect(toldBy('jrun', text)).toEqual({ hosts: 2, changed: 6 });
    expect(commandSeconds(text)).toBeUndefined();
  });

  it('tells there for how long commands ran, all hosts together', () => {
    const text = records([{ changed: 0, steps_ms: 1500 }, { changed: 0, steps_ms: 250 }, { changed: 0 }]);
    expect(commandSeconds(text)).toBe(1.75);
  });

  it.each(['{"record":"run"}\n', '{"record":"run"}\nan error of node'])(
    'tells no end where there is none: %j',
    (text) => expect(toldBy('jrun', text)).toBeUndefined(),
  );
});

describe('pyinfra', () => {
  const printed = (sums: string): string =>
    `--> Connecting to hosts...
    [\u001b[1mhost10\u001b[0m] \u001b[32mConnected\u001b[0m
    [host2]  Connected
--> Results:
    Operation                 Hosts   Success   Error   No Change
    files.directory (path=/)  2       1         -       1
    Grand total               ${sums}
`;

  it('tells in the sum of its operations', () => {
    expect(toldBy('pyinfra', printed('4       1         -       3'))).toEqual({ hosts: 2, changed: 1 });
    expect(toldBy('pyinfra', printed('4       -         -       4'))).toEqual({ hosts: 2, changed: 0 });
  });

  it('tells nothing that counts where an operation failed', () =>
    expect(toldBy('pyinfra', printed('4       1         1       2'))).toBeUndefined());
});

describe('the reason of a failure', () => {
  it.each([
    ['TASK [pip] ***\nfatal: [host1]: FAILED! => no packaging', 'fatal: [host1]: FAILED! => no packaging'],
    ['PLAY [all]\nfailed: [host1] no route\n', 'failed: [host1] no route'],
    ['ERROR! no inventory', 'ERROR! no inventory'],
    ['PLAY RECAP\nhost1 : ok=1 failed=0\n', 'PLAY RECAP\nhost1 : ok=1 failed=0'],
  ])('%j is %j', (printed, reason) => expect(reasonIn(printed)).toBe(reason));

  it('is short', () => expect(reasonIn(`error: ${'x'.repeat(5000)}`)).toHaveLength(400));
});
