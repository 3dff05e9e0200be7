import { combineLatest, filter, map, type Observable } from 'rxjs';
import address from 'virtual:digits-data';
import type { RoomState } from '../../page/address.ts';
import { publishState } from '../../page/publish-state.ts';
import { motionIsReduced } from '../../page/motion.ts';
import { DigitsControl } from './control.ts';
import { Mirror } from './mirror.ts';
import { formatShow, type Show } from './show-address.ts';
import type { Plan } from './training/plan.ts';
import { formatPlan } from './training/plan-address.ts';
import { connectDigits } from './training/connect-digits.ts';

/** The initial speed in steps per second: an epoch of 250 steps takes a second. */
export const FIRST_SPEED = 250;

/** A training and the page’s copy of its network. */
export interface OpenedTraining {
  readonly control: DigitsControl;
  readonly mirror: Mirror;
  /** Starts the training. The returned function ends everything. */
  readonly open: () => () => void;
}

/** Opens a training from a plan, and publishes its state for the address. */
export function openTraining(
  plan: Plan,
  play: boolean,
  show$: Observable<Show>,
  onstate: (state: RoomState) => void,
): OpenedTraining {
  const mirror = new Mirror(plan.seed);
  const control = new DigitsControl(plan, connectDigits, mirror);
  const open = (): (() => void) => {
    const close = control.open({ data: address, speed: FIRST_SPEED, play: play && !motionIsReduced() });
    const settled$ = control.state$.pipe(filter(({ activity }) => activity !== 'opening' && activity !== 'going'));
    const states$ = combineLatest([settled$, show$]).pipe(
      map(([{ plan }, show]) => ({ ...formatPlan(plan), ...formatShow(show) })),
    );
    const publishing = publishState(states$, onstate);
    return () => {
      publishing.unsubscribe();
      close();
    };
  };
  return { control, mirror, open };
}
