export interface AptArguments {
  readonly name?: readonly string[];
  readonly state: 'present' | 'latest' | 'absent' | 'build-dep' | 'fixed';
  readonly update_cache?: boolean;
  readonly update_cache_retries: number;
  readonly update_cache_retry_max_delay: number;
  readonly cache_valid_time: number;
  readonly purge: boolean;
  readonly deb?: string;
  readonly default_release?: string;
  readonly install_recommends?: boolean;
  readonly force: boolean;
  readonly clean: boolean;
  readonly allow_unauthenticated: boolean;
  readonly allow_downgrade: boolean;
  readonly allow_change_held_packages: boolean;
  readonly upgrade: 'no' | 'yes' | 'safe' | 'full' | 'dist';
  readonly dpkg_options: string;
  readonly autoremove: boolean;
  readonly autoclean: boolean;
  readonly fail_on_autoremove: boolean;
  readonly policy_rc_d?: number;
  readonly only_upgrade: boolean;
  readonly lock_timeout: number;
}
