// A program: prints whether immer knows patches after the packages were imported, and after a first replay.
import { produceWithPatches } from 'immer';
import { replay, runHistory, type Change } from '../index.ts';

/** The number of patches of a change, or why there are none. */
function patches(): number | string {
  try {
    return produceWithPatches({ a: 1 }, draft => void draft.a++)[1].length;
  } catch (error) {
    return (error as Error).message;
  }
}

const imported = [typeof runHistory, typeof replay, patches()];
const change = { step: 1, patches: [{ op: 'replace', path: ['a'], value: 2 }], inverse: [] } satisfies Change;
const replayed = [replay({ a: 1 }, [change]), patches()];
console.log(JSON.stringify({ imported, replayed }));
