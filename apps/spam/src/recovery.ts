import { KeptState, withState } from '@thalweg/online';
import type { Savable } from '@thalweg/train';
import { tap, type MonoTypeOperatorFunction } from 'rxjs';
import { zeroOneLoss, type SpamOutcome } from './learner.ts';

/** The number of mails over which accuracy is measured. */
const WINDOW = 50;

/** An operator that passes outcomes on and measures how fast accuracy recovers. */
export interface Recovery extends MonoTypeOperatorFunction<SpamOutcome>, Savable {
  /** Returns the number of mails after the change until accuracy recovered; undefined before that. */
  after(): number | undefined;
}

/** Measures how many mails after a change it takes until accuracy is again 95 % of its mean before the change. */
export function recovery(change: number): Recovery {
  const state = new KeptState({
    name: 'recovery',
    settings: { change },
    initial: () => ({ count: 0, errors: 0, last: new Uint8Array(WINDOW), after: -1 }),
  });
  const update = (outcome: SpamOutcome): void => {
    const { now } = state;
    const error = zeroOneLoss(outcome);
    now.last[now.count++ % WINDOW] = error;
    if (now.count <= change) now.errors += error;
    const passed = now.count - change;
    if (now.after >= 0 || passed < WINDOW) return;
    const accuracy = 1 - now.last.reduce((sum, one) => sum + one, 0) / WINDOW;
    if (accuracy >= 0.95 * (1 - now.errors / change)) now.after = passed;
  };
  const after = (): number | undefined => (state.now.after < 0 ? undefined : state.now.after);
  return Object.assign(withState(state, tap(update)), { after });
}
