import { batch, type Dataset, epochs, fromColumns, shuffle } from '@thalweg/data';
import { input, type Node, type Parameter, parametersOf, read } from '@thalweg/graph';
import { type Log, type LogEntry, memoryLog } from '@thalweg/log';
import { dense, softmaxCrossEntropy, tanh } from '@thalweg/nn';
import { adam, type Transform } from '@thalweg/optim';
import { lastValueFrom, type Subscription, toArray } from 'rxjs';
import {
  leadRounds,
  type LeadRoundsOptions,
  localSgd,
  type LocalSgd,
  type LocalSgdOptions,
  type LocalStep,
} from '../index.ts';

/** A model with its loss. */
export interface Toy {
  readonly logits: Node<readonly ['batch', 2]>;
  readonly loss: Node<readonly []>;
  readonly parameters: readonly Parameter[];
}

/** A network that tells two classes of points apart. Built again, it starts the same. */
export function classifier(units = 5): Toy {
  const x = input('x', ['batch', 3]);
  const label = input('label', ['batch'], 'int32');
  const logits = x.pipe(dense(units), tanh(), dense(2));
  const loss = logits.pipe(softmaxCrossEntropy(label));
  return { logits, loss, parameters: parametersOf(loss as Node) };
}

/** Points of two classes; other ones for another seed. */
export function points(count: number, seed = 1): Dataset<{ x: Float32Array; label: number }> {
  const x = Float32Array.from({ length: 3 * count }, (_, i) => Math.sin(12.9898 * seed * (i + 1)));
  const label = Int32Array.from({ length: count }, (_, i) => (x[3 * i]! + x[3 * i + 1]! > 0 ? 1 : 0));
  return fromColumns({ x: { data: x, shape: [3] }, label }) as Dataset<{ x: Float32Array; label: number }>;
}

/** The bytes of some nodes. */
export function bytesOf(nodes: readonly Node[]): number[] {
  return nodes.flatMap(node => {
    const { data } = read(node);
    return [...new Uint8Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength))];
  });
}

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
