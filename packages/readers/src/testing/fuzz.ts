import { DataError, type Dataset } from '@thalweg/data';
import { damaged } from './damaged.ts';

/** Files to damage, and what reads them. */
export interface Fuzz {
  readonly files: readonly Uint8Array[];
  /** Opens a file by the name that errors must state. */
  readonly open: (bytes: Uint8Array, name: string) => Promise<Dataset<unknown>>;
  readonly count: number;
  readonly seed: number;
}

/** The outcomes of reading damaged files. */
export interface FuzzOutcome {
  read: number;
  refused: number;
  /** Damage that led to another error, or took longer than a second. */
  readonly wrong: string[];
}

/** The name of the damaged files. */
const NAME = 'damaged.bin';
const SECOND = 1000;
/** The records that are read at most: a type without bytes may have any number of rows. */
const RECORDS = 100_000;

/** Reads damaged files, one after another. */
export async function fuzz({ files, open, count, seed }: Fuzz): Promise<FuzzOutcome> {
  const outcome: FuzzOutcome = { read: 0, refused: 0, wrong: [] };
  for (let i = 0; i < count; i++) {
    const bytes = damaged(files[i % files.length]!, seed + i);
    const start = performance.now();
    const note = (what: string): void => void outcome.wrong.push(`file ${i % files.length}, seed ${seed + i}: ${what}`);
    try {
      await readAll(await open(bytes, NAME));
      outcome.read++;
    } catch (error) {
      if (error instanceof DataError && error.message.startsWith(`${NAME}: `)) outcome.refused++;
      else note(error instanceof Error ? error.stack! : String(error));
    }
    const took = performance.now() - start;
    if (took > SECOND) note(`${Math.round(took)} ms`);
  }
  return outcome;
}

async function readAll(dataset: Dataset<unknown>): Promise<void> {
  const iterator = dataset.open();
  try {
    for (let left = RECORDS; left > 0 && (await iterator.next()) !== undefined;) left--;
  } finally {
    iterator.close();
  }
}
