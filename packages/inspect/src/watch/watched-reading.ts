import type { Node } from '@thalweg/graph';
import type { Reading } from '../draw/reading.ts';
import { Gauge } from './gauge.ts';

/** Told of readings whose node failed, and of those that have a value again. */
export type Faults = (element: Element, error: unknown) => void;

/** A gauge that keeps a reading up to date, and marks it while its node fails. */
export function watchedReading(node: Node, reading: Reading, faults: Faults): Gauge {
  const { element } = reading;
  return new Gauge(
    node,
    value => {
      if (element.classList.contains('fault')) {
        element.classList.remove('fault');
        faults(element, undefined);
      }
      reading.show(value);
    },
    error => {
      element.classList.add('fault');
      element.title = messageOf(error);
      faults(element, error);
    },
  );
}

/** What an error says. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
