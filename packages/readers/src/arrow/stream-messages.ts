import type { RandomAccess } from '../source/byte-source.ts';
import { alignedBytes } from './aligned-bytes.ts';
import { messageAt, type Message, type Messages } from './message.ts';
import type { ReadAhead } from './read-ahead.ts';

/** Returns the schema and the messages of an Arrow stream, one after another. */
export async function streamMessages(access: RandomAccess, ahead: ReadAhead): Promise<Messages> {
  const first = await messageAt(ahead, 0);
  if (first?.kind !== 'schema') throw new Error('no schema');
  const messages: Message[] = [];
  for (let at = first.to; ;) {
    const message = await messageAt(ahead, at);
    if (message === undefined) return { schema: await alignedBytes(access, first), messages };
    messages.push(message);
    at = message.to;
  }
}
