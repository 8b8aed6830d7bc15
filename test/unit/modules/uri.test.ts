import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/core/plan.ts';
import type { StepOutput } from '../../../src/core/step.ts';
import uri from '../../../src/modules/uri.ts';
import { type Case, cases } from './support/cases.ts';
import { decide } from './support/decide.ts';
import { aFile, ordinaryHost } from './support/host.ts';

const on = (all: readonly Case[]): Case[] => all.map((one) => ({ otherwise: ordinaryHost, ...one }));
const REQUEST = {
  do: 'request',
  url: 'http://h/',
  method: 'GET',
  headers: { 'User-Agent': 'jrun' },
  timeLimit: 30,
  verifyCertificate: true,
  followRedirects: 'safe',
} as const;

cases(
  uri,
  on([
    {
      name: 'a request',
      args: { url: 'http://h/' },
      expect: { verdict: 'change', steps: [REQUEST], effects: [] },
    },
    {
      name: 'reading in check mode: nothing is sent, and nothing would change',
      args: { url: 'http://h/' },
      context: { check: true },
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'writing in check mode: nobody knows',
      args: { url: 'http://h/', method: 'POST' },
      context: { check: true },
      expect: { verdict: 'unknown', waitsFor: ['what http://h/ answers'] },
    },
    {
      name: 'a body, a password, a header',
      args: {
        url: 'http://h/',
        method: 'put',
        body: { a: [1, true] },
        body_format: 'json',
        url_username: 'u',
        url_password: 'p',
        headers: { 'X-Count': 3 },
      },
      expect: {
        verdict: 'change',
        steps: [
          {
            ...REQUEST,
            method: 'PUT',
            headers: {
              'User-Agent': 'jrun',
              'Content-Type': 'application/json',
              Authorization: 'Basic dTpw',
              'X-Count': '3',
            },
            body: Buffer.from('{"a":[1,true]}'),
          },
        ],
      },
    },
    {
      name: 'a form; a list repeats its name',
      args: {
        url: 'http://h/',
        method: 'POST',
        body: { a: ['x y', 'z'], b: true },
        body_format: 'form-urlencoded',
      },
      expect: {
        verdict: 'change',
        steps: [
          {
            ...REQUEST,
            method: 'POST',
            headers: { 'User-Agent': 'jrun', 'Content-Type': 'application/x-www-form-urlencoded' },
            body: Buffer.from('a=x+y&a=z&b=True'),
          },
        ],
      },
    },
    {
      name: 'creates: it is there already',
      args: { url: 'http://h/', creates: '/srv/done' },
      seen: [aFile('/srv/done')],
      expect: { verdict: 'unchanged', result: { stdout: "skipped, since '/srv/done' exists" } },
    },
    {
      name: 'removes: it is gone already',
      args: { url: 'http://h/', removes: '/srv/todo' },
      expect: { verdict: 'unchanged' },
    },
    {
      name: 'a file of the host is sent',
      args: { url: 'http://h/', method: 'PUT', src: '/srv/data', remote_src: true },
      seen: [aFile('/srv/data', 'data')],
      expect: { verdict: 'change', steps: [{ ...REQUEST, method: 'PUT', body: Buffer.from('data') }] },
    },
  ]),
);

describe('the answer', () => {
  const answered = (args: object, output: Partial<StepOutput>) => {
    const decided = decide(uri, { url: 'http://h/', ...args }, { otherwise: ordinaryHost });
    if (!('decision' in decided)) throw new Error('no decision');
    const whole: StepOutput = {
      outcome: 'done',
      status: 200,
      stdout: Buffer.alloc(0),
      stderr: '',
      elapsed: 1234,
      ...output,
    };
    return (decided.decision as Plan).finish?.([whole], { get: () => undefined });
  };
  const response = {
    headers: { 'content-type': 'application/json', 'content-length': '7' },
    url: 'http://h/',
    redirected: false,
    message: 'OK',
  };

  it('has its headers by name, and JSON as a value', () => {
    expect(answered({}, { stdout: Buffer.from('{"a":1}'), response })).toEqual({
      changed: false,
      content_type: 'application/json',
      content_length: '7',
      cookies: {},
      cookies_string: '',
      url: 'http://h/',
      redirected: false,
      status: 200,
      elapsed: 1,
      json: { a: 1 },
      msg: 'OK (7 bytes)',
    });
  });

  it('is a failure where its status is not wanted, and then its content is told', () => {
    const refused = {
      status: 404,
      stdout: Buffer.from('no'),
      response: { ...response, headers: {}, message: 'Not Found' },
    };
    expect(answered({}, refused)).toMatchObject({
      failed: true,
      status: 404,
      content: 'no',
      msg: 'Status code was 404 and not [200]: HTTP Error 404: Not Found',
    });
    expect(answered({ status_code: [200, 404] }, refused)).not.toHaveProperty('failed');
  });

  it('may not come', () => {
    expect(answered({}, { outcome: 'failed', status: -1, stderr: 'connection refused' })).toMatchObject({
      failed: true,
      status: -1,
      msg: 'Status code was -1 and not [200]: Request failed: connection refused',
    });
  });

  it('may set cookies', () => {
    const headers = { 'set-cookie': 'a=1; Path=/; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=2; Secure' };
    expect(answered({}, { response: { ...response, headers } })).toMatchObject({
      cookies: { a: '1', b: '2' },
      cookies_string: 'a=1; b=2',
    });
  });
});

it('is harmless where it only reads', () => {
  const harmless = (method: string) => uri.kind === 'command' && uri.harmless?.({ url: '', method });
  expect([harmless('GET'), harmless('head'), harmless('POST')]).toEqual([true, true, false]);
});
