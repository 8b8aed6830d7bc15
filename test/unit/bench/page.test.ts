import { describe, expect, it } from 'vitest';
import { page, type Row } from '../../../scripts/bench/page.ts';
import type { ScenarioResult, ToolResult } from '../../../scripts/bench/results.ts';

const runs = (...walls: number[]): ToolResult => ({
  version: '1.0',
  runs: walls.map((wall) => ({ wall, cpu: wall / 10, peak: 50_000_000 })),
});

function row(tools: ScenarioResult['tools'], scenario = 'one-host', title = '1 host'): Row {
  return { title, result: { scenario, date: '2026-01-02', machine: '2 cores', rounds: 3, tools } };
}

/** The line of the page that begins with this cell. */
function line(text: string, cell: string): string | undefined {
  return text.split('\n').find((one) => one.startsWith(`| ${cell} |`));
}

describe('the table', () => {
  it('has medians, ratios to jrun, and processor time', () => {
    const text = page([row({ jrun: runs(0.5, 0.4, 0.6), ansible: runs(40, 50, 60) })]);
    expect(line(text, 'work')).toBe('| work | jrun | Ansible | runs | date |');
    expect(line(text, '1 host')).toBe(
      '| 1 host | 0.50 s (0.05 s) | 50.0 s · 100× (5.0 s) | 3 | 2026-01-02 |',
    );
  });

  it('leaves out what a scenario has no words for', () => {
    const text = page([row({ jrun: runs(1), pyinfra: runs(2) }), row({ jrun: runs(1) }, 'x', 'lab')]);
    expect(line(text, 'lab')).toBe('| lab | 1.0 s (0.10 s) | – | 3 | 2026-01-02 |');
  });

  it('says who took too long', () => {
    const text = page([row({ jrun: runs(1), ansible: { ...runs(), trouble: '> 600 s' } })]);
    expect(line(text, '1 host')).toContain('| > 600 s |');
    expect(text).not.toContain('What failed');
  });

  it('says who failed, and why in one line', () => {
    const failed = { ...runs(), trouble: 'failed with status 4:\nno route' };
    const text = page([row({ jrun: runs(1), ansible: failed })]);
    expect(line(text, '1 host')).toContain('| failed |');
    expect(text).toContain('- Ansible, 1 host: failed with status 4: no route\n');
  });

  it('says where only some runs count', () => {
    const text = page([row({ jrun: runs(1), ansible: { ...runs(3, 5), trouble: '> 600 s' } })]);
    expect(line(text, '1 host')).toContain('| 4.0 s · 4.0× (0.40 s) *(2 of its runs)* |');
  });

  it('has no ratio where jrun itself has no run', () => {
    const text = page([row({ jrun: { ...runs(), trouble: 'failed' }, ansible: runs(2) })]);
    expect(line(text, '1 host')).toContain('| failed | 2.0 s (0.20 s) |');
  });
});

describe('targets', () => {
  it('are held against what was measured, also where a peer came to no end', () => {
    const text = page([
      row({
        jrun: runs(1),
        ansible: runs(49),
        mitogen: runs(10),
        pyinfra: { ...runs(), trouble: '> 600 s' },
      }),
    ]);
    expect(text.split('\n').filter((one) => one.includes(', wall time |'))).toEqual([
      '| 1 host | Ansible, wall time | 50× | 49× | no |',
      '| 1 host | Mitogen, wall time | 10× | 10× | yes |',
      '| 1 host | pyinfra, wall time | 12× | > 600× | yes |',
    ]);
  });

  it('are for what was measured', () => {
    expect(page([row({ jrun: runs(1) }), row({ jrun: runs(1), ansible: runs(9) }, 'x')])).not.toContain(
      '## Targets',
    );
  });
});

describe('below it', () => {
  it('stands the memory of copies, and of nothing else', () => {
    const text = page([row({ jrun: runs(1) }), row({ jrun: runs(2) }, 'file-1gb', 'a file')]);
    expect(text).toContain('| a file | 50 MB |');
    expect(text).not.toContain('| 1 host | 50 MB |');
  });

  it('stands a deployment beside its own commands, run by run', () => {
    const jrun = { version: '1', runs: [{ wall: 12, cpu: 1, peak: 1, commands: 11.25 }] };
    const text = page([row({ jrun, script: runs(11) }, 'fresh', 'a fresh host')]);
    expect(line(text, '1')).toBe('| 1 | 12.0 s | 11.3 s | 0.75 s | 11.0 s |');
  });

  it('stand machines and versions, each once', () => {
    const text = page([row({ jrun: runs(1) }), row({ jrun: { ...runs(2), version: '2.0' } }, 'x', 'x')]);
    expect(text).toContain('- 2 cores\n- jrun 1.0, 2.0\n');
  });
});
