import { combineLatest, filter, map, type Observable } from 'rxjs';
import address from 'virtual:digits-data';
import type { RoomState } from '../../shell/address.ts';
import { keepState } from '../../shell/keep-state.ts';
import { motionIsReduced } from '../../shell/motion.ts';
import { DigitsControl } from './control.ts';
import { Mirror } from './mirror.ts';
import { formatShow, type Show } from './show-address.ts';
import type { Plan } from './training/plan.ts';
import { formatPlan } from './training/plan-address.ts';
import { trainInWorker } from './training/train-in-worker.ts';

/** Steps a second at first: an epoch of 250 takes a second. */
export const FIRST_SPEED = 250;

/** A training in the page, and its network as the page sees it. */
export interface OpenedTraining {
  readonly control: DigitsControl;
  readonly mirror: Mirror;
  /** Begins; what it returns ends everything. */
  readonly open: () => () => void;
}

/** Opens a training by a plan, and tells the address that would open it as it is. */
export function openTraining(
  plan: Plan,
  play: boolean,
  show$: Observable<Show>,
  onstate: (state: RoomState) => void,
): OpenedTraining {
  const mirror = new Mirror(plan.seed);
  const control = new DigitsControl(plan, trainInWorker, mirror);
  const open = (): (() => void) => {
    const close = control.open({ data: address, speed: FIRST_SPEED, play: play && !motionIsReduced() });
    const settled$ = control.state$.pipe(filter(({ activity }) => activity === 'playing' || activity === 'resting'));
    const states$ = combineLatest([settled$, show$]).pipe(
      map(([{ plan }, show]) => ({ ...formatPlan(plan), ...formatShow(show) })),
    );
    const told = keepState(states$, onstate);
    return () => {
      told.unsubscribe();
      close();
    };
  };
  return { control, mirror, open };
}
