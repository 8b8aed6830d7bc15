import { telling } from '../core/amount.ts';
import type { FileInput, Input, InputRequest, Inputs, TreeInput } from '../core/module.ts';
import type { SearchPath } from '../core/play.ts';
import { isUnknown, type Maybe } from '../core/unknown.ts';
import type { ControlFiles } from './control-files.ts';
import { type Landings, landing, landingInput } from './landing.ts';
import type { ControlMachine } from './ports.ts';

/** A file that a task names isn't on the control machine. */
export class InputMissing extends Error {
  override readonly name = 'InputMissing';
  readonly searched: readonly string[];
  constructor(src: string, searched: readonly string[]) {
    super(`could not find '${src}' on the control machine`);
    this.searched = searched;
  }
}

/** Renders a template's text with the variables of the task; unknown where it depends on what isn't known. */
export type RenderTemplate = (
  text: string,
  path: string,
  options: Readonly<Record<string, string | boolean>>,
) => Maybe<string>;

/**
 * The inputs a module asked for, each resolved when it is first looked at: looking ahead asks for keys only, and
 * must not pay for rendering what nobody reads.
 */
export function resolveInputs(
  requests: Readonly<Record<string, InputRequest>>,
  search: SearchPath,
  files: ControlFiles,
  render: RenderTemplate,
  random: (name: string, bytes: number) => Uint8Array,
  landings: Landings,
): Inputs {
  const { control } = files;
  const inputs: Record<string, Input> = {};
  for (const [name, request] of Object.entries(requests)) {
    let resolved: Input | undefined;
    Object.defineProperty(inputs, name, {
      enumerable: true,
      get: () => {
        resolved ??= resolve(name, request);
        return resolved;
      },
    });
  }
  return inputs;

  function resolve(name: string, request: InputRequest): Input {
    switch (request.input) {
      case 'text':
        return fileInput(files, name, request.text, 0o644);
      case 'random':
        return { input: 'random', bytes: random(name, request.bytes) };
      case 'landing':
        return landingInput(request, landings, files);
      case 'file': {
        const path = find(control, request.src, 'files', search);
        return {
          input: 'file',
          path,
          mode: control.modeOf(path),
          ...opened(files, path, request.raw === true),
        };
      }
      case 'template': {
        const path = find(control, request.src, 'templates', search);
        const { content, secret } = files.open(path, false);
        const text = render(content.read().toString('utf8'), path, request.options ?? {});
        return { ...fileInput(files, path, text, control.modeOf(path)), ...told(secret) };
      }
      default: {
        const path = find(control, request.src, 'files', search);
        return treeInput(files, path, request.raw === true, request.links === true);
      }
    }
  }
}

/**
 * Large files among the inputs (`toBeHashed`) are hashed before anybody looks at them; `tell` is told how far that is, and `meanwhile`
 * is what can be done at the same time.
 */
export async function hashLargeInputs(
  large: readonly Source[],
  files: ControlFiles,
  tell: (line: string) => void,
  meanwhile: () => Promise<void>,
): Promise<void> {
  if (large.length === 0) return;
  const hashing = async () => {
    for (const { path, raw, withMd5 } of large) await files.hash(path, raw, toldOf(tell), withMd5);
  };
  await Promise.all([hashing(), meanwhile()]);
}

/** Whether there are large files among the inputs; of folders nobody says. */
export function hasLargeFiles(
  requests: Readonly<Record<string, InputRequest>>,
  search: SearchPath,
  files: ControlFiles,
): boolean {
  return Object.values(requests).some((request) => {
    if (request.input !== 'file' && request.input !== 'tree') return false;
    const { path } = found(files.control, request.src, 'files', search);
    if (path === undefined || files.control.kindOf(path) === 'directory') return false;
    return files.isLarge(path, request.raw === true);
  });
}

/** Large files among the inputs that nobody has hashed yet. */
export function toBeHashed(
  requests: Readonly<Record<string, InputRequest>>,
  search: SearchPath,
  files: ControlFiles,
  landings: Landings,
): readonly Source[] {
  return Object.values(requests)
    .flatMap((request) => filesOf(request, search, files, landings))
    .filter(({ path, raw, withMd5 }) => files.isToBeHashed(path, raw, withMd5));
}

