import { map } from 'rxjs';
import type { RoomState } from '../../shell/address.ts';
import { keepState } from '../../shell/keep-state.ts';
import { CircuitControl } from './control.ts';
import { formatSettings, parseSettings } from './settings-address.ts';

/** A circuit by an address. */
export interface OpenedCircuit {
  readonly control: CircuitControl;
  /** What the address asks for and cannot be had. */
  readonly problems: readonly string[];
  /** Begins to tell states of the room; what it returns ends everything. */
  readonly open: () => () => void;
}

/** Opens a circuit as an address asks for. */
export function openCircuit(asked: RoomState, onstate: (state: RoomState) => void): OpenedCircuit {
  const { settings, problems } = parseSettings(asked);
  const control = new CircuitControl(settings);
  const { circuit, problem } = control.state$.value;
  const strange = problem === undefined ? [...settings.values.keys()].filter(name => !circuit.inputs.has(name)) : [];
  const open = (): (() => void) => {
    const told = keepState(control.state$.pipe(map(({ settings }) => formatSettings(settings))), onstate);
    return () => {
      told.unsubscribe();
      control.close();
    };
  };
  return {
    control,
    problems: [...problems, ...strange.map(name => `There is no input “${name}” in ${circuit.text}.`)],
    open,
  };
}
