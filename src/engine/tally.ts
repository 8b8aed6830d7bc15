import type { Outcome, Recap } from '../core/event.ts';
import type { Traffic } from '../core/far-end.ts';

type Counts = { -readonly [K in keyof Omit<Recap, 'host' | 'traffic' | 'elapsed'>]: number };

/** Counts how the tasks of one host ended, in the words of Ansible's recap and a few of ours. */
export class Tally {
  private readonly host: string;
  private readonly counts: Counts = {
    ok: 0,
    changed: 0,
    unreachable: 0,
    failed: 0,
    skipped: 0,
    rescued: 0,
    ignored: 0,
    presumed: 0,
    unknown: 0,
    notConverged: 0,
  };

  constructor(host: string) {
    this.host = host;
  }

  /** As Ansible counts: a changed task is also an ok one; an ignored failure is ok and ignored, and changed where its result says so. */
  count(outcome: Outcome, hasChanged: boolean): void {
    const { counts } = this;
    if (outcome.presumed.length > 0) counts.presumed++;
    if (outcome.notConverged.length > 0) counts.notConverged++;
    switch (outcome.status) {
      case 'ok':
        counts.ok++;
        break;
      case 'changed':
        counts.ok++;
        counts.changed++;
        break;
      case 'skipped':
        counts.skipped++;
        break;
      case 'unknown':
        counts.unknown++;
        break;
      default:
        if (outcome.ignored === 'ignore_errors') {
          counts.ok++;
          counts.ignored++;
          if (hasChanged) counts.changed++;
        } else if (outcome.ignored === 'rescued') {
          counts.rescued++;
        } else {
          counts.failed++;
        }
    }
  }

  unreachable(): void {
    this.counts.unreachable++;
  }

  recap(traffic: Traffic | undefined, elapsed: number): Recap {
    return { host: this.host, ...this.counts, traffic, elapsed };
  }
}
