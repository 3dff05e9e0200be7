import type { Node } from '@thalweg/graph';
import type { Reading } from '../draw/reading.ts';
import { Gauge } from './gauge.ts';

/** Told of readings whose node failed, and of those that have a value again. */
export type Faults = (element: Element, error: unknown) => void;

/** A gauge that keeps a reading up to date, and marks it while its node fails, and when it was computed anew. */
export function watchedReading(node: Node, reading: Reading, faults: Faults, isRevealed: () => boolean): Gauge {
  const { element } = reading;
  const forgive = (): void => {
    if (!element.classList.contains('fault')) return;
    element.classList.remove('fault');
    faults(element, undefined);
  };
  return new Gauge(
    node,
    {
      show: value => {
        forgive();
        reading.show(value);
      },
      fail: error => {
        element.classList.add('fault');
        element.title = messageOf(error);
        faults(element, error);
      },
      blank: () => {
        forgive();
        reading.blank();
      },
      mark: isNew => element.classList.toggle('recomputed', isNew),
    },
    isRevealed,
  );
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
