import type { Page } from 'playwright-core';
import { stops } from '../lecture/stops.ts';

/** The addresses of stops whose task is done, by the names of the stops. */
const done: Readonly<Record<string, string>> = {
  batches: 'guess=3&size=1',
  noise: 'guess=3&rate=0,8,16,24,32,40',
  minima: 'guess=1&noise=3',
  ravine: 'guess=2&decay=0.9',
  rare: 'guess=3&sent=10',
  rates: 'guess=3&t=1000',
  units: 'guess=2&factor=1000',
  adam: 'guess=none&correction=off&t=10',
  difference: 'guess=3&h=1e-9',
  chain: 'guess=2&upstream=1,10',
  wires: 'guess=2&wire=y',
  neuron: 'guess=2&wire=w0&sigmoid=folded',
};

/** The stops of the lecture after what there is to do, and the first one as it opens. */
export const lecturePages = [
  { name: 'lecture', fragment: '#/lecture', ready: isRead },
  ...stops.map(({ name }) => ({
    name: `lecture-${name}`,
    fragment: `#/lecture?stop=${name}&${done[name] ?? 'guess=1'}`,
    ready: isRead,
  })),
];

/** Waits until the computation of a stop is over. */
function isRead(page: Page): Promise<unknown> {
  return page.waitForFunction(() =>
    ['now', 'sentence'].every(name => !document.querySelector(`[data-${name}]`)?.textContent?.endsWith('…')),
  );
}
