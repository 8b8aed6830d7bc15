import { becomes, type Effect, unsettles } from '../../core/effect.ts';
import type { Key } from '../../core/key.ts';
import type { FileInput, Inputs, Known, Seen } from '../../core/module.ts';
import { type Decision, type Difference, fails, type ResultFields, unchanged } from '../../core/plan.ts';
import type { Guard, Step } from '../../core/step.ts';
import { isUnknown, known } from '../../core/unknown.ts';
import { type Nginx, nginx } from '../../probes/nginx.ts';
import { made, NOTHING, type PathState, parentOf, path } from '../../probes/path.ts';
import type { NginxArguments } from './nginx-arguments.ts';
import { RELOADS, VALIDATE } from './reload.ts';
import { enables, type SiteFiles, siteFiles } from './site-files.ts';

export function siteKeys(args: NginxArguments, seen: Known): readonly Key[] {
  const now = seen.get(nginx);
  if (!now) return [nginx];
  const { stored, read } = siteFiles(args, now);
  return [nginx, path(stored, 'content'), path(read, 'content')];
}

/** A draft of the plan: what is done within the transaction, and what becomes of the files. */
interface Draft {
  readonly steps: Step[];
  readonly changes: string[];
  readonly effects: Effect[];
  readonly differences: Difference[];
}

export function planSite(args: NginxArguments, seen: Seen, inputs: Inputs): Decision {
  const now = seen.get(nginx);
  if (!now.installed) return fails('nginx is not installed on this host');
  const files = siteFiles(args, now);
  const stored = seen.get(path(files.stored, 'content'));
  const read = seen.get(path(files.read, 'content'));
  const draft: Draft = { steps: [], changes: [], effects: [], differences: [] };
  const refusal =
    files.layout === 'debian'
      ? linkedSite(args, files, stored, read, inputs['site'] as FileInput | undefined, draft)
      : singleFile(args, files, stored, read, inputs['site'] as FileInput | undefined, draft);
  if (refusal) return refusal;
  return finished(args, files, now, draft);
}

/** Debian: the file in sites-available, and a link in sites-enabled. */
function linkedSite(
  args: NginxArguments,
  files: SiteFiles,
  stored: PathState,
  read: PathState,
  site: FileInput | undefined,
  draft: Draft,
): Decision | undefined {
  const { name } = args;
  const enabled = read.type !== 'absent';
  if (enabled && read.type !== 'link' && args.state !== 'present') {
    return fails(
      `${files.read} is no link to sites-available: move it there, or describe the site in layout conf.d`,
    );
  }
  if (args.state !== 'absent') {
    const written = write(files.stored, stored, site, draft);
    if (!written && stored.type === 'absent' && args.state !== 'disabled') {
      return fails(
        `There is no site ${name} (${files.stored}), and the task says nothing about what is in it`,
      );
    }
  }
  if (args.state === 'enabled' && !enables(files, read)) {
    draft.steps.push({
      do: 'link',
      path: files.read,
      target: files.stored,
      guards: guards(files.read, read),
    });
    draft.changes.push(`enable ${name}`);
    const link = made(files.read, { type: 'link', target: files.stored, real: files.stored });
    draft.effects.push(becomes(path(files.read), link));
  }
  const goes = args.state === 'disabled' || args.state === 'absent';
  if (goes && enabled) remove(files.read, read, `disable ${name}`, draft);
  if (args.state === 'absent' && stored.type !== 'absent')
    remove(files.stored, stored, `remove ${name}`, draft);
  return undefined;
}

/** conf.d: one file, which carries another suffix while the site is disabled. */
function singleFile(
  args: NginxArguments,
  files: SiteFiles,
  stored: PathState,
  read: PathState,
  site: FileInput | undefined,
  draft: Draft,
): Decision | undefined {
  const { name, state } = args;
  if (state === 'absent') {
    if (read.type !== 'absent') remove(files.read, read, `remove ${name}`, draft);
    if (stored.type !== 'absent') remove(files.stored, stored, `remove ${name} (disabled)`, draft);
    return undefined;
  }
  const here =
    state === 'enabled' || (state === 'present' && read.type !== 'absent') ? files.read : files.stored;
  const [target, other, otherFile] =
    here === files.read ? [read, stored, files.stored] : [stored, read, files.read];
  if (site) {
    write(here, target, site, draft);
    if (other.type !== 'absent') remove(otherFile, other, `remove ${otherFile}`, draft);
    return undefined;
  }
  if (target.type === 'absent' && other.type === 'absent' && state !== 'disabled') {
    return fails(`There is no site ${name} (${files.read}), and the task says nothing about what is in it`);
  }
  if (target.type === 'absent' && other.type !== 'absent') {
    draft.steps.push({
      do: 'rename',
      from: otherFile,
      path: here,
      guards: [...guards(otherFile, other), ...guards(here, target)],
    });
    draft.changes.push(`${here === files.read ? 'enable' : 'disable'} ${name}`);
    draft.effects.push(
      becomes(path(otherFile), NOTHING),
      becomes(path(here), { ...other, stamp: made(here, other).stamp }),
    );
  }
  return undefined;
}

/** False where the task doesn't say what the file holds. */
function write(file: string, now: PathState, site: FileInput | undefined, draft: Draft): boolean {
  if (!site) return false;
  const content = known(site.content);
  const same = now.type === 'file' && now.sha256 !== undefined && known(now.sha256) === content.sha256;
  if (same) return true;
  const attributes = { mode: 0o644, owner: 'root', group: 'root' };
  draft.steps.push({ do: 'write', path: file, content, ...attributes, guards: guards(file, now) });
  draft.changes.push(`${now.type === 'absent' ? 'write' : 'change'} ${file}`);
  const expected = made(file, {
    type: 'file',
    ...attributes,
    size: content.size,
    content,
    sha256: content.sha256,
    sha1: site.sha1,
  });
  draft.effects.push(becomes(path(file), expected));
  draft.differences.push({
    subject: file,
    ...(now.type === 'absent' ? {} : { before: textOf(now) }),
    after: content.read().toString(),
  });
  return true;
}

function textOf(now: PathState): string {
  return now.type === 'file' && now.content && !isUnknown(now.content) ? now.content.read().toString() : '';
}

function remove(file: string, now: PathState, change: string, draft: Draft): void {
  draft.steps.push({ do: 'remove', path: file, guards: guards(file, now) });
  draft.changes.push(change);
  draft.effects.push(becomes(path(file), NOTHING));
}

/** A file that is only expected has no stamp to compare. */
function guards(file: string, now: PathState): readonly Guard[] {
  return isUnknown(now.stamp) ? [] : [{ path: file, stamp: now.stamp }];
}

/** The files are changed only together with a configuration that passes; what runs is never older than they are. */
function finished(args: NginxArguments, files: SiteFiles, now: Nginx, draft: Draft): Decision {
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
  const steps: Step[] = [changed ? { do: 'transaction', steps: draft.steps, validate: VALIDATE } : VALIDATE];
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
