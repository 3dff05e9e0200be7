import { tableFromIPC, type Batch } from '@uwdata/flechette';
import { alignedBytes } from './aligned-bytes.ts';
import type { ArrowFile } from './arrow-file.ts';
import { checkedBatch } from './checked-batch.ts';
import type { Message } from './message.ts';

/** The bytes of batches that are read at once, if each has fewer. */
const RUN = 1 << 22;

/** The columns of a batch. */
export type BatchColumns = readonly Batch<unknown>[];

/**
 * Reads batches from one on: as many as are small, since each reading decodes the dictionaries. Dictionaries may grow or be
 * replaced between two batches.
 */
export async function batchRun(file: ArrowFile, first: number): Promise<readonly BatchColumns[]> {
  const run = runFrom(file.batches, first);
  const end = run.at(-1)!.from;
  const messages = [...file.dictionaries.filter(({ from }) => from < end), ...run].sort((a, b) => a.from - b.from);
  const bytes = await Promise.all(messages.map(message => alignedBytes(file.access, message)));
  const checked = messages.map(({ kind }, i) => checkedBatch(file, bytes[i]!, kind === 'batch' ? kind : 'dictionary'));
  const table = tableFromIPC([file.schema, ...checked], { useBigInt: true, useMap: true });
  return run.map((_, batch) => file.fields.map((_, column) => table.getChildAt(column).data[batch]!));
}

function runFrom(batches: readonly Message[], first: number): readonly Message[] {
  let end = first + 1;
  for (let size = sizeOf(batches[first]!); end < batches.length; end++) {
    size += sizeOf(batches[end]!);
    if (size > RUN) break;
  }
  return batches.slice(first, end);
}

function sizeOf({ from, to }: Message): number {
  return to - from;
}
