import type { FileInput, Input, InputRequest, Inputs, TreeInput } from '../core/module.ts';
import type { SearchPath } from '../core/play.ts';
import { isUnknown, type Maybe } from '../core/unknown.ts';
import type { ControlFiles } from './control-files.ts';
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
      case 'file': {
        const path = find(control, request.src, 'files', search);
        const { content, sha1, secret } = files.open(path, request.raw === true);
        return { input: 'file', path, content, sha1, mode: control.modeOf(path), ...told(secret) };
      }
      case 'template': {
        const path = find(control, request.src, 'templates', search);
        const { bytes, secret } = files.open(path, false);
        const text = render(bytes.toString('utf8'), path, request.options ?? {});
        return { ...fileInput(files, path, text, control.modeOf(path)), ...told(secret) };
      }
      default: {
        const path = find(control, request.src, 'files', search);
        return treeInput(files, path, request.raw === true, request.links === true);
      }
    }
  }
}

function told(secret: boolean): { readonly secret?: boolean } {
  return secret ? { secret } : {};
}

function fileInput(files: ControlFiles, path: string, text: Maybe<string>, mode: number): FileInput {
  if (isUnknown(text)) return { input: 'file', path, content: text, sha1: text, mode };
  return { input: 'file', path, ...files.digests(Buffer.from(text, 'utf8')), mode };
}

function treeInput(files: ControlFiles, path: string, raw: boolean, links: boolean): TreeInput {
  const { control } = files;
  const content = (file: string) => {
    const { content: bytes, sha1, secret } = files.open(file, raw);
    return { ...told(secret), content: bytes, sha1 };
  };
  if (control.kindOf(path) !== 'directory') {
    const mode = control.modeOf(path);
    return {
      input: 'tree',
      path,
      isDirectory: false,
      entries: [{ path: '', type: 'file', mode, ...content(path) }],
    };
  }
  const entries = control
    .tree(path, links)
    .map((entry) => (entry.type === 'file' ? { ...entry, ...content(`${path}/${entry.path}`) } : entry));
  return { input: 'tree', path, isDirectory: true, entries };
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
  const searched = candidates(src, kind, search);
  const path = searched.find((candidate) => control.kindOf(candidate) !== undefined);
  if (path === undefined) throw new InputMissing(src, searched);
  return path.length > 1 ? path.replace(/\/+$/, '') : path;
}
