import type { HostRun } from './host-run.ts';
import type { PlayRun } from './play-run.ts';

/** Asks before each task whether it is to be carried out: once for all hosts of a batch that come to it. */
export class Stepping {
  private isAsking = true;
  private readonly answers = new WeakMap<PlayRun, Map<string, Promise<boolean>>>();
  private last: Promise<unknown> = Promise.resolve();
  private readonly ask: (question: string) => Promise<string>;

  constructor(ask: (question: string) => Promise<string>) {
    this.ask = ask;
  }

  /** `visit` names this coming of a host to the task; hosts that mean the same one share the answer. */
  wants(host: HostRun, visit: string, title: string): Promise<boolean> {
    const { play } = host;
    let answers = this.answers.get(play);
    if (!answers) {
      answers = new Map();
      this.answers.set(play, answers);
    }
    // Hosts that don't keep step are asked about one by one.
    const key = play.keepsStep ? visit : `${host.name} ${visit}`;
    let answer = answers.get(key);
    if (!answer) {
      answer = this.inTurn(play.keepsStep ? title : `${title} on ${host.name}`);
      answers.set(key, answer);
    }
    return answer;
  }

  private inTurn(title: string): Promise<boolean> {
    const answer = this.last.then(async () => {
      if (!this.isAsking) return true;
      const word = (await this.ask(`Perform task: ${title} (N)o/(y)es/(c)ontinue`)).trim().toLowerCase();
      if (word === 'c' || word === 'continue') this.isAsking = false;
      return !this.isAsking || word === 'y' || word === 'yes';
    });
    this.last = answer.catch(() => undefined);
    return answer;
  }
}
