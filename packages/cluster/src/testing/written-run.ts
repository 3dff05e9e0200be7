import { memoryLog, topicWriter, type Log } from '@thalweg/log';
import { allocate, Tensor, type Sizes } from '@thalweg/tensor';
import type { Node } from '@thalweg/graph';
import { modelState } from '@thalweg/train';
import { type Decision, roundTopics } from '../rounds/round-topics.ts';
import type { Delta } from '../rounds/delta.ts';
import { classifier } from './toy.ts';

/** The weights that a toy starts from. */
export function weightsOf(loss: Node): Record<string, Tensor> {
  return { ...modelState(loss).save().tensors };
}

/** Returns a tensor for each weight of a toy, all of whose elements are one value. */
export function filled(value: number): Record<string, Tensor> {
  const weights = Object.entries(weightsOf(classifier().loss as Node));
  return Object.fromEntries(
    weights.map(([name, { shape, dtype, size }]) => [
      name,
      new Tensor(shape as Sizes, dtype, allocate(dtype, size).fill(value)),
    ]),
  );
}

/** A log that a test writes by hand, as leaders and workers would. */
export class WrittenRun {
  readonly log: Log = memoryLog();
  readonly name = 'toy';
  readonly #decisions = new Map<number, number>();

  /** Appends what a leader decides, as a log does that cannot refuse an epoch that has ended. */
  decide(epoch: number, decision: Decision): Promise<number> {
    const log: Log = { ...unfenced(this.log) };
    const count = (this.#decisions.get(epoch) ?? 0) + 1;
    this.#decisions.set(epoch, count);
    return topicWriter(log, roundTopics(this.name).rounds, { producer: `epoch-${epoch}`, epoch }).append(decision, {
      count,
    });
  }

  /** Begins a term, and the run. */
  async start(): Promise<void> {
    await this.decide(1, { kind: 'begin', leader: 'a' });
    await this.decide(1, { kind: 'start', weights: weightsOf(classifier().loss as Node) });
  }

  /** Appends what a worker did in a round. */
  answer(worker: string, round: number, delta: Partial<Delta>): Promise<number> {
    const whole = { examples: 1, last: false, tensors: {}, ...delta };
    return topicWriter(unfenced(this.log), roundTopics(this.name).deltas, { producer: worker }).append(whole, {
      count: round,
    });
  }

  close(round: number, deltas: readonly number[], epoch = 1): Promise<number> {
    return this.decide(epoch, { kind: 'close', round, deltas, missing: 0 });
  }
}

/** A log that remembers no id and no epoch: readers alone decide what counts. */
function unfenced(log: Log): Log {
  return {
    append: (topic, bytes) => log.append(topic, bytes),
    read: (topics, from, options) => log.read(topics, from, options),
    swap: (key, expected, bytes) => log.swap(key, expected, bytes),
    watch: key => log.watch(key),
  };
}
