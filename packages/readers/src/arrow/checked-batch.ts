import { Type, type DataType, type Field } from '@uwdata/flechette';
import type { ArrowFile } from './arrow-file.ts';
import { batchLayout } from './batch-layout.ts';
import { checkBatch, checkDictionary } from './check-batch.ts';
import { unpackedBatch } from './unpacked-batch.ts';

/**
 * Returns the message of a batch as flechette can read it: decompressed, and with buffers that hold as many values as it says.
 *
 * - **Throws** `Error` for a damaged one
 */
export function checkedBatch(
  { fields, version }: ArrowFile,
  bytes: Uint8Array,
  kind: 'batch' | 'dictionary',
): Uint8Array {
  const unpacked = unpackedBatch(bytes, kind);
  const layout = batchLayout(unpacked, kind);
  if (kind === 'batch') checkBatch(layout, fields, version);
  else checkDictionary(layout, dictionaryType(fields, layout.id), version);
  return unpacked;
}

/** Returns the type of the values of a dictionary, which a column or one in it has. */
function dictionaryType(fields: readonly Field[], id: number): DataType | undefined {
  for (const { type } of fields) {
    if (type.typeId === Type.Dictionary && type.id === id) return type.dictionary;
    const inner = type.typeId === Type.Dictionary ? type.dictionary : type;
    const found = 'children' in inner ? dictionaryType(inner.children, id) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}
