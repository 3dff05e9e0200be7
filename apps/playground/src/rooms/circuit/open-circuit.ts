import { map } from 'rxjs';
import type { RoomState } from '../../page/address.ts';
import { publishState } from '../../page/publish-state.ts';
import { CircuitControl } from './control.ts';
import { formatSettings, parseSettings } from './settings-address.ts';

/** A circuit opened from an address. */
export interface OpenedCircuit {
  readonly control: CircuitControl;
  /** The parts of the address that could not be used. */
  readonly problems: readonly string[];
  /** Starts publishing the state of the room. The returned function ends everything. */
  readonly open: () => () => void;
}

/** Opens the circuit that an address describes. */
export function openCircuit(asked: RoomState, onstate: (state: RoomState) => void): OpenedCircuit {
  const { settings, problems } = parseSettings(asked);
  const control = new CircuitControl(settings);
  const { circuit, problem } = control.state$.value;
  const unknown =
    problem === undefined ? [...settings.values.keys()].filter(name => !control.state$.value.values.has(name)) : [];
  const open = (): (() => void) => {
    const publishing = publishState(control.state$.pipe(map(({ settings }) => formatSettings(settings))), onstate);
    // Nobody follows a walk in a page that is not seen.
    const rest = (): void => void (document.hidden && control.pause());
    document.addEventListener('visibilitychange', rest);
    return () => {
      document.removeEventListener('visibilitychange', rest);
      publishing.unsubscribe();
      control.close();
    };
  };
  return {
    control,
    problems: [
      ...problems,
      ...unknown.map(name => `There is no input “${name}” in ${circuit.text ?? 'this circuit'}.`),
    ],
    open,
  };
}
