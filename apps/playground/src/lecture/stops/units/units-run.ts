import { div, mul, parameter, read, square } from '@thalweg/graph';
import { adadelta, sgd, type Transform } from '@thalweg/optim';
import { step } from '@thalweg/train';
import type { RoomState } from '../../../page/address.ts';
import { shown } from '../../../page/numbers.ts';
import { readNumber } from '../../parts/numbers.ts';
import type { Reading } from '../../parts/stop.ts';

/** The start, in metres; the minimum is at 0. */
export const START = 2;

/** The units of the loss and of the length. */
export interface Units {
  /** The number that the loss is multiplied by. */
  readonly factor: number;
  /** The number of units of length in a metre: 1 or 100. */
  readonly perMetre: number;
  /** The small number ε of Adadelta. */
  readonly epsilon: number;
}

/** The units that the stop begins with. */
export const firstUnits: Units = { factor: 1, perMetre: 1, epsilon: 1e-6 };

/** The lengths of the first steps, in the chosen unit of length. */
export interface FirstSteps {
  readonly sgd: number;
  readonly adadelta: number;
}

/** Returns how far each optimizer goes in its first step from 2 metres towards 0. */
export function firstSteps(units: Units): FirstSteps {
  return {
    sgd: firstStep(units, sgd({ learningRate: 1e-4 })),
    adadelta: firstStep(units, adadelta({ epsilon: units.epsilon })),
  };
}

function firstStep({ factor, perMetre }: Units, optimizer: Transform): number {
  const x = parameter(START * perMetre, { dtype: 'float64' });
  step(mul(1000 * factor, square(div(x, perMetre))), optimizer)();
  return START * perMetre - read(x).item();
}

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
