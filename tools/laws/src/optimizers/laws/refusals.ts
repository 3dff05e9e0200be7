import { expect } from 'vitest';
import type { Refusal } from './optimizer-row.ts';

/** What must hold, what was given, and what to try. */
const form = /^[^\n]+: [^\n]+, got [^\n]+\. [^\n]+$/;

/** What cannot be is refused in words when it is made. */
export function refusesInWords(refusals: readonly Refusal[]): void {
  for (const [make, message] of refusals) {
    expect(make, String(make)).toThrow(message);
    expect(make, String(make)).toThrow(form);
  }
}

/** There are reference numbers, or a reason why not; not both. */
export function hasReferenceOrReason(reference: readonly unknown[] | undefined, reason: string | undefined): void {
  if (reference === undefined) expect(reason ?? '', 'a reason why there are no reference numbers').toMatch(/\w/);
  else expect([reference.length > 0, reason]).toEqual([true, undefined]);
}
