import { listPlay, tasksIn } from '../compile/index.ts';
import { Diagnostics, Mistakes } from '../core/diagnostic.ts';
import type { Secrets } from '../core/secrets.ts';
import { type Form, type ProfileClock, ProfileGather, type Reporter } from '../report/index.ts';
import { carryOut } from './carry-out.ts';
import { type ChosenHosts, checkHostVariables, hostsOf, namesWithinLimit } from './chosen-hosts.ts';
import type { RunRequest } from './command-line.ts';
import { listText } from './lists.ts';
import { type Preparation, prepare } from './preparation.ts';
import { reporterOn } from './reporter-on.ts';
import type { Terminal } from './terminal.ts';
import { checkChoices } from './unmet-choices.ts';
import { secretsOf, type Watch } from './watch.ts';

/** Does what the command line asks for; answers with the exit code. Mistakes are told, not thrown. */
export async function run(request: RunRequest, terminal: Terminal, watched: Watch = {}): Promise<number> {
  const watch = request.profile ? { ...watched, profile: new ProfileGather(PROCESS_CLOCK) } : watched;
  watch.profile?.enter('load');
  const secrets = secretsOf(watch);
  const diagnostics = new Diagnostics();
  try {
    const prepared = await prepare(request, terminal, secrets, diagnostics, watch);
    const limit = prepared && namesWithinLimit(request, prepared);
    const chosen = prepared?.compiled.plays.map((play) => hostsOf(play, prepared, limit)) ?? [];
    if (prepared) checkHostVariables(new Set(chosen.flatMap(({ hosts }) => hosts)), prepared);
    if (prepared?.settings.inventories.length === 0 && chosen.some(({ hosts }) => hosts.length === 0)) {
      diagnostics.warn('no-inventory', 'no inventory is given, so only localhost is known', {
        hint: 'give one with -i, or as inventory in ansible.cfg',
      });
    }
    if (prepared) checkChoices(request, prepared.compiled.plays, diagnostics);
    if (!prepared || diagnostics.hasErrors) throw new Mistakes(diagnostics.all);
    watch.onPrepared?.(prepared);
    const looked = onlyLook(request, prepared, chosen);
    const reporter = watch.quiet
      ? silent(await reporterFor(request, terminal, secrets, false))
      : await reporterFor(request, terminal, secrets, looked === undefined);
    if (diagnostics.all.length > 0) reporter.diagnostics(diagnostics.all);
    if (looked === undefined)
      return await carryOut(request, prepared, limit, terminal, secrets, reporter, watch);
    const text = secrets.mask(looked);
    terminal.stdout.write(request.json ? `${JSON.stringify({ record: 'listing', text })}\n` : text);
    return 0;
  } catch (thrown) {
    if (!(thrown instanceof Mistakes)) throw thrown;
    const reporter = await reporterFor(request, terminal, secrets, false);
    reporter.diagnostics(thrown.diagnostics);
    return 1;
  }
}

/** Waiting is when Node's loop has nothing to do; `now` counts from the beginning of the process. */
const PROCESS_CLOCK: ProfileClock = {
  now: () => performance.now(),
  idle: () => performance.eventLoopUtilization().idle,
};

function onlyLook(
  request: RunRequest,
  prepared: Preparation,
  chosen: readonly ChosenHosts[],
): string | undefined {
  const { plays } = prepared.compiled;
  if (request.lists.length > 0) {
    const listed = plays.map((play, i) => ({
      listed: listPlay(play, request.tags, request.skipTags),
      hosts: { pattern: chosen[i]?.pattern ?? '', hosts: chosen[i]?.hosts.map((host) => host.name) ?? [] },
    }));
    return listText(request.playbooks.join(', '), listed, request.lists);
  }
  if (!request.syntaxCheck) return undefined;
  const tasks = plays.reduce((sum, play) => sum + [...tasksIn(play.sections.flat())].length, 0);
  return `${request.playbooks.join(', ')}: no mistakes found in ${plays.length} plays with ${tasks} tasks\n`;
}

/** Warnings and questions are still heard; what happens in the run isn't. */
function silent(reporter: Reporter): Reporter {
  return { ...reporter, report: () => undefined };
}

async function reporterFor(
  request: RunRequest,
  terminal: Terminal,
  secrets: Secrets,
  running: boolean,
): Promise<Reporter> {
  const { stdout, stderr, environment } = terminal;
  const moving = stdout.isTTY && environment['TERM'] !== 'dumb' && !environment['CI'] && running;
  const form: Form = request.json ? 'json' : moving ? 'live' : 'log';
  return reporterOn(terminal, running ? stdout : stderr, { form, secrets, verbosity: request.verbosity });
}
