import { type CompiledPlaybooks, type CompilePorts, compilePlaybook } from '../../../src/compile/index.ts';
import { defineModule, type TaskModule } from '../../../src/core/module.ts';
import type { ArgumentProperty, ArgumentSchema } from '../../../src/core/schema.ts';
import { Secrets } from '../../../src/core/secrets.ts';
import { filesInMemory, Reader, Vault } from '../../../src/load/index.ts';
import { diagnosticsText } from '../../../src/report/diagnostic-text.ts';
import { Templar } from '../../../src/template/index.ts';

/** A module that does nothing, with this schema. */
export function moduleNamed(name: string, schema: Omit<ArgumentSchema, 'type'>): TaskModule {
  return defineModule({
    name,
    description: name,
    schema: { type: 'object', ...schema },
    examples: [],
    observe: () => [],
    plan: () => {
      throw new Error('no plan in these tests');
    },
  });
}

export const argument = (
  type: ArgumentProperty['x-type'],
  more: Partial<ArgumentProperty> = {},
): ArgumentProperty => ({
  'x-type': type,
  description: type,
  ...more,
});

const closed = { additionalProperties: false } as const;
const strings = { items: argument('string') };
const ownership = { owner: argument('string'), group: argument('string'), mode: argument('mode') };

/** A few modules with Ansible's arguments; the real ones have their own tests. */
export const MODULES: ReadonlyMap<string, TaskModule> = new Map(
  [
    moduleNamed('copy', {
      ...closed,
      properties: {
        src: argument('path'),
        content: argument('string'),
        dest: argument('path'),
        remote_src: argument('bool', { default: false }),
        ...ownership,
      },
      required: ['dest'],
      'x-mutually-exclusive': [['src', 'content']],
    }),
    moduleNamed('template', {
      ...closed,
      properties: { src: argument('path'), dest: argument('path'), ...ownership },
      required: ['src', 'dest'],
    }),
    moduleNamed('file', {
      ...closed,
      properties: {
        path: argument('path', { 'x-aliases': ['dest', 'name'] }),
        state: argument('string', { enum: ['absent', 'directory', 'file', 'link', 'touch'] }),
        src: argument('path'),
        recurse: argument('bool', { default: false }),
        ...ownership,
      },
      required: ['path'],
      'x-required-if': [['state', 'link', ['src']]],
    }),
    moduleNamed('apt', {
      ...closed,
      properties: {
        name: argument('list', { ...strings, 'x-aliases': ['pkg', 'package'] }),
        state: argument('string', { enum: ['present', 'absent', 'latest'], default: 'present' }),
        update_cache: argument('bool'),
        cache_valid_time: argument('int', { default: 0 }),
        upgrade: argument('string', { enum: ['yes', 'no', 'dist', 'full', 'safe'] }),
      },
    }),
    moduleNamed('service', {
      ...closed,
      properties: {
        name: argument('string'),
        state: argument('string', { enum: ['started', 'stopped', 'restarted', 'reloaded'] }),
        enabled: argument('bool'),
      },
      required: ['name'],
      'x-required-one-of': [['state', 'enabled']],
    }),
    moduleNamed('command', {
      ...closed,
      properties: {
        cmd: argument('string'),
        argv: argument('list', strings),
        chdir: argument('path'),
        creates: argument('path'),
        stdin: argument('string'),
      },
      'x-free-form': 'cmd',
      'x-required-one-of': [['cmd', 'argv']],
    }),
    moduleNamed('shell', {
      ...closed,
      properties: { cmd: argument('string'), chdir: argument('path'), creates: argument('path') },
      required: ['cmd'],
      'x-free-form': 'cmd',
    }),
    moduleNamed('ping', { ...closed, properties: { data: argument('string', { default: 'pong' }) } }),
    moduleNamed('user', {
      ...closed,
      properties: {
        name: argument('string'),
        groups: argument('list', strings),
        password: argument('string', { 'x-secret': true }),
        uid: argument('int'),
      },
      required: ['name'],
    }),
  ].map((module) => [module.name, module]),
);

export function portsFor(
  files: Readonly<Record<string, string>>,
  more: Partial<CompilePorts> = {},
): CompilePorts {
  const absolute = Object.fromEntries(Object.entries(files).map(([name, text]) => [`/play/${name}`, text]));
  return {
    reader: new Reader(filesInMemory(absolute), new Vault([], new Secrets())),
    templar: new Templar(),
    modules: MODULES,
    home: '/home/me',
    ...more,
  };
}

/** Compiles `site.yml` of these files. */
export function compileFiles(
  files: Readonly<Record<string, string>>,
  more: Partial<CompilePorts> = {},
): CompiledPlaybooks {
  return compilePlaybook(['/play/site.yml'], portsFor(files, more));
}

export function said(compiled: CompiledPlaybooks): string {
  return compiled.diagnostics.length === 0 ? '' : diagnosticsText(compiled.diagnostics);
}
