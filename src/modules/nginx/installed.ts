import { becomes, type Effect, unsettles } from '../../core/effect.ts';
import { type Decision, type ResultFields, unchanged } from '../../core/plan.ts';
import type { Step } from '../../core/step.ts';
import { known } from '../../core/unknown.ts';
import { type Nginx, nginx } from '../../probes/nginx.ts';
import { parentOf } from '../../probes/path.ts';
import type { FilesDraft } from './files-draft.ts';
import type { Places } from './nginx-plan.ts';
import { rehearsal } from './rehearsal.ts';
import { RELOADS, VALIDATE } from './reload.ts';

/** The files are changed only where nginx takes the whole; what runs is never older than they are. */
export function installed({ args, files }: Places, now: Nginx, draft: FilesDraft): Decision {
  const result: ResultFields = {
    name: args.name,
    path: files.stored,
    enabled_path: files.read,
    layout: files.layout,
  };
  const changed = draft.steps.length > 0;
  const running = known(now.running);
  const outdated = changed || (running && known(now.outdated));
  const reloads = args.reload && running && outdated;
  if (!changed && !reloads) return unchanged({ ...result, reloaded: false });
  const tried = rehearsal(now.config, draft.steps, draft.secret);
  const steps: Step[] = [
    changed ? { do: 'transaction', steps: [tried, ...draft.steps], validate: VALIDATE } : VALIDATE,
  ];
  if (reloads) steps.push(RELOADS);
  const why = 'what `nginx -t` creates and gives to its user';
  const effects: Effect[] = [
    ...['/var/log/nginx', '/var/lib/nginx', '/run/nginx.pid'].map((subject) =>
      unsettles({ kind: 'path', subject, below: true }, why),
    ),
    ...draft.effects,
    becomes(nginx, { ...now, outdated: running && !reloads }),
  ];
  return {
    verdict: 'change',
    changes: changed
      ? draft.changes
      : [`reload nginx: it runs with an older configuration than ${parentOf(now.config)} has`],
    differences: draft.differences,
    steps,
    effects,
    result: { ...result, reloaded: reloads },
    finish: (outputs) => {
      const failed = outputs.find((output) => output.outcome !== 'done' && output.outcome !== 'not-run');
      if (!failed) return {};
      const said = withoutStamps(failed.stderr.trim() || failed.stdout.toString().trim());
      const kept =
        changed && failed === outputs[0]
          ? 'nginx refuses this configuration; everything is as it was'
          : 'nginx';
      return { failed: true, reloaded: false, msg: `${kept}: ${said}` };
    },
  };
}

/** `2026/01/01 00:00:00 [emerg] 12#12: …`: when and in which process it was said is of no interest. */
function withoutStamps(text: string): string {
  return text.replace(/^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\] \d+#\d+: /gm, '');
}
