// All there is to test: the machine made ready, `npm run check`, the real hosts. Plain JavaScript, so that it can say what is
// missing even where nothing is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const cache = process.env.JRUN_CACHE ?? path.join(repository, '.cache');
// Where vitest writes its reports; `npm run unit`, which is a part of `npm run check`, writes its own.
const reportOf = (project) => path.join(repository, `.cache/reports/${project}.json`);

if (!existsSync(path.join(repository, 'node_modules/vitest'))) {
  say('the dependencies are missing: run npm ci');
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

// Once more at the end, where whoever sees only the last lines finds them.
for (const report of ['unit', 'oracle', 'hosts'].map(reportOf))
  for (const failure of failuresOf(report)) say(failure);

const counts = ['unit', 'oracle', 'hosts'].map(reportOf).map(countsOf);
const passed = sum(counts.map((each) => each.passed));
const failed = sum(counts.map((each) => each.failed));
const skipped = sum(counts.map((each) => each.skipped));
if (!checked) say('npm run check failed');
if (!oracle) say('the comparison with the original failed');
if (!hosts) say('the tests with real hosts failed');
if (skipped > 0) say(`${skipped} tests were skipped, and here none may be`);
const line = `${passed} passed, ${failed} failed`;
writeFileSync(path.join(repository, '.cache/reports/counts'), `${line}\n`);
say(line);
process.exit(
  checked && oracle && hosts && failed === 0 && skipped === 0 && counts.every((each) => each.passed > 0)
    ? 0
    : 1,
);

/** A file whose set-up failed counts as one failure: its tests are told as skipped, or not at all. */
function countsOf(report) {
  if (!existsSync(report)) {
    say(`no report of tests: ${path.relative(repository, report)}`);
    return { passed: 0, failed: 0, skipped: 0 };
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
  ).length;
  return {
    passed: numPassedTests,
    failed: numFailedTests + brokenFiles,
    skipped: numPendingTests + numTodoTests,
  };
}

/** Each failed test, and each file that could not be run, with the beginning of what was said of it. */
function failuresOf(report) {
  if (!existsSync(report)) return [];
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
  return testResults.flatMap((file) => {
    const name = path.relative(repository, file.name);
    const failed = file.assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0) return file.status === 'failed' ? [told(name, file.message)] : [];
    return failed.map((test) => told(`${name} > ${test.fullName}`, test.failureMessages.join('\n')));
  });
}

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
