import { afterAll, beforeAll, expect, test } from 'vitest';
import { compareCondaVersions } from '../../../src/modules/conda/conda-versions.ts';
import { isMet, parseMatchSpec } from '../../../src/modules/conda/match-spec.ts';
import { condaParts } from '../support/conda/conda-parts.ts';
import { HostFleet } from '../support/host-fleet.ts';
import type { TestHost } from '../support/test-host.ts';

let fleet: HostFleet;
let host: TestHost;

beforeAll(async () => {
  fleet = await HostFleet.open();
  host = await fleet.startHost({ over: (await condaParts()).conda });
});
afterAll(() => fleet?.stop());

/** In conda's own documented order, and some more. */
const VERSIONS =
  '0.4 0.4.0 0.4.1.rc 0.4.1 0.5a1 0.5b3 0.5C1 0.5 0.9.6 0.960923 1.0 1.1dev1 1.1a1 1.1.0dev1 1.1.a1 1.1.0rc1 1.1.0 1.1.0post1 1.1post1 1996.07.12 1!0.4.1 1.0.1a 1.0.1post.a 2.7.18 3.11.2 3.1 1.2_ 1.2 2.0+local.1 2.0 4.0.2 1.26.4 1.26'.split(
    ' ',
  );
const SPECS =
  '|=1.26|==1.26|=1.26.*|>=1.0|>=1.0,<2|<1.1.0|>1.1,!=1.1.0post1|!=1.26.*|~=1.26.2|=0.4|0.9.*|>=3|=3.1|=3.11|==1.0|0.5*|<=0.5|>=1.1.0a1|=2.0|1.0.1*'.split(
    '|',
  );

async function asked<T>(program: string, input: unknown): Promise<T> {
  const script = `/opt/conda/bin/python -c '${program}'`;
  return JSON.parse(await host.must(script, { input: JSON.stringify(input) })) as T;
}

test('versions are in the order in which conda has them', async () => {
  const pairs = VERSIONS.flatMap((a) => VERSIONS.map((b) => [a, b] as const));
  const theirs = await asked<number[]>(
    `import json, sys
from conda.models.version import VersionOrder as V
print(json.dumps([(V(a) > V(b)) - (V(a) < V(b)) for a, b in json.load(sys.stdin)]))`,
    pairs,
  );
  const differing = pairs.filter(([a, b], i) => Math.sign(compareCondaVersions(a, b)) !== theirs[i]);
  expect(differing).toEqual([]);
});

test('a package is what is asked for where conda says so', async () => {
  const texts = [
    ...SPECS.map((spec) => `p${spec}`),
    'p 1.26',
    'p 1.26.* py_0',
    'p=1.26=py_0',
    'p[version=">=1,<3"]',
    'p ==1.26.4 q*',
  ];
  const pairs = texts.flatMap((text) => VERSIONS.map((version) => [text, version] as const));
  const theirs = await asked<boolean[]>(
    `import json, sys
from conda.models.match_spec import MatchSpec
print(json.dumps([bool(MatchSpec(s).match({"name": "p", "version": v, "build": "py_0", "build_number": 0})) for s, v in json.load(sys.stdin)]))`,
    pairs,
  );
  const ours = ([text, version]: readonly [string, string]) =>
    isMet(parseMatchSpec(text), { p: { version, build: 'py_0', channel: 'c', depends: [] } });
  expect(pairs.filter((pair, i) => ours(pair) !== theirs[i])).toEqual([]);
});
