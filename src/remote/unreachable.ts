import { Unreachable } from '../core/far-end.ts';

/** Trying again won't help: a refused login, a host key that isn't the known one, a mistake in the settings. */
export class NeverReachable extends Unreachable {}
