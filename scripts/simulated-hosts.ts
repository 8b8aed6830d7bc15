/**
 * Twenty tasks on hundreds and thousands of hosts that are alike, with real frames and one real shell behind them: what
 * a host costs in time and memory, which should not depend on how many there are.
 *
 * npx tsx scripts/simulated-hosts.ts [COUNT …]
 */
import { runOnMany } from '../test/support/many-hosts.ts';

const asked = process.argv.slice(2).map(Number);
const counts = asked.length > 0 ? asked : [500, 1000, 2000, 5000];

const row = (cells: readonly string[]) =>
  process.stdout.write(`${cells.map((cell) => cell.padStart(15)).join('')}\n`);

await runOnMany(50);
row(['hosts', 'tasks', 'frames', 'wall s', 'CPU ms/host', 'heap KiB/host']);
for (const count of counts) {
  const { tasks, failed, frames, milliseconds, cpuMilliseconds, heapBytes } = await runOnMany(count);
  if (failed > 0) throw new Error(`${failed} of ${count} hosts failed`);
  row([
    String(count),
    String(tasks),
    String(frames),
    (milliseconds / 1000).toFixed(1),
    (cpuMilliseconds / count).toFixed(2),
    (heapBytes / count / 1024).toFixed(1),
  ]);
}
