import type { RoomState } from '../../../page/address.ts';
import { shown } from '../../../page/numbers.ts';
import { readNumber } from '../../parts/numbers.ts';
import type { Reading } from '../../parts/stop.ts';
import { type FirstSteps, firstUnits, START, type Units } from './units-run.ts';

/** The factor that the stop asks for. */
const TARGET = 1000;

/** Returns what the first steps say about units, compared with those in the units of the beginning. */
export function unitsReading(units: Units, before: FirstSteps, now: FirstSteps): Reading {
  return {
    what:
      units.perMetre === 1
        ? 'Length of SGD’s first step, in metres'
        : 'Length of SGD’s first step: in metres before, in centimetres now',
    before: before.sgd.toPrecision(3),
    now: now.sgd.toPrecision(3),
    sentence: units.perMetre === 1 ? inMetres(units, now) : inCentimetres(units, now),
    isDone: units.factor === TARGET,
  };
}

function inMetres({ factor }: Units, { sgd, adadelta }: FirstSteps): string {
  const its = adadelta.toPrecision(3);
  if (factor === 1) return `The minimum is ${START} metres away. SGD goes a fifth of the way, Adadelta ${its} metres.`;
  if (sgd < 2 * START)
    return `The loss is ${factor} times as large, and so is the step of SGD. Adadelta still goes ${its} metres.`;
  return `SGD jumps past the minimum to ${shown(START - sgd, 3)} metres, higher than it was. Adadelta still goes ${its} metres: the unit of the loss cancels.`;
}

function inCentimetres({ perMetre, epsilon }: Units, { sgd, adadelta }: FirstSteps): string {
  // The gradient per centimetre is as many times smaller as the right number is larger.
  const right = shown(sgd * perMetre ** 2, 3);
  const its = adadelta.toPrecision(3);
  if (epsilon === firstUnits.epsilon)
    return `In centimetres the step of before would be ${right}. SGD goes ${shown(sgd, 3)} cm: its gradient is per centimetre now. Adadelta goes ${its} cm: its ε still counts square metres.`;
  return `With ε in square centimetres, Adadelta goes ${its} cm, as far as before. SGD still goes ${shown(sgd, 3)} cm in place of ${right}.`;
}

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
