// All there is to test: the machine made ready, `npm run check`, the comparison with the original, the real hosts. Plain
// JavaScript, so that it works before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installDependencies } from './dependencies.mjs';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const cache = process.env.JRUN_CACHE ?? path.join(repository, '.cache');
// Where vitest writes its reports; `npm run unit`, which is a part of `npm run check`, writes its own.
const reportOf = (project) => path.join(repository, `.cache/reports/${project}.json`);

if (!installDependencies(repository)) {
  say('the dependencies could not be installed');
  process.exit(1);
}
rmSync(path.dirname(reportOf('unit')), { recursive: true, force: true });
mkdirSync(path.dirname(reportOf('unit')), { recursive: true });
mkdirSync(cache, { recursive: true });

// First, because it is quick where it fails, and all of the rest would be in vain.
if (!run('node', ['--import', 'tsx', 'scripts/setup-hosts.ts'])) {
  say('npm test needs real hosts. What runs on any machine: npm run check');
  process.exit(1);
}
const checked = run('npm', ['run', '--silent', 'check']);
const oracle = vitest('oracle');
const hosts = vitest('hosts');

const results = ['unit', 'oracle', 'hosts'].map(reportOf).map(resultsOf);
const failures = results.flatMap((each) => each.failures);
// Once more at the end, where whoever sees only the last lines finds them.
for (const failure of failures) say(failure);

const passed = sum(results.map((each) => each.passed));
const skipped = sum(results.map((each) => each.skipped));
if (!checked) say('npm run check failed');
if (!oracle) say('the comparison with the original failed');
if (!hosts) say('the tests with real hosts failed');
if (skipped > 0) say(`${skipped} tests were skipped, and here none may be`);
const line = `${passed} passed, ${failures.length} failed`;
writeFileSync(path.join(repository, '.cache/reports/counts'), `${line}\n`);
say(line);
process.exit(
  checked &&
    oracle &&
    hosts &&
    failures.length === 0 &&
    skipped === 0 &&
    results.every((each) => each.passed > 0)
    ? 0
    : 1,
);

function resultsOf(report) {
  if (!existsSync(report)) {
    say(`no report of tests: ${path.relative(repository, report)}`);
    return { passed: 0, failures: [], skipped: 0 };
  }
  const { numPassedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  return {
    passed: numPassedTests,
    failures: testResults.flatMap(failuresIn),
    skipped: numPendingTests + numTodoTests,
  };
}

/** Each failed test. A file whose set-up failed counts as one: its tests are told as skipped, or not at all. */
function failuresIn({ name: file, status, message, assertionResults }) {
  const name = path.relative(repository, file);
  const failed = assertionResults.filter((test) => test.status === 'failed');
  if (failed.length === 0 && status === 'failed') return [told(name, message)];
  return failed.map((test) => told(`${name} > ${test.fullName}`, test.failureMessages.join('\n')));
}

/** With the beginning of what was said of it. */
function told(name, message) {
  const beginning = message.split('\n').slice(0, 40).join('\n').slice(0, 3000);
  return `\nFAILED ${name}\n${beginning}\n`;
}

function run(program, args) {
  return spawnSync(program, args, { cwd: repository, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

function vitest(project) {
  const json = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(project)}`];
  return run('node', ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...json]);
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}

function say(text) {
  process.stdout.write(`${text}\n`);
}
