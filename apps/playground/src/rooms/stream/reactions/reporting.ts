import type { Detector } from '@thalweg/online';

/** Returns a detector that also calls back after each drift that it reports. */
export function reporting<S extends object>(detector: Detector<S>, drifted: () => void): Detector<S> {
  return {
    ...detector,
    step: (state, value) => {
      const status = detector.step(state, value);
      if (status === 'drift') drifted();
      return status;
    },
  };
}
