import type { Node } from '@thalweg/graph';
import type { Page } from 'playwright-core';
import type { circuits as testCircuits, TestCircuit } from './circuits.ts';

declare global {
  /** The circuits of tests, which the blank page loads. */
  var circuits: typeof testCircuits;
  /** The circuit that was put on the page last. */
  var made: TestCircuit;
}

/** The name of a circuit of tests. */
export type Circuit = keyof typeof testCircuits;

/** Puts an element with a circuit on the blank page, with attributes that are on, and stores the circuit in the global `made`. */
export async function putCircuit(page: Page, which: Circuit, ...attributes: string[]): Promise<void> {
  await page.evaluate(
    ([name, on]) => {
      thalweg.inspect.defineCircuitElement();
      globalThis.made = circuits[name]();
      const { nodes: names, shown: node } = globalThis.made;
      const element = Object.assign(document.createElement('thalweg-circuit'), { names, node });
      for (const attribute of on) element.setAttribute(attribute, 'on');
      document.querySelector('main')!.append(element);
    },
    [which, attributes] as const,
  );
}

/** Returns the number of slots in the circuit’s live frame; 0 if nothing is subscribed. */
export function slotsHeld(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { shown } = globalThis.made;
    const root = Array.isArray(shown) ? (shown as Node[])[0]! : (shown as Node);
    return root.circuit!.live.size;
  });
}

/** Waits until the live frame has no slots, or some. */
export async function slotsBecome(page: Page, wanted: 'none' | 'some'): Promise<void> {
  await page.waitForFunction(state => {
    const { shown } = globalThis.made;
    const root = Array.isArray(shown) ? (shown as Node[])[0]! : (shown as Node);
    return root.circuit!.live.size > 0 === (state === 'some');
  }, wanted);
}
