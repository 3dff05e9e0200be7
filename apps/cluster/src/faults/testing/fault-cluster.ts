import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { lastValueFrom, merge, tap } from 'rxjs';
import { keptRunning } from '../../processes/kept-running.ts';
import type { MemberSettings } from './member-settings.ts';

/** The settings that all processes of a cluster share. */
export interface FaultClusterOptions extends Pick<
  MemberSettings,
  'cluster' | 'servers' | 'stream' | 'rates' | 'seed' | 'clock'
> {
  /** The program of the processes, in one file. */
  readonly program: string;
  readonly folder: string;
  readonly leaders: number;
}

/** The processes of a cluster, each started again when it dies. */
export class FaultCluster {
  readonly #children = new Map<string, ChildProcess>();
  readonly #stop = new AbortController();
  /** Resolves when all processes have done their work. */
  readonly done: Promise<unknown>;
  /** The number of processes that were killed while they worked. */
  killed = 0;

  constructor(options: FaultClusterOptions) {
    const members = membersOf(options);
    const running = members.map(member =>
      keptRunning(
        () =>
          fork(options.program, [JSON.stringify(member)], {
            stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
            execArgv: [],
          }),
        {
          stop: this.#stop.signal,
          pauseMs: 10,
          most: Infinity,
        },
      ).pipe(tap(child => this.#children.set(member.name, child))),
    );
    this.done = lastValueFrom(merge(...running));
  }

  get names(): readonly string[] {
    return [...this.#children.keys()];
  }

  /** True unless a process has done its work, or has died and was not started again. */
  isAlive(name: string): boolean {
    const { exitCode, signalCode } = this.#children.get(name)!;
    return exitCode === null && signalCode === null;
  }

  /** Kills a process by SIGKILL, unless it has done its work. */
  kill(name: string): void {
    if (this.isAlive(name) && this.#children.get(name)!.kill('SIGKILL')) this.killed++;
  }

  /** Ends all processes. */
  async stop(): Promise<void> {
    this.#stop.abort();
    for (const name of this.names) this.kill(name);
    await this.done.catch(() => undefined);
  }
}

function membersOf({ program: _, folder, leaders, ...all }: FaultClusterOptions): readonly MemberSettings[] {
  const member = (role: MemberSettings['role'], name: string, index: number): MemberSettings => ({
    ...all,
    role,
    name,
    shard: { index, count: 2 },
    file: join(folder, `${name}.safetensors`),
    seed: all.seed * 10 + index,
  });
  return [
    ...Array.from({ length: leaders }, (_, i) => member('leader', `leader${i + 1}`, i + 2)),
    ...[0, 1].map(index => member('worker', `w${index + 1}`, index)),
    member('learner', 'learner', 4),
  ];
}

/** Bundles the program of a process into one file in a folder, which starts quickly, and returns its path. */
export function bundledMember(folder: string): string {
  const outfile = join(folder, 'member.mjs');
  buildSync({
    entryPoints: [fileURLToPath(new URL('member.ts', import.meta.url))],
    conditions: ['@thalweg/source'],
    platform: 'node',
    format: 'esm',
    bundle: true,
    // Packages in CommonJS ask for Node's modules by `require`.
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    outfile,
  });
  return outfile;
}
