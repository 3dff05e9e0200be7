import { LogError, type VersionedValue } from '@thalweg/log';
import { Observable, type Subscriber } from 'rxjs';
import { closed, type Link, retrying, unavailable } from '../link/link.ts';
import type { Delivery } from './delivery.ts';
import { MessageStream, type MessageStreamOptions } from './message-stream.ts';

/** Where the values of a key are: a stream that keeps the last message of each subject. */
interface KeySubject {
  readonly stream: string;
  readonly subject: string;
}

/** Emits the present value of a key, and then each newer one. */
export function watchKey(link: Link, key: KeySubject): Observable<VersionedValue> {
  return new Observable(subscriber => {
    if (link.closed) return subscriber.error(closed('watch'));
    watch(link, key, subscriber).catch((error: unknown) => subscriber.error(failure(error)));
    return undefined;
  });
}

async function watch(
  link: Link,
  { stream, subject }: KeySubject,
  subscriber: Subscriber<VersionedValue>,
): Promise<void> {
  const isOpen = (): boolean => !subscriber.closed;
  // Many look at the present value only: one request is enough for that.
  const present = await retrying(link, isOpen, () => link.manager.direct.getMessage(stream, { last_by_subj: subject }));
  if (present !== null) subscriber.next({ version: present.seq, bytes: plain(present.data) });
  if (subscriber.closed) return;
  const from = present === null ? 0 : present.seq + 1;
  const last = (): Promise<number> => Promise.resolve(Infinity);
  const options: MessageStreamOptions<VersionedValue> = {
    stream,
    subjects: [subject],
    from,
    drops: 'replaced',
    last,
    decode: valueOf,
  };
  new MessageStream(link, options, subscriber, Infinity);
}

function valueOf({ bytes, sequence }: Delivery): VersionedValue {
  return { version: sequence, bytes };
}

/** Node gives buffers, whose class is another one. */
function plain(data: Uint8Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.length);
}

function failure(error: unknown): LogError {
  const advice = 'Has somebody deleted the bucket?';
  return error instanceof LogError ? error : unavailable('watch', 'the server must serve the key', error, advice);
}
