import { DataError } from '@thalweg/data';
import { reasonOf } from '@thalweg/tensor/engine';
import { Endianness, tableFromIPC, type Field } from '@uwdata/flechette';
import type { ByteSource, RandomAccess } from '../source/byte-source.ts';
import { randomAccess } from '../source/random-access.ts';
import { arrowCodecs } from './arrow-codecs.ts';
import { checkTypes } from './check-types.ts';
import { fileMessages } from './file-messages.ts';
import type { Message, Messages } from './message.ts';
import { ReadAhead } from './read-ahead.ts';
import { streamMessages } from './stream-messages.ts';

/** An Arrow file whose messages were found. */
export interface ArrowFile {
  /** The name of the file. */
  readonly source: string;
  readonly access: RandomAccess;
  /** The columns. */
  readonly fields: readonly Field[];
  /** The version of the format; the number of version 5 is 4. */
  readonly version: number;
  /** The message that holds the schema. */
  readonly schema: Uint8Array;
  readonly dictionaries: readonly Message[];
  readonly batches: readonly Message[];
}

/**
 * Finds the messages of an Arrow file or stream.
 *
 * - **Throws** `DataError` for what is no Arrow file, or a damaged one
 */
export async function arrowFile(source: ByteSource): Promise<ArrowFile> {
  const access = await randomAccess(source);
  try {
    const { schema, messages } = await messagesOf(access);
    await arrowCodecs(new Set(messages.flatMap(({ codec }) => codec ?? [])));
    const of = (kind: Message['kind']): readonly Message[] => messages.filter(message => message.kind === kind);
    const { fields, endianness, version = 4 } = tableFromIPC([schema]).schema;
    if (endianness === Endianness.Big) throw new Error('numbers with their most significant byte first');
    checkTypes(fields);
    const parts = { dictionaries: of('dictionary'), batches: of('batch') };
    return { source: source.name, access, fields, version, schema, ...parts };
  } catch (cause) {
    if (cause instanceof DataError) throw cause;
    throw new DataError(
      source.name,
      'it must be an Arrow file or stream, or Feather of version 2',
      reasonOf(cause),
      'Check that it is Arrow and was written and fetched to its end.',
      { source: source.name, cause },
    );
  }
}

async function messagesOf(access: RandomAccess): Promise<Messages> {
  const ahead = new ReadAhead(access);
  const magic = String.fromCharCode(...(await ahead.bytes(0, 6)));
  if (magic.startsWith('FEA1')) throw new Error('Feather of version 1');
  return magic === 'ARROW1' ? fileMessages(access, ahead) : streamMessages(access, ahead);
}
