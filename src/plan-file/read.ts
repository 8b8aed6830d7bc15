import { Ajv } from 'ajv';
import { Mistakes } from '../core/diagnostic.ts';
import { type KeptPlan, PLAN_FORMAT } from '../core/kept-plan.ts';

const texts = { type: 'array', items: { type: 'string' } };
const textByName = { type: 'object', additionalProperties: { type: 'string' } };

/** The build compiles this schema beforehand, with these options; see scripts/build/compiled-schemas.mjs. */
export const PLAN_OPTIONS = { allErrors: false, strict: false } as const;

export const PLAN_SCHEMA = {
  type: 'object',
  required: ['format', 'made', 'version', 'request', 'sources', 'hosts', 'hidden'],
  properties: {
    made: { type: 'string' },
    version: { type: 'string' },
    sources: textByName,
    request: {
      type: 'object',
      required: ['playbooks', 'inventories', 'tags', 'skipTags'],
      properties: {
        playbooks: texts,
        inventories: texts,
        tags: texts,
        skipTags: texts,
      },
    },
    hosts: {
      type: 'array',
      items: {
        type: 'object',
        required: ['host', 'tasks', 'observations'],
        properties: {
          host: { type: 'string' },
          observations: { type: 'object' },
          tasks: {
            type: 'array',
            items: {
              type: 'object',
              required: ['id', 'name', 'action', 'place', 'handler', 'verdict', 'steps', 'restsOn'],
              properties: {
                id: { type: 'string' },
                name: { type: 'string' },
                verdict: { enum: ['unchanged', 'change', 'skipped', 'fails', 'unknown'] },
                steps: texts,
                restsOn: texts,
                presumed: texts,
                waitsFor: texts,
                changes: texts,
                differences: { type: 'array', items: { type: 'object' } },
              },
            },
          },
        },
      },
    },
    hidden: {
      oneOf: [
        { type: 'object', required: ['sealed'], properties: { sealed: { type: 'string' } } },
        {
          type: 'object',
          required: ['open'],
          properties: {
            open: {
              type: 'object',
              required: ['key', 'random', 'answers', 'extraVars'],
              properties: {
                key: { type: 'string', pattern: '^[0-9a-f]{64}$' },
                random: textByName,
                answers: textByName,
                extraVars: texts,
              },
            },
          },
        },
      ],
    },
  },
};

/** Reads a plan file's text. Throws Mistakes that say what is wrong with it. */
export function readPlan(text: string, file: string): KeptPlan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (thrown) {
    throw mistake(`${file} is no plan: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
  const format = value !== null && typeof value === 'object' && 'format' in value ? value.format : undefined;
  if (format !== PLAN_FORMAT) {
    throw mistake(
      format === undefined
        ? `${file} is no plan: it has no "format"`
        : `${file} has the format ${JSON.stringify(format)}; this jrun reads "${PLAN_FORMAT}"`,
      'make one with jrun plan PLAYBOOK -i INVENTORY -o FILE',
    );
  }
  const ajv = new Ajv(PLAN_OPTIONS);
  const isPlan = ajv.compile(PLAN_SCHEMA);
  if (!isPlan(value)) {
    const [error] = isPlan.errors ?? [];
    throw mistake(
      `${file} is a damaged plan: ${error?.instancePath || 'the whole'} ${error?.message ?? 'is wrong'}`,
      'make a new one; a plan file is not meant to be edited',
    );
  }
  return value as unknown as KeptPlan;
}

function mistake(summary: string, hint?: string): Mistakes {
  return new Mistakes([
    { code: 'plan-file', severity: 'error', summary, ...(hint === undefined ? {} : { hint }) },
  ]);
}
