import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import type { TextSpeed } from './testing/text-speed.ts';

const program = fileURLToPath(new URL('./testing/text-speed.ts', import.meta.url));

it('five million words a second get from the text of mails into weights', { retry: 4, timeout: 120_000 }, () => {
  const options = ['--import', 'tsx', '--conditions=@thalweg/source', program];
  const { words, features } = JSON.parse(execFileSync(process.execPath, options, { encoding: 'utf8' })) as TextSpeed;
  const shown = (speeds: readonly number[]): string => speeds.map(speed => speed.toFixed(1)).join(' ');
  console.log(`million words a second: ${shown(words)}; features, each once a mail: ${shown(features)}`);
  expect(Math.max(...words)).toBeGreaterThanOrEqual(5);
});
