// A program: reads numbers from a log and the versions of a key, prints each, and does not end.
import { jsonCodec, readTopic, topic } from '@thalweg/log';
import { natsLog } from '../nats-log.ts';

const [servers, name] = process.argv.slice(-2) as [string, string];
const log = await natsLog({ servers, name });
const error = (one: unknown): void => console.log(String(one));
readTopic(log, topic('numbers', jsonCodec<number>())).subscribe({
  next: ({ value }) => console.log(`value ${value}`),
  error,
});
log.watch('key').subscribe({ next: ({ version }) => console.log(`version ${version}`), error });
