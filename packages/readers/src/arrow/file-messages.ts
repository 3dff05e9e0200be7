import type { RandomAccess } from '../source/byte-source.ts';
import { checkSchema } from './check-schema.ts';
import { FlatTable } from './flat-table.ts';
import { messageAt, MOST_METADATA, type Message, type Messages } from './message.ts';
import type { ReadAhead } from './read-ahead.ts';
import { schemaMessage } from './schema-message.ts';

/** The magic with which a file ends, after the length of its footer. */
const TAIL = 10;
/** The bytes of a block in the footer. */
const BLOCK = 24;

/** Returns the schema and the messages of an Arrow file, which its footer lists. */
export async function fileMessages(access: RandomAccess, ahead: ReadAhead): Promise<Messages> {
  const end = access.size - TAIL;
  const tail = end < 8 ? undefined : await access.slice(end, access.size);
  if (tail === undefined || String.fromCharCode(...tail.subarray(4)) !== 'ARROW1')
    throw new Error('a file that is cut off');
  const length = new DataView(tail.buffer, tail.byteOffset).getUint32(0, true);
  if (length > end - 8) throw new Error(`a footer of ${length} bytes`);
  if (length > MOST_METADATA)
    throw new Error(`a footer of ${length} bytes, of which at most ${MOST_METADATA} are read`);
  const bytes = await access.slice(end - length, end);
  const footer = FlatTable.root(bytes);
  const schema = footer.table(1);
  if (schema === undefined) throw new Error('no schema');
  checkSchema(schema);
  const messages: Message[] = [];
  for (const start of [...footer.longs(2, BLOCK), ...footer.longs(3, BLOCK)].sort((a, b) => a - b)) {
    const message = await messageAt(ahead, start);
    if (message === undefined) throw new Error(`no message at byte ${start}`);
    if (start < (messages.at(-1)?.to ?? 0)) throw new Error(`a message at byte ${start}, in the one before it`);
    messages.push(message);
  }
  return { schema: schemaMessage(bytes, schema.at), messages };
}
