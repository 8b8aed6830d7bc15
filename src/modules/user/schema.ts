import type { ArgumentProperty, ArgumentSchema } from '../../core/schema.ts';

const notHere = (what: string): ArgumentProperty => ({
  'x-type': 'string',
  description: `${what}.`,
  'x-ignored': `${what}: not on Linux`,
});

export const USER_SCHEMA: ArgumentSchema = {
  type: 'object',
  properties: {
    name: { 'x-type': 'string', description: "The user's name.", 'x-aliases': ['user'] },
    state: {
      'x-type': 'string',
      description: 'Whether the account should be there.',
      default: 'present',
      enum: ['absent', 'present'],
    },
    uid: { 'x-type': 'int', description: 'Its id.' },
    non_unique: { 'x-type': 'bool', description: 'The id may be one that another user has.', default: false },
    group: { 'x-type': 'string', description: 'Its primary group, which must be there.' },
    groups: {
      'x-type': 'list',
      description: 'Its other groups; it leaves all that are not named, unless `append` is true.',
      items: { 'x-type': 'string', description: 'A group, by name or id.' },
    },
    append: { 'x-type': 'bool', description: 'Only add it to `groups`.', default: false },
    comment: { 'x-type': 'string', description: 'Its full name or what it is for.' },
    home: { 'x-type': 'path', description: 'Its home folder.' },
    shell: { 'x-type': 'path', description: 'Its login shell.' },
    skeleton: { 'x-type': 'path', description: 'What a new home folder is a copy of. Default: /etc/skel.' },
    password: {
      'x-type': 'string',
      description:
        "The hash of its password, as crypt makes it (`password_hash('sha512')`); `!` or `*` for none.",
      'x-secret': true,
    },
    update_password: {
      'x-type': 'string',
      description: '`on_create` sets the password of new accounts only.',
      default: 'always',
      enum: ['always', 'on_create'],
    },
    password_lock: {
      'x-type': 'bool',
      description: 'Whether its password is locked; other ways to log in stay open.',
    },
    password_expire_min: { 'x-type': 'int', description: 'Days before the password may be changed.' },
    password_expire_max: { 'x-type': 'int', description: 'Days after which it must be changed.' },
    password_expire_warn: { 'x-type': 'int', description: 'Days of warning before that.' },
    password_expire_account_disable: {
      'x-type': 'int',
      description: 'Days after that until the account is closed.',
    },
    expires: {
      'x-type': 'float',
      description: 'When the account is closed, in seconds since 1970; less than 0: never.',
    },
    create_home: {
      'x-type': 'bool',
      description: 'Make the home folder where it is missing.',
      default: true,
      'x-aliases': ['createhome'],
    },
    move_home: { 'x-type': 'bool', description: 'Move the old home folder to `home`.', default: false },
    system: { 'x-type': 'bool', description: 'A new account is one of the system.', default: false },
    force: {
      'x-type': 'bool',
      description: 'Remove it although it is logged in; replace an ssh key that is there.',
      default: false,
    },
    remove: {
      'x-type': 'bool',
      description: 'With the account, remove its home folder and mail.',
      default: false,
    },
    local: {
      'x-type': 'bool',
      description: 'Count only accounts of the host itself as there.',
      default: false,
    },
    umask: { 'x-type': 'string', description: 'For the mode of a new home folder.' },
    uid_min: { 'x-type': 'int', description: 'The least id of a new account.' },
    uid_max: { 'x-type': 'int', description: 'The greatest id of a new account.' },
    generate_ssh_key: {
      'x-type': 'bool',
      description: 'Make an ssh key where there is none.',
      default: false,
    },
    ssh_key_bits: { 'x-type': 'int', description: "Its size; 0 for ssh-keygen's own choice.", default: 0 },
    ssh_key_type: { 'x-type': 'string', description: 'Its type.', default: 'rsa' },
    ssh_key_file: {
      'x-type': 'string',
      description: 'Its path; a relative one counts from the home folder. Default: `.ssh/id_` and the type.',
    },
    ssh_key_comment: {
      'x-type': 'string',
      description: 'Its comment. Default: `ansible-generated on` the host.',
    },
    ssh_key_passphrase: {
      'x-type': 'string',
      description: 'Its passphrase; none by default.',
      'x-secret': true,
    },
    seuser: { 'x-type': 'string', description: 'SELinux user.', 'x-ignored': 'SELinux is left as it is' },
    login_class: notHere('Login class'),
    profile: notHere('Profile'),
    authorization: notHere('Authorization'),
    role: notHere('Role'),
    hidden: notHere('Hidden account'),
  },
  required: ['name'],
  additionalProperties: false,
};

export const USER_RETURNS = {
  name: 'The name.',
  state: '`present` or `absent`.',
  uid: 'Its id.',
  group: 'The id of its primary group.',
  groups: 'The groups that were asked for, with commas.',
  comment: 'Its comment.',
  home: 'Its home folder.',
  shell: 'Its shell.',
  password: 'Never the password: `NOT_LOGGING_PASSWORD`.',
  ssh_key_file: 'The private key’s path.',
  ssh_public_key: 'The public key.',
  ssh_fingerprint: 'What `ssh-keygen -l` says of it.',
};
