/** @module-tag nats */
import { expect, it } from 'vitest';
import { failuresOf } from './failures-of.ts';
import { shownPrograms, WITH_NATS } from './shown-programs.ts';

it('the programs of a document that need a server compile, run and give what it says', async () => {
  const programs = shownPrograms().filter(({ document }) => document === WITH_NATS);
  expect(programs).toHaveLength(2);
  expect(await failuresOf(programs, { project: 'documents-with-nats' })).toEqual([]);
});
