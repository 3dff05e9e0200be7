import type { Reading } from '../../stop.ts';
import { firstSteps, firstUnits, START, type FirstSteps, type Units } from './units-run.ts';

/** The factor that the stop asks for. */
export const TARGET = 1000;

/** Returns what the first steps say about units. */
export function unitsReading(units: Units, steps: FirstSteps): Reading {
  return {
    what: `Length of SGD’s first step, in ${units.perMetre === 1 ? 'metres' : 'centimetres'}`,
    before: firstSteps(firstUnits).sgd.toPrecision(3),
    now: steps.sgd.toPrecision(3),
    sentence: sentenceOf(units, steps),
    isDone: units.factor === TARGET,
  };
}

function sentenceOf({ factor, perMetre, epsilon }: Units, { sgd, adadelta }: FirstSteps): string {
  const its = adadelta.toPrecision(3);
  if (perMetre !== 1)
    return epsilon === firstUnits.epsilon
      ? `Right steps would now have numbers 100 times as large. Those of SGD are 100 times too short, and then 100 times more. Adadelta goes ${its} cm: its ε still counts square metres.`
      : `With ε in square centimetres, Adadelta goes ${its} cm, as far as before. SGD is 10,000 times too short.`;
  if (factor === 1) return `The minimum is ${START} metres away. SGD goes a fifth of the way, Adadelta ${its} metres.`;
  if (sgd < 2 * START)
    return `The loss is ${factor} times as large, and so is the step of SGD. Adadelta still goes ${its} metres.`;
  return `SGD jumps past the minimum to ${(START - sgd).toPrecision(3).replace('-', '−')} metres, higher than it was. Adadelta still goes ${its} metres: the unit of the loss cancels.`;
}
