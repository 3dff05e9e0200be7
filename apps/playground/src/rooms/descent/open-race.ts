import { map } from 'rxjs';
import type { RoomState } from '../../page/address.ts';
import { publishState } from '../../page/publish-state.ts';
import { motionIsReduced } from '../../page/motion.ts';
import { RaceControl } from './race/control.ts';
import type { Scene } from './race/scene.ts';
import { formatSettings, parseSettings } from './race/settings-address.ts';

/** The step that a new race shows if motion is reduced: far enough to see who leads. */
const REDUCED_MOTION_STEP = 100;

/** A race opened from an address. */
export interface OpenedRace {
  readonly control: RaceControl;
  /** The parts of the address that could not be used. */
  readonly problems: readonly string[];
  /** Starts publishing the state of the room. The returned function ends everything. */
  readonly open: () => () => void;
}

/** Opens the race that an address describes. Without a step in the address, the race starts playing. */
export function openRace(scene: Scene, asked: RoomState, onstate: (state: RoomState) => void): OpenedRace {
  const { settings, problems } = parseSettings(scene, asked);
  const isFresh = asked['step'] === undefined;
  const control = new RaceControl(
    scene,
    isFresh && motionIsReduced() ? { ...settings, step: REDUCED_MOTION_STEP } : settings,
  );
  const open = (): (() => void) => {
    const publishing = publishState(
      control.state$.pipe(map(({ settings }) => formatSettings(scene, settings))),
      onstate,
    );
    if (isFresh && !motionIsReduced()) control.play();
    return () => {
      publishing.unsubscribe();
      control.close();
    };
  };
  return { control, problems, open };
}
