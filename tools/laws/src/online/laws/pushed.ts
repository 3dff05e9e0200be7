import { setImmediate as turn } from 'node:timers/promises';
import { Tensor } from '@thalweg/tensor';
import { encodeSnapshot, snapshot } from '@thalweg/train';
import { Subject, type Observable } from 'rxjs';
import type { Operator } from '../../operators/laws/operator-row.ts';
import type { Learner, OnlineRow } from './online-row.ts';

/** What came of a stream. */
export interface Pushed {
  readonly told: unknown[];
  readonly errors: unknown[];
}

/** Items of a row: so many, from a number on. */
export function itemsOf<T>({ item }: Pick<OnlineRow<T>, 'item'>, count: number, from = 0): T[] {
  return Array.from({ length: count }, (_, i) => item(from + i));
}

/** Pushes items one after another, and leaves. */
export function pushed<T>(operator: Operator<T>, items: readonly T[]): Pushed {
  const source$ = new Subject<T>();
  const log = listened(operator(source$));
  for (const item of items) source$.next(item);
  log.leave();
  return { told: log.told, errors: log.errors };
}

/** Pushes items and completes; what comes in later turns is waited for. */
export async function pushedToTheEnd<T>(
  { inLaterTurns }: OnlineRow<T>,
  operator: Operator<T>,
  items: readonly T[],
): Promise<Pushed> {
  const source$ = new Subject<T>();
  const log = listened(operator(source$));
  for (const item of items) source$.next(item);
  source$.complete();
  for (let turns = 0; inLaterTurns && turns < 200 && !log.ended(); turns++) await turn();
  return { told: log.told, errors: log.errors };
}

/** Listens to a stream, and writes down what comes. */
export function listened(stream$: Observable<unknown>): Pushed & { ended(): boolean; leave(): void } {
  const [told, errors]: [unknown[], unknown[]] = [[], []];
  const subscription = stream$.subscribe({
    next: value => told.push(plainOf(value)),
    error: error => errors.push(error),
  });
  return { told, errors, ended: () => subscription.closed, leave: () => subscription.unsubscribe() };
}

/** The file of a learner's state, as text that compares byte by byte. */
export function stateOf<T>({ parts = {} }: Learner<T>): string {
  return Buffer.from(encodeSnapshot(snapshot(parts))).toString('latin1');
}

/** A value that compares by what is in it, and that nothing changes later. */
function plainOf(value: unknown): unknown {
  if (value instanceof Tensor)
    return { shape: Array.from(value.shape as readonly number[]), elements: value.data.slice() };
  if (ArrayBuffer.isView(value)) return (value as Float64Array).slice();
  if (Array.isArray(value)) return (value as unknown[]).map(plainOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, plainOf(field)]));
}
