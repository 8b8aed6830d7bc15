import type { TaskModule } from '../core/module.ts';
import systemd from './systemd.ts';

/** The same module under the name Ansible gives it today. */
export default { ...systemd, name: 'systemd_service' } as TaskModule;
