import { jsonText } from './json-text.ts';
import { PHASES, type Profile } from './profile.ts';

/** The profile as one line of JSON; docs/output.md lists the fields. Milliseconds are whole. */
export function profileLine(profile: Profile, time: number): string {
  const { total, phases, tasks, hosts, cpu, peakMemory } = profile;
  return jsonText({
    record: 'profile',
    time: new Date(time).toISOString(),
    total_ms: Math.round(total),
    phases_ms: Object.fromEntries(PHASES.map((phase) => [phase, Math.round(phases[phase])])),
    tasks: tasks.map(({ task, hosts: count, sum, longest, slowest }) => {
      const { id, name, action, role, handler, place } = task;
      const about = { id, name, action, role, handler, ...place };
      return { task: about, hosts: count, sum_ms: sum, longest_ms: longest, slowest };
    }),
    hosts: hosts.map((one) => ({
      host: one.host,
      elapsed_ms: Math.round(one.elapsed),
      connecting_ms: Math.round(one.connecting),
      at_work_ms: Math.round(one.atWork),
      steps_ms: Math.round(one.steps),
      quickest_ms: one.quickest === undefined ? undefined : Math.round(one.quickest),
      otherwise_ms: Math.round(one.otherwise),
      handshake_round_trips: one.handshake,
      round_trips: one.roundTrips,
      bytes_sent: one.bytesSent,
      bytes_received: one.bytesReceived,
    })),
    cpu_user_ms: Math.round(cpu.user),
    cpu_system_ms: Math.round(cpu.system),
    peak_memory_bytes: peakMemory,
  });
}
