import { map } from 'rxjs';
import type { RoomState } from '../../page/address.ts';
import { motionIsReduced } from '../../page/motion.ts';
import { publishState } from '../../page/publish-state.ts';
import { StreamControl } from './control.ts';
import { Run } from './run.ts';
import { formatSettings, parseSettings } from './settings-address.ts';
import type { Settings } from './settings.ts';

/** The opening if motion is reduced: a drift, and where the models are some time after it. */
const STILL: Partial<Settings> = { drifts: [{ kind: 'sudden', at: 600 }], event: 900 };

/** A stream opened from an address. */
export interface OpenedStream {
  readonly control: StreamControl;
  /** The parts of the address that could not be used. */
  readonly problems: readonly string[];
  /** Starts publishing the state of the room. The returned function ends everything. */
  readonly open: () => () => void;
}

/**
 * Opens the stream that an address describes, in two short pieces of work. Without an event in the address, it starts
 * playing.
 */
export function* openStream(asked: RoomState, onstate: (state: RoomState) => void): Generator<void, OpenedStream> {
  const { settings, problems } = parseSettings(asked);
  const isFresh = asked['event'] === undefined;
  const isStill = isFresh && motionIsReduced();
  const first = isStill && asked['drift'] === undefined ? { ...settings, ...STILL } : settings;
  const run = new Run(first);
  yield;
  const control = new StreamControl(first, run);
  const open = (): (() => void) => {
    const publishing = publishState(control.state$.pipe(map(({ settings }) => formatSettings(settings))), onstate);
    if (isFresh && !isStill) control.play();
    return () => {
      publishing.unsubscribe();
      control.close();
    };
  };
  return { control, problems, open };
}
