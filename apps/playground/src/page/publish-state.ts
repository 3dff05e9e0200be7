import { distinctUntilChanged, throttle, timer, type Observable, type Subscription } from 'rxjs';
import type { RoomState } from './address.ts';

/** Calls `onstate` when the state changes, at most every 500 ms: browsers limit how often the address may change. */
export function publishState(states$: Observable<RoomState>, onstate: (state: RoomState) => void): Subscription {
  return states$
    .pipe(
      throttle(() => timer(500), { leading: true, trailing: true }),
      distinctUntilChanged((a, b) => JSON.stringify(a) === JSON.stringify(b)),
    )
    .subscribe(onstate);
}
