import type { Log } from '@thalweg/log';
import {
  defer,
  distinct,
  EMPTY,
  firstValueFrom,
  lastValueFrom,
  map,
  mergeMap,
  type MonoTypeOperatorFunction,
  type Observable,
  take,
  tap,
  timeout,
  toArray,
} from 'rxjs';

/** The status that a worker publishes. */
export interface WorkerStatus {
  readonly role: 'worker';
  readonly name: string;
  readonly state: 'loading' | 'learning' | 'waiting' | 'ended';
  readonly round: number;
  readonly step: number;
  readonly loss?: number;
  /** Training records per second, waiting included. */
  readonly samplesPerSecond?: number;
  /** The bytes of the log, in both directions, for each training record. */
  readonly bytesPerSample?: number;
}

/** The status that a leader publishes. */
export interface LeaderStatus {
  readonly role: 'leader';
  readonly name: string;
  readonly state: 'loading' | 'candidate' | 'leading' | 'ended';
  readonly epoch: number;
  readonly round: number;
  readonly rounds: number;
  /** The number of deltas by outcome. */
  readonly deltas: Readonly<Record<string, number>>;
  /** The last measurement on the test records. */
  readonly quality?: Quality;
}

/** A measurement on the test records after a round. */
export interface Quality {
  readonly name: string;
  readonly value: number;
  readonly round: number;
  /** The seconds since the leader began. */
  readonly seconds: number;
}

export type Status = WorkerStatus | LeaderStatus;

/**
 * Writes the status of a process into a key of a log, which it has to itself. While one is written, the newest waits. A status
 * that cannot be written is left out: the next one replaces it.
 */
export class StatusKey {
  readonly #log: Log;
  readonly #key: string;
  #version = 0;
  #waiting: Status | undefined;
  #writing: Promise<void> | undefined;

  constructor(log: Log, cluster: string, name: string) {
    this.#log = log;
    this.#key = clusterNames(cluster).status(name);
  }

  write(status: Status): void {
    this.#waiting = status;
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined));
  }

  /** Resolves when nothing waits. */
  async written(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting !== undefined) {
      const bytes = new TextEncoder().encode(JSON.stringify(this.#waiting));
      this.#waiting = undefined;
      await this.#swap(bytes).catch(() => undefined);
    }
  }

  async #swap(bytes: Uint8Array): Promise<void> {
    const version = await this.#log.swap(this.#key, this.#version, bytes);
    if (version !== undefined) return void (this.#version = version);
    // An earlier life of this process has written it.
    this.#version = (await firstValueFrom(this.#log.watch(this.#key))).version;
    this.#version = (await this.#log.swap(this.#key, this.#version, bytes)) ?? this.#version;
  }
}

/** The names of the app's own topics and keys in the log of a cluster. */
export const clusterNames = (cluster: string) => ({
  /** The key of the settings, on which all processes agree. */
  settings: `${cluster}.settings`,
  /** The topic of the names of processes. */
  members: `${cluster}.members`,
  /** The key of the status of a process. */
  status: (name: string): string => `${cluster}.status.${name}`,
});

/** Emits the statuses of all processes of a cluster, as they change. Never completes. */
export function statusesOf(log: Log, cluster: string): Observable<Status> {
  const { members, status } = clusterNames(cluster);
  const decoder = new TextDecoder();
  return log.read(members, 0).pipe(
    map(({ bytes }) => decoder.decode(bytes)),
    distinct(),
    mergeMap(name => log.watch(status(name))),
    map(({ bytes }) => JSON.parse(decoder.decode(bytes)) as Status),
  );
}

/** Writes the statuses of processes that will start, in place of those of an earlier run. */
export async function announce(log: Log, cluster: string, statuses: readonly Status[]): Promise<void> {
  for (const status of statuses) {
    await joinCluster(log, cluster, status.name);
    const key = new StatusKey(log, cluster, status.name);
    key.write(status);
    await key.written();
  }
}

/** The milliseconds to wait for a status. A process that died before it wrote one has none. */
const PATIENCE_MS = 1000;

/** Returns the statuses that the processes of a cluster told last. */
export function statusesNow(log: Log, cluster: string): Promise<readonly Status[]> {
  const { members, status } = clusterNames(cluster);
  const decoder = new TextDecoder();
  const status$ = log.read(members, 0, { until: 'end' }).pipe(
    map(({ bytes }) => decoder.decode(bytes)),
    distinct(),
    mergeMap(name => log.watch(status(name)).pipe(take(1), timeout({ first: PATIENCE_MS, with: () => EMPTY }))),
    map(({ bytes }) => JSON.parse(decoder.decode(bytes)) as Status),
  );
  return lastValueFrom(status$.pipe(toArray()));
}

/** Tells all readers of the log that there is a process of this name, whose status is in the log. */
export async function joinCluster(log: Log, cluster: string, name: string): Promise<void> {
  await log.append(clusterNames(cluster).members, new TextEncoder().encode(name), { id: `member/${name}` });
}

/** What {@link spoken} tells people with. */
export interface SpokenOptions {
  readonly cluster: string;
  /** The number of rounds of the run. */
  readonly rounds: number;
  readonly say: (text: string) => void;
}

/** Passes statuses on, and says in a line when a process begins something else. */
export function spoken({ cluster, rounds, say }: SpokenOptions): MonoTypeOperatorFunction<Status> {
  const lines: Readonly<Partial<Record<Status['state'], string>>> = {
    candidate: `waits until it leads '${cluster}' and workers answer`,
    leading: 'leads',
    learning: 'learns',
    ended: `the run ended after round ${rounds}`,
  };
  return status$ =>
    defer(() => {
      let last: Status['state'] | undefined;
      return status$.pipe(
        tap(({ name, state }) => {
          const line = lines[state];
          if (state !== last && line !== undefined) say(`${name}: ${line}`);
          last = state;
        }),
      );
    });
}
