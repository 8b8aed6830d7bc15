/** Who acts on a host: the connection's own user, or another one by sudo, su or doas. */
export interface Identity {
  /** Null is the connection's own user. */
  readonly user: string | null;
  readonly method: 'sudo' | 'su' | 'doas';
  /** More words for the method's command line (`become_flags`). */
  readonly flags?: string;
  readonly exe?: string;
  readonly password?: string;
}

export const LOGIN: Identity = { user: null, method: 'sudo' };

/** Two identities with the same id share one shell. */
export function identityId(identity: Identity): string {
  return identity.user === null
    ? ''
    : `${identity.method}:${identity.user}:${identity.exe ?? ''}:${identity.flags ?? ''}`;
}
