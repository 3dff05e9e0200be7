import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const PIPELINES = 500;
const program = fileURLToPath(new URL('./testing/read-pipelines.ts', import.meta.url));
const launcher = fileURLToPath(new URL('../../../tools/bundle/bundle.mjs', import.meta.url));

/** Reads pipelines in a process of its own, and kills it when it has written so many records. Returns the complete lines. */
async function read(first: number, start: string, most: number): Promise<{ lines: string[]; killed: boolean }> {
  const options = [launcher, 'start', program, `${first}`, `${PIPELINES}`, start];
  const child = spawn(process.execPath, options, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (text.split('\n').length > most) child.kill('SIGKILL');
  });
  const signal = await new Promise<NodeJS.Signals | null>(resolve => child.on('close', (_, signal) => resolve(signal)));
  // What follows the last line break is a record that was cut off.
  return { lines: text.split('\n').slice(0, -1), killed: signal === 'SIGKILL' };
}

/** The pipelines and their records, without the offsets. */
function recordsOf(lines: readonly string[]): string[] {
  return lines.map(line => line.replace(/\t.*\t/, ' '));
}

/**
 * Returns lines without the offsets of sources: an iterator that resumed where only the number of items told has none before
 * it comes to one. The resumed iterators show that these offsets lead to the same records.
 */
function withoutSourceOffsets(lines: readonly string[]): string[] {
  return lines.map(line => line.replace(/,"place":.*}\t/, '}\t'));
}

test('500 random pipelines, killed at random records and resumed in other processes, give the same records', async () => {
  const whole = await read(0, '', Infinity);
  expect([whole.killed, whole.lines.length > 4 * PIPELINES]).toEqual([false, true]);
  const lines: string[] = [];
  const cuts = new Set<string>();
  let kills = 0;
  for (let killed = true; killed;) {
    const [seed = '0', offset = ''] = lines.at(-1)?.split('\t') ?? [];
    // Kills come after 1 to 200 further records, or a few more.
    const part = await read(Number(seed), offset, 1 + ((kills * 7919 + 63) % 200));
    ({ killed } = part);
    if (killed) kills++;
    lines.push(...part.lines);
    cuts.add(`${seed} ${offset}`);
    expect(recordsOf(lines)).toEqual(recordsOf(whole.lines.slice(0, lines.length)));
  }
  expect(withoutSourceOffsets(lines)).toEqual(withoutSourceOffsets(whole.lines));
  expect(kills).toBeGreaterThan(12);
  expect(cuts.size).toBe(kills + 1);
});
