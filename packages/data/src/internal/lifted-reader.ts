import type { Operator } from 'rxjs';
import type { Reader, Reading, RunReader } from '../reader.ts';
import { OperatorChain, type Operators } from './operator-chain.ts';

/** Reads a dataset through operators of RxJS. */
export class LiftedReader<T> implements Reader<T> {
  readonly length = undefined;
  readonly #root: Reader<unknown>;
  readonly #operators: Operators;

  constructor(root: Reader<unknown>, operators: Operators) {
    this.#root = root;
    this.#operators = operators;
  }

  get epochs(): number | undefined {
    return this.#root.epochs;
  }

  get live(): boolean | undefined {
    return this.#root.live;
  }

  /** Returns a reader with one more operator. */
  with<R>(operator: Operator<T, R>): LiftedReader<R> {
    return new LiftedReader(this.#root, [...this.#operators, operator as Operator<unknown, unknown>]);
  }

  read(epoch: number, index: number): Reading<T> {
    const run = this.openRun(epoch);
    const reading = run.read(epoch, index);
    return { next: () => reading.next(), close: () => run.close() };
  }

  openRun(epoch: number): RunReader<T> {
    return new OperatorChain(this.#root, this.#operators, epoch);
  }
}
