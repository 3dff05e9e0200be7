/** @module-tag chromium */
import { landingRows } from '@thalweg/drawn';
import { expect, it } from 'vitest';
import { builtApp, COMPILED } from '../testing/pages.ts';
import { opened, phone, slowDown } from '../testing/phone.ts';

/** An entry of a performance observer, which the types of pages do not have. */
interface Shift {
  readonly value: number;
  readonly sources: readonly { readonly node: Element | null }[];
}

const { inPage } = builtApp(COMPILED);

const opening = ['', '#/descent', '#/descent?on=irises', '#/digits', '#/network', '#/stream'];

it.concurrent.each(landingRows('rooms that open', opening))(
  '%s on a phone opens without moving what is read: its cumulative layout shift is below 0.02',
  fragment =>
    inPage(
      fragment,
      async page => {
        await opened(page);
        const { shift, moved } = await page.evaluate(() => (globalThis as unknown as { shifts: Shifts }).shifts);
        expect(shift, moved.join('\n')).toBeLessThan(0.02);
      },
      {
        ...phone,
        before: async page => {
          await slowDown(page);
          await page.addInitScript(observeShifts);
        },
      },
    ),
);

/** The sum of what has moved in a page, and the elements that moved. */
interface Shifts {
  shift: number;
  readonly moved: string[];
}

/** Sums up shifts. It runs in the page. */
function observeShifts(): void {
  const shifts: Shifts = { shift: 0, moved: [] };
  (globalThis as unknown as { shifts: Shifts }).shifts = shifts;
  new PerformanceObserver(list => {
    for (const { value, sources } of list.getEntries() as unknown as Shift[]) {
      shifts.shift += value;
      shifts.moved.push(...sources.map(({ node }) => node?.outerHTML?.slice(0, 80) ?? ''));
    }
  }).observe({ type: 'layout-shift', buffered: true });
}
