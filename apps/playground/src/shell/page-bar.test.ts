import { expect, it } from 'vitest';
import { AddressBar, isEmbedded } from './page-bar.ts';

/** A window that delivers its events only when the test calls `arrive`. A browser delivers them after the change. */
function fakeWindow(hash: string) {
  const listeners = new Set<() => void>();
  const location = { hash };
  return {
    location,
    history: { replaceState: (_: null, __: string, url: string) => void (location.hash = url) },
    addEventListener: (_: string, listener: () => void) => void listeners.add(listener),
    removeEventListener: (_: string, listener: () => void) => void listeners.delete(listener),
    listeners,
    arrive: () => listeners.forEach(listener => listener()),
  };
}

it('an address that a visitor has entered is not overwritten before it is read', () => {
  const window = fakeWindow('#/descent');
  const bar = new AddressBar(window);
  const read: string[] = [];
  const stop = bar.follow(fragment => read.push(fragment));
  bar.write('#/descent?step=1');
  expect(window.location.hash).toBe('#/descent?step=1');
  window.location.hash = '#/descent?on=ravine';
  bar.write('#/descent?step=2');
  expect(window.location.hash).toBe('#/descent?on=ravine');
  window.arrive();
  bar.write('#/descent?on=ravine&step=3');
  expect([read, bar.fragment, window.location.hash]).toEqual([
    ['#/descent?on=ravine'],
    '#/descent?on=ravine&step=3',
    '#/descent?on=ravine&step=3',
  ]);
  stop();
  expect(window.listeners.size).toBe(0);
});

it('a page is embedded if its address says so in front of the fragment', () => {
  expect(['?embed', '?a=1&embed=', '', '?embedded'].map(search => isEmbedded({ search }))).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
