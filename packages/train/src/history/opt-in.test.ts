import { produceWithPatches } from 'immer';
import { expect, it } from 'vitest';
import { replay, runHistory } from '../index.ts';

// One test: what enables patches does so for the whole process.
it('immer knows patches from the first replay on, not because the package was imported', () => {
  const patches = () => produceWithPatches({ a: 1 }, draft => void draft.a++);
  expect([runHistory, replay].map(one => typeof one)).toEqual(['function', 'function']);
  expect(patches).toThrow("The plugin for 'Patches' has not been loaded");
  const change = { step: 1, patches: [{ op: 'replace' as const, path: ['a'], value: 2 }], inverse: [] };
  expect(replay({ a: 1 }, [change])).toEqual({ a: 2 });
  expect(patches()[1]).toHaveLength(1);
});
