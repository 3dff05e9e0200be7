import {
  adabelief,
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamax,
  adamw,
  amsgrad,
  average,
  constantRate,
  cosineDecay,
  ftrl,
  join,
  lamb,
  lars,
  lion,
  lookahead,
  momentum,
  muon,
  nadam,
  nesterov,
  partition,
  prodigy,
  radam,
  rmsprop,
  rprop,
  scheduleFree,
  sgd,
  yogi,
  type Hyperparameter,
  type Schedule,
  type Transform,
} from '@thalweg/optim';
import type { ScheduleSpan } from '@thalweg/node';
import { isObservable, type Observable } from 'rxjs';

type Choice = {
  /** A learning rate that suits it here. */
  readonly rate: number;
} & (
  | { readonly make: (learningRate: Hyperparameter) => Transform }
  /** It adapts its step size itself and takes only an initial rate. */
  | { readonly makeUnscheduled: (rate: number) => Transform }
);

export const optimizers = {
  adam: { rate: 2e-3, make: learningRate => adam({ learningRate }) },
  adabelief: { rate: 2e-3, make: learningRate => adabelief({ learningRate }) },
  adadelta: { rate: 1, make: learningRate => adadelta({ learningRate }) },
  adafactor: { rate: 0.01, make: learningRate => adafactor({ learningRate }) },
  adagrad: { rate: 0.02, make: learningRate => adagrad({ learningRate }) },
  adamax: { rate: 4e-3, make: learningRate => adamax({ learningRate }) },
  adamw: { rate: 2e-3, make: learningRate => adamw({ learningRate }) },
  amsgrad: { rate: 2e-3, make: learningRate => amsgrad({ learningRate }) },
  // The test uses the mean of about the last thousand steps.
  average: { rate: 2e-3, make: learningRate => average(adam({ learningRate }), { decay: 0.999 }) },
  // The rate of each element decreases without a schedule.
  ftrl: { rate: 0.3, makeUnscheduled: learningRate => ftrl({ learningRate }) },
  lamb: { rate: 0.01, make: learningRate => lamb({ learningRate }) },
  lars: { rate: 5, make: learningRate => lars({ learningRate }) },
  lion: { rate: 3e-4, make: learningRate => lion({ learningRate }) },
  lookahead: { rate: 2e-3, make: learningRate => lookahead(adam({ learningRate })) },
  momentum: { rate: 0.01, make: learningRate => momentum({ learningRate }) },
  muon: {
    rate: 0.02,
    make: learningRate =>
      partition([{ names: '*/weight', transform: muon({ learningRate }) }, { transform: momentum({ learningRate }) }]),
  },
  nadam: { rate: 2e-3, make: learningRate => nadam({ learningRate }) },
  nesterov: { rate: 0.01, make: learningRate => nesterov({ learningRate }) },
  prodigy: { rate: 1, make: learningRate => prodigy({ learningRate }) },
  radam: { rate: 2e-3, make: learningRate => radam({ learningRate }) },
  rmsprop: { rate: 1e-3, make: learningRate => rmsprop({ learningRate }) },
  // The initial step size, for full batches.
  rprop: { rate: 3e-3, makeUnscheduled: stepSize => rprop({ stepSize }) },
  // Averaging replaces a schedule, and the test uses the average.
  scheduleFree: { rate: 2e-3, makeUnscheduled: learningRate => scheduleFree(adamw({ learningRate, beta1: 0 })) },
  sgd: { rate: 0.1, make: learningRate => sgd({ learningRate }) },
  yogi: { rate: 0.01, make: learningRate => yogi({ learningRate }) },
} satisfies Readonly<Record<string, Choice>>;

export const schedules = {
  constant: constantRate,
  cosine: (rate, steps) => cosineDecay(rate, { steps }),
} satisfies Readonly<Record<string, (rate: number, steps: number) => Schedule>>;

export type OptimizerName = keyof typeof optimizers;
type ScheduleName = keyof typeof schedules;

/** The names of the optimizers that take only an initial rate. */
export const unscheduled = Object.entries<Choice>(optimizers).flatMap(([name, choice]) =>
  'makeUnscheduled' in choice ? [name] : [],
);

/** The settings that choose an optimizer. */
export interface OptimizerSettings {
  readonly optimizer: OptimizerName;
  /** An initial rate, or a stream of current rates; by default the optimizer’s usual rate. */
  readonly learningRate?: number | Observable<number>;
  readonly schedule: ScheduleName;
}

/** The settings of a training longer than its schedule, if that is so. */
interface RunLength {
  readonly epochs: number;
  readonly scheduleSpan?: ScheduleSpan;
}

/** Returns the optimizer of the settings, with a schedule over the steps of a run or with the rates of a stream. */
export function optimizerOf(settings: OptimizerSettings & RunLength, steps: number): Transform {
  const { optimizer, schedule, learningRate, epochs } = settings;
  const { from, to } = settings.scheduleSpan ?? { from: 0, to: epochs };
  const last = (steps / epochs) * to;
  const choice: Choice = optimizers[optimizer];
  const rate = learningRate ?? choice.rate;
  if ('make' in choice)
    return choice.make(isObservable(rate) ? rate : after(from, schedules[schedule](rate, last - from)));
  if (isObservable(rate))
    throw new TypeError(`${optimizer}: the rate must be a number, got a stream. It adapts its step size itself.`);
  return choice.makeUnscheduled(rate);
}

/** Returns a schedule that begins after some steps, which a resumed run has taken already. */
function after(steps: number, schedule: Schedule): Schedule {
  return steps === 0 ? schedule : join([{ schedule: constantRate(0), steps }, schedule]);
}
