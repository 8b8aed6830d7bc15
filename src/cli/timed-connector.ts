import type { Connector, FarEnd } from '../core/far-end.ts';
import type { ProfileGather } from '../report/index.ts';

/** A connector that tells a profile how long hosts are waited for. */
export function timedConnector(own: Connector, profile: ProfileGather): Connector {
  return {
    connect: async (target, signal) => {
      const connected = profile.began(target.name, 'connecting');
      try {
        return timedEnd(await own.connect(target, signal), target.name, profile);
      } finally {
        connected();
      }
    },
  };
}

function timedEnd(end: FarEnd, host: string, profile: ProfileGather): FarEnd {
  const timed = <T extends Promise<unknown> | readonly Promise<unknown>[]>(answers: T): T => {
    for (const answer of [answers].flat()) {
      const answered = profile.began(host, 'working');
      (answer as Promise<unknown>).then(answered, answered);
    }
    return answers;
  };
  return {
    read: (...words) => timed(end.read(...words)),
    act: (...words) => timed(end.act(...words)),
    bring: (...words) => end.bring(...words),
    reopen: (user) => end.reopen(user),
    get traffic() {
      return end.traffic;
    },
    close: () => timed(end.close()),
  };
}
