import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Log } from '@thalweg/log';
import { faultRunsOf, killKey, killSeed } from '@thalweg/programs/fault-runs';
import { fillUniform } from '@thalweg/tensor';
import { firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { age } from '../testing/age.ts';
import { bundledProgram } from '../testing/bundled-program.ts';
import { freshFolder } from '../testing/fresh-folder.ts';
import { fileLog, type FileLogOptions } from './../index.ts';

const TOPICS = ['events', 'labels'];
const payloadOf = (number: number): Uint8Array => new Uint8Array((number * 7919) % 5000).fill(number % 251);
/** Two at least: only the second one finds a log to open again. */
const KILLS = Math.max(2, faultRunsOf(30));
const delays = [...fillUniform(new Float64Array(200), killKey('log'))].map(uniform => 150 * uniform);

/**
 * Lines that a writer has printed, and lines of its key among them, before a kill may come. Every second kill comes from the first
 * line on, in the moments after a log was opened. The others come later: a life begins with up to 20 entries of the life before,
 * and must tell of new ones too.
 */
const LATE = { lines: 60, keys: 3 };
const EARLY = { lines: 1, keys: 0 };
const kills = delays.map((delay, n) => ({ delay, after: n % 2 === 0 ? LATE : EARLY }));
const bundledLogWriter = (): string => bundledProgram(new URL('../testing/log-writer.ts', import.meta.url));

/** Kills a writer some time after it has printed so many lines, and returns all its lines. */
async function killed(
  program: string,
  folder: string,
  { delay, after, options, how = '' }: (typeof kills)[0] & { options: FileLogOptions; how?: string },
) {
  const child = spawn(process.execPath, [program, folder, JSON.stringify(options), how]);
  let [text, errors] = ['', ''];
  const closed = new Promise(resolve => child.on('close', resolve));
  child.stderr.on('data', data => (errors += String(data)));
  const begun = new Promise<void>(resolve =>
    child.stdout.on('data', data => {
      text += String(data);
      if (text.split('\n').length > after.lines && text.split('key').length > after.keys) resolve();
    }),
  );
  await Promise.race([begun, closed]);
  await wait(delay);
  child.kill('SIGKILL');
  await closed;
  expect([errors, child.signalCode]).toEqual(['', 'SIGKILL']);
  return text.split('\n').slice(0, -1);
}

/** Holds a log against the ids and sequences that were told, and the version of its key. */
async function holds(log: Log, told: ReadonlyMap<string, string>, version: number): Promise<void> {
  const entries = await lastValueFrom(log.read(TOPICS, 0, { until: 'end' }).pipe(toArray()));
  const sequences = entries.map(({ sequence }) => sequence);
  expect(sequences).toEqual([...sequences.keys()].map(i => i + 1));
  for (const [sequence, line] of told) {
    const [topic, , id] = line.split(' ') as [string, string, string];
    const entry = entries[Number(sequence) - 1]!;
    expect(entry?.topic, line).toBe(topic);
    expect(Buffer.compare(entry.bytes, payloadOf(Number(id.slice(2)))), line).toBe(0);
    // The log knows the id, so it stores no second entry.
    expect(await log.append(topic, new Uint8Array(1), { id })).toBe(Number(sequence));
  }
  const value = await firstValueFrom(log.watch('model'));
  expect(value.version).toBeGreaterThanOrEqual(version);
  expect(Buffer.compare(value.bytes, payloadOf(value.version))).toBe(0);
}

describe.each([
  ['synced before they count', { ids: 1e6 }],
  ['synced later', { sync: 'batch', segmentBytes: 100_000, ids: 1e6 } as const],
])('entries of a writer that is killed, %s', (_, options) => {
  it(`are there after each of ${KILLS} kills, in their order, LAWS_SEED=${killSeed}`, async () => {
    const program = bundledLogWriter();
    const folder = join(freshFolder(), 'log');
    const told = new Map<string, string>();
    let version = 0;
    for (const kill of kills.slice(0, KILLS)) {
      for (const line of await killed(program, folder, { ...kill, options })) {
        const [topic, sequence] = line.split(' ') as [string, string];
        if (topic === 'key') version = Number(sequence);
        // An entry that is appended once more has the sequence that it had.
        else expect(told.get(sequence) ?? line).toBe(line);
        if (topic !== 'key') told.set(sequence, line);
      }
      age(folder);
    }
    expect(told.size).toBeGreaterThan(8 * KILLS);
    expect(version).toBeGreaterThan(KILLS);
    const ids = [...told.values()].map(line => line.split(' ')[2]);
    expect(new Set(ids).size).toBe(ids.length);
    const log = fileLog(folder, options);
    await holds(log, told, version);
    await log.close();
  });
});

it('the same kills lose entries of a writer that tells of them too early', async () => {
  const program = bundledLogWriter();
  const isLostBy = async (kill: (typeof kills)[0]): Promise<boolean> => {
    const folder = join(freshFolder(), 'log');
    const told = await killed(program, folder, { ...kill, options: {}, how: 'early' });
    age(folder);
    const log = fileLog(folder);
    const entries = await lastValueFrom(log.read(TOPICS, 0, { until: 'end' }).pipe(toArray()));
    await log.close();
    return told.filter(line => !line.startsWith('key')).length > entries.length;
  };
  let lost = false;
  for (const kill of kills) if ((lost = await isLostBy(kill))) break;
  expect(lost).toBe(true);
});

it('a log that finds no room rejects, goes on when there is some, and has what it acknowledged', async () => {
  const program = bundledLogWriter();
  const folder = join(freshFolder(), 'log');
  const command = `ulimit -S -f 64; exec "${process.execPath}" "${program}" "${folder}" '{"sync":"never"}' limited`;
  const { stdout } = await promisify(execFile)('bash', ['-c', command]);
  const lines = stdout.trim().split('\n');
  const errors = lines.filter(line => !line.includes(' '));
  expect(errors).toEqual(['unavailable', 'unavailable']);
  const stored = lines.filter(line => line.includes(' ')).map(line => line.split(' ') as [string, string, string]);
  // The one that found no room was appended again with its id.
  expect(stored.map(([, , id]) => id)).toEqual([...stored.keys()].map(i => `w/${i}`));
  expect(lines.indexOf('unavailable')).toBeGreaterThan(10);
  const log = fileLog(folder);
  const entries = await lastValueFrom(log.read(TOPICS, 0, { until: 'end' }).pipe(toArray()));
  expect(entries.map(({ topic, sequence }) => `${topic} ${sequence}`)).toEqual(stored.map(([t, s]) => `${t} ${s}`));
  for (const [i, { bytes }] of entries.entries()) expect(Buffer.compare(bytes, payloadOf(i))).toBe(0);
  await log.close();
});
