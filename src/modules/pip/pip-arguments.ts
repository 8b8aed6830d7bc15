export interface PipArguments {
  readonly name?: readonly string[];
  readonly version?: string;
  readonly requirements?: string;
  readonly virtualenv?: string;
  readonly virtualenv_site_packages: boolean;
  readonly virtualenv_command?: string;
  readonly virtualenv_python?: string;
  readonly state: 'present' | 'absent' | 'latest' | 'forcereinstall';
  readonly extra_args?: string;
  readonly editable: boolean;
  readonly chdir?: string;
  readonly executable?: string;
  readonly umask?: string;
  readonly break_system_packages: boolean;
  readonly installer: 'pip' | 'uv';
}

/** A path of the task, relative to `chdir`. */
export function absolute(args: PipArguments, file: string): string {
  return file.startsWith('/') || args.chdir === undefined ? file : `${args.chdir.replace(/\/$/, '')}/${file}`;
}
