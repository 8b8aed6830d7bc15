import type { Run } from '../../core/step.ts';
import type { DnfArguments } from './dnf-arguments.ts';

/** The options that decide what is done, the same for doing it and for its simulation. */
export function dnfOptions(args: DnfArguments): string[] {
  const option = (on: boolean | undefined, ...words: string[]): string[] => (on ? words : []);
  const each = (name: string, values: readonly string[]): string[] =>
    values.map((value) => `--${name}=${value}`);
  const setting = (on: boolean, text: string): string[] => option(on, `--setopt=${text}`);
  return [
    ...each('disablerepo', args.disablerepo),
    ...each('enablerepo', args.enablerepo),
    ...each('exclude', args.exclude),
    ...each('enableplugin', args.enable_plugin),
    ...each('disableplugin', args.disable_plugin),
    ...option(args.disable_excludes !== undefined, `--disableexcludes=${args.disable_excludes ?? ''}`),
    ...option(args.conf_file !== undefined, '-c', args.conf_file ?? ''),
    ...option(args.installroot !== '/', `--installroot=${args.installroot}`),
    ...option(args.releasever !== undefined, `--releasever=${args.releasever ?? ''}`),
    ...option(args.update_cache, '--refresh'),
    ...option(args.cacheonly, '-C'),
    ...option(args.disable_gpg_check, '--nogpgcheck'),
    ...option(args.allowerasing, '--allowerasing'),
    ...option(args.best, '--best'),
    ...option(args.nobest || args.best === false, '--nobest'),
    ...option(args.security, '--security'),
    ...option(args.bugfix, '--bugfix'),
    ...option(args.download_only, '--downloadonly'),
    ...option(args.download_dir !== undefined, `--downloaddir=${args.download_dir ?? ''}`),
    ...setting(args.skip_broken, 'strict=0'),
    ...setting(!args.install_weak_deps, 'install_weak_deps=False'),
    ...setting(!args.sslverify || !args.validate_certs, 'sslverify=False'),
    // Ansible's default, which is not dnf's.
    `--setopt=clean_requirements_on_remove=${args.autoremove ? 'True' : 'False'}`,
  ];
}

export function dnf(words: readonly string[]): Run {
  return { do: 'run', argv: ['dnf', '-y', '--color=never', ...words], env: { LC_ALL: 'C' } };
}

/** dnf's own summary of having had nothing to do. */
export function didNothing(stdout: string): boolean {
  return /^Nothing to do\.?$/m.test(stdout);
}
