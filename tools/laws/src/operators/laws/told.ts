import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { Tensor } from '@thalweg/tensor';
import { Subscription, type Observable } from 'rxjs';
import type { OperatorRow } from './operator-row.ts';

/** What a subscriber was told. */
export interface Told {
  readonly items: unknown[];
  readonly errors: unknown[];
  completions: number;
  readonly unsubscribe: () => void;
}

/** Subscribes and writes down what comes, as the row compares it; `then` is called after each. */
export function told<T>(row: OperatorRow<T>, stream$: Observable<unknown>, then?: (told: Told) => void): Told {
  const { shown = plainOf } = row;
  const subscription = new Subscription();
  const log: Told = { items: [], errors: [], completions: 0, unsubscribe: () => subscription.unsubscribe() };
  subscription.add(
    stream$.subscribe({
      next: item => {
        log.items.push(shown(item as never));
        then?.(log);
      },
      error: error => log.errors.push(error),
      complete: () => log.completions++,
    }),
  );
  return log;
}

function plainOf(item: unknown): unknown {
  return item instanceof Tensor ? item.toArray() : item;
}

/** The turns of the event loop after which what reads over turns must have ended. */
const TURNS = 200;

/** The milliseconds after which what waits for files must have ended. */
const FILES_MS = 2000;

/** True if a stream has ended. */
const hasEnded = ({ errors, completions }: Told): boolean => errors.length + completions > 0;

/**
 * Waits for an end, or for something else, where the operator takes turns, or waits for files; of all others it has come
 * already.
 */
export async function settled<T>(
  { overTurns, inLaterTurns, endsLater }: OperatorRow<T>,
  log: Told,
  orElse: (log: Told) => boolean = hasEnded,
): Promise<Told> {
  const isDone = (): boolean => hasEnded(log) || orElse(log);
  if (overTurns || inLaterTurns) await turnsUntil(isDone);
  if (endsLater) for (let ms = 0; ms < FILES_MS && !isDone(); ms++) await wait(1);
  return log;
}

/** Waits for the first item where what was pushed comes in later turns. */
export async function heard<T>({ inLaterTurns }: OperatorRow<T>, { items }: Told): Promise<void> {
  if (inLaterTurns) await turnsUntil(() => items.length > 0);
}

async function turnsUntil(done: () => boolean): Promise<void> {
  for (let count = 0; count < TURNS && !done(); count++) await turn();
}
