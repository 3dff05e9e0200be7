import { KeptState, withState } from '@thalweg/online';
import type { Savable } from '@thalweg/train';
import { tap, type MonoTypeOperatorFunction } from 'rxjs';
import { wrong, type SpamOutcome } from './learner.ts';

/** Accuracy is looked at over so many mails. */
const WINDOW = 50;

/** An operator that passes outcomes on and watches how accuracy comes back. */
export interface Recovery extends MonoTypeOperatorFunction<SpamOutcome>, Savable {
  /** After how many mails of the new kind accuracy was 95 % of what it had been; nothing before that. */
  after(): number | undefined;
}

/** Watches how long it takes after a number of mails until accuracy is 95 % again of what it was over all of them. */
export function recovery(change: number): Recovery {
  const state = new KeptState({
    name: 'recovery',
    settings: { change },
    initial: () => ({ count: 0, errors: 0, last: new Uint8Array(WINDOW), after: -1 }),
  });
  const look = (outcome: SpamOutcome): void => {
    const { now } = state;
    const error = wrong(outcome);
    now.last[now.count++ % WINDOW] = error;
    if (now.count <= change) now.errors += error;
    const passed = now.count - change;
    if (now.after >= 0 || passed < WINDOW) return;
    const accuracy = 1 - now.last.reduce((sum, one) => sum + one, 0) / WINDOW;
    if (accuracy >= 0.95 * (1 - now.errors / change)) now.after = passed;
  };
  const after = (): number | undefined => (state.now.after < 0 ? undefined : state.now.after);
  return Object.assign(withState(state, tap(look)), { after });
}
