import { div, mul, parameter, read, square } from '@thalweg/graph';
import { adadelta, sgd, type Transform } from '@thalweg/optim';
import { step } from '@thalweg/train';

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
