import { PassThrough } from 'node:stream';
import { lastValueFrom, take, toArray } from 'rxjs';
import { expect, test } from 'vitest';
import { typedLines } from './typed-lines.ts';

test('lines come one by one, and the last one without its end', async () => {
  const stream = new PassThrough();
  stream.write('one\ntw');
  stream.end('o\r\nthree');
  expect(await lastValueFrom(typedLines(stream).pipe(toArray()))).toEqual(['one', 'two', 'three']);
});

test('nothing is read before the subscription, and unsubscribing releases the stream', async () => {
  const stream = new PassThrough();
  const lines$ = typedLines(stream);
  const listeners = (): number => stream.eventNames().reduce((sum, name) => sum + stream.listenerCount(name), 0);
  const before = listeners();
  expect(stream.readableFlowing).toBeNull();
  stream.write('one\ntwo\n');
  expect(await lastValueFrom(lines$.pipe(take(1)))).toBe('one');
  expect([listeners(), stream.readableFlowing]).toEqual([before, false]);
});

test('an error of the stream is the error of its lines', async () => {
  const stream = new PassThrough();
  const lines = lastValueFrom(typedLines(stream).pipe(toArray()));
  stream.destroy(new Error('broken'));
  await expect(lines).rejects.toThrow('broken');
});
