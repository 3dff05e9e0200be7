import { join } from 'node:path';
import type { RunSettings } from '../settings.ts';
import { loadingLeader, loadingWorker } from '../status/loading.ts';
import type { Status } from '../status/status.ts';

/** The command line of a process. */
export interface ProcessArguments {
  /** Its name, and what it does before it begins. */
  readonly status: Status;
  readonly argv: readonly string[];
}

/** Returns the command lines of a leader and its workers, as one would type them on several machines. */
export function clusterArguments(settings: RunSettings, address: string, folder: string): readonly ProcessArguments[] {
  const { task, workers, every, steps, outer, compress, seed, cluster, runner } = settings;
  const all = ['--log', address, '--cluster', cluster, '--runner', runner];
  const learned = { task, workers, every, steps, outer, compress, seed };
  const leader = [
    'leader',
    ...all,
    ...Object.entries(learned).flatMap(([name, value]) => [`--${name}`, String(value)]),
  ];
  const others = Array.from({ length: workers }, (_, i) => {
    const name = `w${i + 1}`;
    const own = [
      '--name',
      name,
      '--shard',
      `${i + 1}/${workers}`,
      '--snapshot',
      join(folder, cluster, `${name}.safetensors`),
    ];
    return { status: loadingWorker(name), argv: ['worker', ...all, ...own] };
  });
  return [{ status: loadingLeader('leader', settings), argv: leader }, ...others];
}
