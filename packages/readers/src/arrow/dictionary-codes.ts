import type { Batch, Column } from '@uwdata/flechette';
import type { Categories } from '../columnar/categories.ts';
import { presentRows } from './row-values.ts';

/** Returns the codes of the rows `from … to − 1` of a batch; −1 where the text is missing. */
export type CodesOfDictionary = (
  batch: Batch<unknown> & { readonly dictionary: Column<string> },
  from: number,
  to: number,
) => Int32Array;

/** Returns what finds the codes of batches, each of which refers to a dictionary of texts. */
export function dictionaryCodes(categories: Categories): CodesOfDictionary {
  let known: Column<string> | undefined;
  let codes: Int32Array = new Int32Array();
  return (batch, from, to) => {
    if (batch.dictionary !== known) {
      known = batch.dictionary;
      codes = codesOf(known, categories);
    }
    const indices = batch.values as Int32Array;
    const present = presentRows(batch, from, to);
    const found = new Int32Array(to - from);
    for (let row = 0; row < found.length; row++) {
      const index = Number(indices[from + row]);
      if (present === undefined || present[row] === 1) found[row] = codes[index] ?? outside(index, codes.length);
      else found[row] = -1;
    }
    return found;
  };
}

function codesOf(dictionary: Column<string>, categories: Categories): Int32Array {
  const texts = Array.from(dictionary.cache() as ArrayLike<string | null>);
  const codes = categories.codes(texts.flatMap(text => text ?? []));
  let next = 0;
  return Int32Array.from(texts, text => (text === null ? -1 : codes[next++]!));
}

function outside(index: number, size: number): never {
  throw new Error(`index ${index} of a dictionary of ${size}`);
}
