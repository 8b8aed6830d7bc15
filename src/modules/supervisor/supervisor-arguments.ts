import type { SupervisorConnection } from '../../probes/supervisor-connection.ts';

export interface SupervisorArguments {
  readonly name: string;
  readonly state: 'present' | 'started' | 'stopped' | 'restarted' | 'absent' | 'signalled';
  readonly config?: string;
  readonly server_url?: string;
  readonly username?: string;
  readonly password?: string;
  readonly supervisorctl_path?: string;
  readonly signal?: string;
  readonly stop_before_removing: boolean;
}

export function connectionOf(args: SupervisorArguments): SupervisorConnection {
  return {
    ...(args.supervisorctl_path === undefined ? {} : { program: args.supervisorctl_path }),
    ...(args.config === undefined ? {} : { config: args.config }),
    ...(args.server_url === undefined ? {} : { url: args.server_url }),
    ...(args.username === undefined ? {} : { user: args.username }),
    ...(args.password === undefined ? {} : { password: args.password }),
  };
}
