import { batch, epochs, shuffle, type Dataset } from '@thalweg/data';
import { memoryLog, type Log, type LogEntry } from '@thalweg/log';
import { adam, type Transform } from '@thalweg/optim';
import { lastValueFrom, toArray, type Subscription } from 'rxjs';
import {
  leadRounds,
  localSgd,
  type LeadRoundsOptions,
  type LocalSgd,
  type LocalSgdOptions,
  type LocalStep,
} from '../index.ts';
import { classifier, points, type Toy } from './toy.ts';

/** A log with leaders and workers of toys. */
export class ToyCluster {
  readonly log: Log = memoryLog();
  readonly run: { readonly log: Log; readonly name: string } = { log: this.log, name: 'toy' };
  readonly #open: Subscription[] = [];

  /** Starts a leader, and returns its model. */
  lead(optimizer: Transform, options: Partial<LeadRoundsOptions> = {}, toy: Toy = classifier()): Toy {
    this.#open.push(leadRounds(toy.loss, optimizer, { ...this.run, ...options }).subscribe());
    return toy;
  }

  /** Returns a worker with its model. */
  worker(
    options: Partial<LocalSgdOptions> = {},
    inner: Transform = adam({ learningRate: 0.05 }),
    toy: Toy = classifier(),
  ): { readonly toy: Toy; readonly learn: LocalSgd } {
    return { toy, learn: localSgd(toy.loss, inner, { ...this.run, worker: 'w', every: 5, ...options }) };
  }

  /** Keeps a subscription until the end of a test. */
  keep(subscription: Subscription): Subscription {
    this.#open.push(subscription);
    return subscription;
  }

  /** The entries of a topic so far. */
  entries(topic: string): Promise<LogEntry[]> {
    return lastValueFrom(this.log.read(topic, 0, { until: 'end' }).pipe(toArray()));
  }

  stop(): void {
    for (const one of this.#open) one.unsubscribe();
  }
}

/** Batches of 8 points; other ones for another seed. */
export function shard(seed: number, passes = 10): Dataset<unknown> {
  return points(64, seed).pipe(shuffle({ seed }), batch(8), epochs(passes));
}

/** All steps of a worker. */
export function stepsOf(data: Dataset<unknown>, learn: LocalSgd): Promise<LocalStep[]> {
  return lastValueFrom(data.pipe(learn, toArray()));
}
