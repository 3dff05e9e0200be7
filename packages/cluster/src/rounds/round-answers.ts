import { LogError } from '@thalweg/log';
import type { Contribution } from './contribution-of.ts';

/** The answer of a worker in a round. */
interface Answer {
  readonly sequence: number;
  /** Missing if it was refused, or if the worker only said that it leaves. */
  readonly contribution: Contribution | undefined;
}

/** The answers of the open round, in the order of the log. */
export class RoundAnswers {
  readonly #answers = new Map<string, Answer>();

  /** The number of workers that answered, whether their deltas fitted or not. */
  get size(): number {
    return this.#answers.size;
  }

  /** The sequences of the deltas that fit. */
  get fitting(): readonly number[] {
    return [...this.#answers.values()].flatMap(one => (one.contribution === undefined ? [] : [one.sequence]));
  }

  has(worker: string): boolean {
    return this.#answers.has(worker);
  }

  add(worker: string, sequence: number, contribution: Contribution | undefined): void {
    this.#answers.set(worker, { sequence, contribution });
  }

  clear(): void {
    this.#answers.clear();
  }

  /** Returns the contributions with some sequences. Throws {@link LogError} if one is not there. */
  at(round: number, sequences: readonly number[]): Contribution[] {
    const bySequence = new Map([...this.#answers.values()].map(one => [one.sequence, one.contribution]));
    return sequences.map(sequence => {
      const contribution = bySequence.get(sequence);
      if (contribution !== undefined) return contribution;
      throw new LogError(
        'damaged',
        'rounds',
        `the log must hold the deltas that closed round ${round}`,
        `none that fits at sequence ${sequence}`,
        'Build the same model, or begin from a newer state; if the log lost an entry, restore it from a copy.',
      );
    });
  }
}
