import type { RoomState } from '../../../shell/address.ts';
import { readNumber } from '../../read-number.ts';
import { firstUnits, type Units } from './units-run.ts';

/** The ε that is as long in square centimetres as the usual one in square metres. */
export const SCALED_EPSILON = 1e-2;

/** Reads units from the address. */
export function parseUnits(state: RoomState): Units {
  const isCentimetres = state['unit'] === 'cm';
  return {
    factor: readNumber(state['factor'], { least: 1, most: 1000, otherwise: 1 }),
    perMetre: isCentimetres ? 100 : 1,
    epsilon: isCentimetres && state['epsilon'] === 'cm' ? SCALED_EPSILON : firstUnits.epsilon,
  };
}

/** Formats units for the address. */
export function formatUnits({ factor, perMetre, epsilon }: Units): RoomState {
  return {
    ...(factor === 1 ? {} : { factor: `${factor}` }),
    ...(perMetre === 1 ? {} : { unit: 'cm' }),
    ...(epsilon === firstUnits.epsilon ? {} : { epsilon: 'cm' }),
  };
}
