import { map } from 'rxjs';
import type { RoomState } from '../../shell/address.ts';
import { keepState } from '../../shell/keep-state.ts';
import { motionIsReduced } from '../../shell/motion.ts';
import { RaceControl } from './control.ts';
import type { Scene } from './scene.ts';
import { formatSettings, parseSettings } from './settings-address.ts';

/** Where the opening race stands for those who want no motion: far enough to see who leads. */
const STILL = 100;

/** A race by an address. */
export interface OpenedRace {
  readonly control: RaceControl;
  /** What the address asks for and cannot be had. */
  readonly problems: readonly string[];
  /** Begins to tell states of the room; what it returns ends everything. */
  readonly open: () => () => void;
}

/** Opens a race as an address asks for; one that names no step plays at once. */
export function openRace(scene: Scene, asked: RoomState, onstate: (state: RoomState) => void): OpenedRace {
  const { settings, problems } = parseSettings(scene, asked);
  const isFresh = asked['step'] === undefined;
  const control = new RaceControl(scene, isFresh && motionIsReduced() ? { ...settings, step: STILL } : settings);
  const open = (): (() => void) => {
    const told = keepState(control.state$.pipe(map(({ settings }) => formatSettings(scene, settings))), onstate);
    if (isFresh && !motionIsReduced()) control.play();
    return () => {
      told.unsubscribe();
      control.close();
    };
  };
  return { control, problems, open };
}
