import { stateful, type Detector, type DriftStatus, type Stateful } from '@thalweg/online';
import type { Monitor, Reading } from './monitors/monitor.ts';

/** A detector after a value. */
export interface Watched {
  readonly status: DriftStatus;
  /** The last reading: some detectors do not look after every value. */
  readonly reading: Reading | undefined;
}

/** Returns an operator that passes errors to a detector and emits its statistic and its status after each. */
export function watched({ name, make, read }: Monitor): Stateful<number, Watched> {
  const detector: Detector<object> = make();
  let reading: Reading | undefined;
  return stateful({
    name: `watched(${name})`,
    initial: detector.initial,
    step: (state, value: number) => {
      reading = read(state, value) ?? reading;
      return { reading, status: detector.step(state, value) };
    },
  });
}
