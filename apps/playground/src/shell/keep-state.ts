import { distinctUntilChanged, throttle, timer, type Observable, type Subscription } from 'rxjs';
import type { RoomState } from './address.ts';

/** Tells the states of a room as they change. Browsers refuse more than some hundred changes of the address in a while. */
export function keepState(states$: Observable<RoomState>, onstate: (state: RoomState) => void): Subscription {
  return states$
    .pipe(
      throttle(() => timer(500), { leading: true, trailing: true }),
      distinctUntilChanged((a, b) => JSON.stringify(a) === JSON.stringify(b)),
    )
    .subscribe(onstate);
}
