import type { ArgumentSchema } from '../../core/schema.ts';
import { OWNERSHIP_PROPERTIES, type OwnershipArguments } from '../ownership.ts';
import { URL_PROPERTIES, type UrlArguments } from './url-arguments.ts';

export interface GetUrlArguments extends OwnershipArguments, UrlArguments {
  readonly dest: string;
  readonly checksum: string;
  readonly force: boolean;
  readonly backup: boolean;
}

export const GET_URL_SCHEMA: ArgumentSchema = {
  type: 'object',
  properties: {
    url: { 'x-type': 'string', description: 'Where it is: http, https, ftp or file.' },
    dest: {
      'x-type': 'path',
      description: 'A file, or a folder, in which it gets the name that the URL has for it.',
    },
    checksum: {
      'x-type': 'string',
      description:
        'What it must be: `sha256:` and hex digits, or `sha256:` and the URL of a list of checksums in which it is named.',
      default: '',
    },
    force: {
      'x-type': 'bool',
      description: 'Download it in any case; it still only counts as a change where it differs.',
      default: false,
    },
    backup: { 'x-type': 'bool', description: 'Keep the old file beside the new one.', default: false },
    tmp_dest: {
      'x-type': 'path',
      description: 'Where to keep it until it is whole.',
      'x-ignored': 'it is kept beside `dest`, where it can be put in place at once',
    },
    ...URL_PROPERTIES,
    ...OWNERSHIP_PROPERTIES,
  },
  required: ['url', 'dest'],
  additionalProperties: false,
};
