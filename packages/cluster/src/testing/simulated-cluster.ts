import { batch, epochs, shuffle } from '@thalweg/data';
import { memoryLog, type Log } from '@thalweg/log';
import { adam, nesterov, type Transform } from '@thalweg/optim';
import { restore, snapshot, type Snapshot } from '@thalweg/train';
import type { Subscription } from 'rxjs';
import { leadRounds, localSgd, type LocalSgd, type RoundRecord } from '../index.ts';
import { type Faults, FaultyLog, randomNumbers } from './faulty-log.ts';
import { bytesOf, classifier, points, type Toy } from './toy.ts';
import { inVirtualTime } from './virtual-time.ts';

/** A process that is killed, and started again. */
export interface Kill {
  readonly role: 'worker' | 'leader';
  readonly index: number;
  /** Virtual milliseconds until it is killed, and until it is started again. */
  readonly at: number;
  readonly down: number;
  /** True if it starts without its snapshot. */
  readonly fresh: boolean;
}

/** A process whose connection stalls for some time. */
export interface Stall {
  readonly role: 'worker' | 'leader';
  readonly index: number;
  readonly at: number;
  readonly lasts: number;
}

/** A cluster, and what happens to it. */
export interface Schedule {
  readonly seed: number;
  readonly workers: number;
  readonly leaders: number;
  readonly rounds: number;
  readonly every: number;
  readonly compress: 'none' | '8bit';
  readonly stateEvery: number;
  readonly patience: number;
  readonly faults: Omit<Faults, 'random'>;
  readonly kills: readonly Kill[];
  readonly stalls: readonly Stall[];
}

/** What is left of a cluster that has run. */
export interface ClusterRun {
  readonly log: Log;
  /** The parameters of the leader that ended the run, if one did within the limit. */
  readonly parameters: readonly number[] | undefined;
  readonly records: readonly RoundRecord[];
  readonly errors: readonly unknown[];
}

export const RUN = 'toy';
const LIMIT = 600_000;

/** The outer optimizer of the cluster. */
export function outer(): Transform {
  return nesterov({ learningRate: 0.7, decay: 0.6 });
}

/** Runs a cluster in virtual time, all processes in this one, until a leader ends the run. */
export function runCluster(schedule: Schedule): Promise<ClusterRun> {
  return inVirtualTime(async until => {
    const cluster = new SimulatedCluster(schedule);
    cluster.start();
    await until(() => cluster.done !== undefined || cluster.errors.length > 0, LIMIT);
    cluster.stop();
    const { log, records, errors } = cluster;
    return { log, parameters: cluster.done && bytesOf(cluster.done.parameters), records, errors };
  });
}

/** A process: what it runs, and its log. */
interface Running {
  readonly log: FaultyLog;
  readonly subscription: Subscription;
}

class SimulatedCluster {
  readonly log: Log = memoryLog();
  readonly records: RoundRecord[] = [];
  readonly errors: unknown[] = [];
  /** The model of the leader that ended the run. */
  done: Toy | undefined;
  readonly #schedule: Schedule;
  readonly #random: () => number;
  readonly #running = new Map<string, Running>();
  readonly #disks = new Map<number, Snapshot>();

  constructor(schedule: Schedule) {
    this.#schedule = schedule;
    this.#random = randomNumbers(schedule.seed);
  }

  start(): void {
    const { workers, leaders, kills, stalls } = this.#schedule;
    for (let i = 0; i < leaders; i++) this.#lead(i);
    for (let i = 0; i < workers; i++) this.#work(i);
    for (const kill of kills) setTimeout(() => this.#kill(kill), kill.at);
    for (const { role, index, at, lasts } of stalls)
      setTimeout(() => this.#running.get(`${role} ${index}`)?.log.stall(lasts), at);
  }

  stop(): void {
    for (const { log, subscription } of this.#running.values()) {
      log.kill();
      subscription.unsubscribe();
    }
  }

  #kill({ role, index, down, fresh }: Kill): void {
    const name = `${role} ${index}`;
    const running = this.#running.get(name);
    if (running === undefined) return;
    this.#running.delete(name);
    running.log.kill();
    running.subscription.unsubscribe();
    if (fresh) this.#disks.delete(index);
    setTimeout(() => (role === 'worker' ? this.#work(index) : this.#lead(index)), down);
  }

  #open(): FaultyLog {
    return new FaultyLog(this.log, { ...this.#schedule.faults, random: this.#random });
  }

  #lead(index: number): void {
    const { workers, rounds, stateEvery, patience } = this.#schedule;
    const log = this.#open();
    const toy = classifier();
    const subscription = leadRounds(toy.loss, outer(), {
      log,
      name: RUN,
      leader: `leader-${index}`,
      workers,
      rounds,
      stateEvery,
      patience,
      lease: 300,
    }).subscribe({
      next: record => this.records.push(record),
      error: (error: unknown) => this.errors.push(error),
      complete: () => (this.done = toy),
    });
    this.#running.set(`leader ${index}`, { log, subscription });
  }

  #work(index: number): void {
    const { every, compress } = this.#schedule;
    const log = this.#open();
    const learn = localSgd(classifier().loss, adam({ learningRate: 0.05 }), {
      log,
      name: RUN,
      worker: `worker-${index}`,
      every,
      compress,
      patience: 2000,
    });
    const kept = this.#disks.get(index);
    if (kept !== undefined) restore({ learn }, kept);
    const data = points(24, index + 1).pipe(shuffle({ seed: index }), batch(8), epochs(1000));
    const subscription = data.pipe(learn).subscribe({
      next: () => this.#keep(index, learn),
      error: (error: unknown) => this.errors.push(error),
    });
    this.#running.set(`worker ${index}`, { log, subscription });
  }

  #keep(index: number, learn: LocalSgd): void {
    this.#disks.set(index, snapshot({ learn }));
  }
}