export interface Source {
  readonly path: string;
  readonly raw: boolean;
  readonly withMd5?: boolean;
}

/** What isn't there is told when it is looked at. */
function filesOf(
  request: InputRequest,
  search: SearchPath,
  files: ControlFiles,
  landings: Landings,
): readonly Source[] {
  const { control } = files;
  if (request.input === 'landing') {
    const { path, kind } = landing(request, landings, files);
    return kind === 'file' ? [{ path, raw: true, withMd5: true }] : [];
  }
  if (request.input !== 'file' && request.input !== 'tree' && request.input !== 'template') return [];
  const kind = request.input === 'template' ? 'templates' : 'files';
  const { path } = found(control, request.src, kind, search);
  if (path === undefined) return [];
  const raw = request.input !== 'template' && request.raw === true;
  if (control.kindOf(path) !== 'directory') return [{ path, raw }];
  if (request.input !== 'tree') return [];
  return control
    .tree(path, request.links === true)
    .flatMap((entry) => (entry.type === 'file' ? [{ path: `${path}/${entry.path}`, raw }] : []));
}

function toldOf(tell: (line: string) => void): (done: number, total: number) => void {
  let told: ((done: number) => void) | undefined;
  return (done, total) => {
    told ??= telling(total, tell, 'hashing here: ');
    told(done);
  };
}

function told(secret: boolean): { readonly secret?: boolean } {
  return secret ? { secret } : {};
}

function fileInput(files: ControlFiles, path: string, text: Maybe<string>, mode: number): FileInput {
  if (isUnknown(text)) return { input: 'file', path, content: text, sha1: text, mode };
  return { input: 'file', path, ...files.text(text), mode };
}

function treeInput(files: ControlFiles, path: string, raw: boolean, links: boolean): TreeInput {
  const { control } = files;
  if (control.kindOf(path) !== 'directory') {
    const mode = control.modeOf(path);
    return {
      input: 'tree',
      path,
      isDirectory: false,
      entries: [withContent({ path: '', type: 'file', mode }, files, path, raw)],
    };
  }
  const entries = control
    .tree(path, links)
    .map((entry) =>
      entry.type === 'file' ? withContent(entry, files, `${path}/${entry.path}`, raw) : entry,
    );
  return { input: 'tree', path, isDirectory: true, entries };
}

/** Its content is opened when it is first looked at: who only asks for keys doesn't pay for reading ten thousand files. */
function withContent(
  entry: { readonly path: string; readonly type: 'file' | 'directory' | 'link'; readonly mode: number },
  files: ControlFiles,
  path: string,
  raw: boolean,
): TreeInput['entries'][number] {
  let file: ReturnType<typeof opened> | undefined;
  const open = () => {
    file ??= opened(files, path, raw);
    return file;
  };
  return {
    ...entry,
    get content() {
      return open().content;
    },
    get sha1() {
      return open().sha1;
    },
    get secret() {
      return open().secret ?? false;
    },
  };
}

function opened(files: ControlFiles, path: string, raw: boolean) {
  const { content, sha1, secret } = files.open(path, raw);
  return { content, sha1, ...told(secret) };
}

/** Ansible's search: each role's folder for the kind and the role itself, the task file's, then the playbook's. */
export function candidates(
  src: string,
  kind: 'files' | 'templates' | 'vars' | 'tasks',
  search: SearchPath,
): string[] {
  if (src.startsWith('/')) return [src];
  const paths = [...search.roles, search.taskDir, search.playbookDir].flatMap((folder) => [
    `${folder}/${kind}/${src}`,
    `${folder}/${src}`,
  ]);
  return [...new Set(paths)];
}

function find(control: ControlMachine, src: string, kind: 'files' | 'templates', search: SearchPath): string {
  const { path, searched } = found(control, src, kind, search);
  if (path === undefined) throw new InputMissing(src, searched);
  return path;
}

function found(control: ControlMachine, src: string, kind: 'files' | 'templates', search: SearchPath) {
  const searched = candidates(src, kind, search);
  const path = searched.find((candidate) => control.kindOf(candidate) !== undefined);
  return { searched, path: path !== undefined && path.length > 1 ? path.replace(/\/+$/, '') : path };
}
