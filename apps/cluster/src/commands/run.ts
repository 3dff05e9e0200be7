import { type ChildProcess, fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileError } from '@thalweg/node';
import { terminalColumns } from '@thalweg/programs/terminal-columns';
import { wrappedText } from '@thalweg/programs/wrapped-text';
import {
  endWith,
  identity,
  ignoreElements,
  lastValueFrom,
  map,
  merge,
  type Observable,
  scan,
  Subject,
  takeWhile,
} from 'rxjs';
import { localLog, type LocalLog } from '../log/local-log.ts';
import { keptRunning } from '../processes/kept-running.ts';
import { agree, agreedOf, loadingLeader, loadingWorker } from '../status/agree.ts';
import { announce, type Status, statusesNow, statusesOf } from '../status/status.ts';
import type { RunSettings } from '../tasks/settings.ts';
import {
  type ClusterState,
  emptyState,
  leaderOf,
  withDeath,
  withoutProcesses,
  withStatus,
} from '../view/cluster-state.ts';
import { resultLine, resultOf } from '../view/result.ts';
import { showCluster } from '../view/show-cluster.ts';

/** Trains on this machine: starts a log, a leader and workers, and shows what they do until the rounds have closed. */
export async function runCommand(settings: RunSettings): Promise<void> {
  const folder = settings.folder ?? mkdtempSync(join(tmpdir(), 'thalweg-cluster-'));
  const stop = new AbortController();
  process.on('SIGINT', () => stop.abort()).on('SIGTERM', () => stop.abort());
  const log = await localLog(settings.log, folder, {
    say: text => console.error(text),
    lost: error => stop.abort(error),
  });
  try {
    if (!settings.json) console.log(`Log: ${log.title}`);
    await agree(log.log, settings.cluster, agreedOf(settings));
    const began = performance.now();
    const before = (await statusesNow(log.log, settings.cluster)).reduce(withStatus, emptyState);
    const already = leaderOf(before)?.state === 'ended';
    const state = already ? before : await trained(log, settings, { folder, stop: stop.signal });
    const result = resultOf(state, settings, { seconds: (performance.now() - began) / 1000, already });
    console.log(
      settings.json
        ? JSON.stringify(result)
        : wrappedText(resultLine(result), { columns: terminalColumns(process.stdout) }),
    );
    if (stop.signal.reason instanceof FileError) throw stop.signal.reason;
    if (stop.signal.aborted) process.exitCode = 130;
  } finally {
    await log.close();
    if (settings.folder === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts the processes of a cluster, and returns what is known about them at the end. */
async function trained(
  log: LocalLog,
  settings: RunSettings,
  { folder, stop }: { folder: string; stop: AbortSignal },
): Promise<ClusterState> {
  const processes = clusterArguments(settings, log.address, folder);
  await announce(log.log, settings.cluster, processes.map(({ status }) => status)); // prettier-ignore
  return lastValueFrom(cluster(log, processes, settings, stop), { defaultValue: emptyState });
}

/** Runs the processes of a cluster, and emits what is known about them. */
function cluster(
  log: LocalLog,
  processes: readonly ProcessArguments[],
  settings: RunSettings,
  stop: AbortSignal,
): Observable<ClusterState> {
  const died$ = new Subject<string>();
  const process$ = merge(
    ...processes.map(({ status, argv }) =>
      keptRunning(() => started(argv, log), { stop, died: () => died$.next(status.name) }),
    ),
  );
  const change$: Observable<(state: ClusterState) => ClusterState> = merge(
    statusesOf(log.log, settings.cluster).pipe(map(status => (state: ClusterState) => withStatus(state, status))),
    died$.pipe(map(name => (state: ClusterState) => withDeath(state, name))),
    process$.pipe(ignoreElements(), endWith(withoutProcesses)),
  );
  // The last status of the leader may come after its end.
  const isOver = (state: ClusterState): boolean => state.gone && (stop.aborted || leaderOf(state)?.state === 'ended');
  return change$.pipe(
    scan((state, change) => change(state), emptyState),
    takeWhile(state => !isOver(state), true),
    settings.json ? identity : showCluster(process.stdout),
  );
}

/** Starts a child with the program of this process. */
function started(argv: readonly string[], log: LocalLog): ChildProcess {
  const child = fork(process.argv[1]!, argv, {
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    serialization: 'advanced',
  });
  log.serve(child);
  return child;
}

/** The command line of a process. */
interface ProcessArguments {
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
