import { map } from 'rxjs';
import type { RoomState } from '../../../page/address.ts';
import { motionIsReduced } from '../../../page/motion.ts';
import { publishState } from '../../../page/publish-state.ts';
import { NetworkControl } from './control.ts';
import { MapReader } from './maps.ts';
import { pointNetwork } from '../pipeline/point-network.ts';
import { Run } from './run.ts';
import { formatSettings, parseSettings } from './settings-address.ts';

/** The step that a new training shows if motion is reduced: most of the boundary is there. */
const REDUCED_MOTION_STEP = 500;

/** A training opened from an address. */
export interface OpenedNetwork {
  readonly control: NetworkControl;
  /** The parts of the address that could not be used. */
  readonly problems: readonly string[];
  /** Starts publishing the state of the room. The returned function ends everything. */
  readonly open: () => () => void;
}

/**
 * Opens the training that an address describes, in short pieces of work: most of them compile a part of the network. Without
 * a step in the address, it starts playing.
 */
export function* openNetwork(asked: RoomState, onstate: (state: RoomState) => void): Generator<void, OpenedNetwork> {
  const { settings, problems } = parseSettings(asked);
  const network = pointNetwork(settings);
  yield;
  const run = new Run(settings, network);
  yield;
  run.measureTrain();
  yield;
  run.measureTest();
  yield;
  const maps = new MapReader(run);
  yield;
  maps.compile();
  yield;
  maps.read();
  yield;
  const isFresh = asked['step'] === undefined;
  const control = new NetworkControl(
    isFresh && motionIsReduced() ? { ...settings, step: REDUCED_MOTION_STEP } : settings,
    { run, maps },
  );
  const open = (): (() => void) => {
    const publishing = publishState(
      // On the way to a step, the address keeps it.
      control.state$.pipe(
        map(({ settings, target }) => formatSettings({ ...settings, step: target ?? settings.step })),
      ),
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
