import type { StepRecord } from '@thalweg/train';

/** The least milliseconds between two steps of an epoch that are sent. */
const INTERVAL = 100;

/**
 * Returns a function that tells some of the steps that it is called with: the first one, the first one of each epoch, and
 * otherwise ten in a second, since a view shows no more of them.
 */
export function toldSteps(tell: (record: StepRecord) => void): (record: StepRecord) => void {
  let due = -Infinity;
  let epoch: number | undefined;
  return record => {
    const now = performance.now();
    if (now < due && record.epoch === epoch) return;
    due = now + INTERVAL;
    ({ epoch } = record);
    tell(record);
  };
}
