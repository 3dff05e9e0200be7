import { execFileSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { LogError } from '@thalweg/log';
import { count, firstValueFrom, lastValueFrom, map, take, timer, race } from 'rxjs';
import { fileLog, type FileLogOptions } from '../index.ts';

// Appends to the log in a folder until it is killed, and prints what was acknowledged, a line each: topic, sequence and
// id of an entry, or `key` and version. Arguments: the folder, the options as JSON, and how it is tested: `early`, it prints
// an entry before it is acknowledged; `limited`, its files have a limit: it prints the reason of each error, has the limit
// lifted after two, and ends.

const [folder, options, how] = process.argv.slice(2) as [string, string, string | undefined];
const log = fileLog(folder, JSON.parse(options) as FileLogOptions);
const TOPICS = ['events', 'labels'];
const tell = (...words: readonly unknown[]): unknown => writeSync(1, `${words.join(' ')}\n`);

/** A payload that follows from its id, of 0 to 5,000 bytes. */
const payloadOf = (number: number): Uint8Array => new Uint8Array((number * 7919) % 5000).fill(number % 251);

async function appendOne(number: number): Promise<void> {
  const topic = TOPICS[number % 2]!;
  const id = `w/${number}`;
  if (how === 'early') tell(topic, '?', id);
  const sequence = await log.append(topic, payloadOf(number), { id });
  if (how !== 'early') tell(topic, sequence, id);
}

async function untilKilled(): Promise<void> {
  // Numbers go on where they are after the last kill, less some that were under way and are appended once more.
  const present = await lastValueFrom(log.read(TOPICS, 0, { until: 'end' }).pipe(count()));
  let number = Math.max(0, present - 20);
  const append = async (): Promise<void> => {
    for (;;) await appendOne(number++);
  };
  const swap = async (): Promise<void> => {
    const none = timer(0).pipe(map(() => ({ version: 0 })));
    let { version } = await firstValueFrom(race(log.watch('model'), none).pipe(take(1)));
    for (;;) tell('key', (version = (await log.swap('model', version, payloadOf(version + 1)))!));
  };
  await Promise.all([...Array.from({ length: 8 }, append), swap()]);
}

async function untilLifted(): Promise<void> {
  // Without a listener, the signal ends the process.
  process.on('SIGXFSZ', () => {});
  let errors = 0;
  for (let number = 0, more = 3; more > 0;) {
    try {
      await appendOne(number++);
      if (errors >= 2) more--;
    } catch (error) {
      number--;
      tell(error instanceof LogError ? error.reason : error);
      if (++errors === 2) execFileSync('prlimit', ['--fsize=unlimited', '--pid', String(process.pid)]);
    }
  }
  await log.close();
}

await (how === 'limited' ? untilLifted() : untilKilled());
