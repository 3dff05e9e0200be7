import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { readCommandLine } from './command-line.ts';

interface Service {
  readonly image: string;
  readonly command: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly volumes?: readonly string[];
}

const path = new URL('../compose.yml', import.meta.url);
const file = parse(readFileSync(path, 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, null>>;
};
const { nats, ...others } = file.services;

it('the containers run the program of this folder with commands that it takes', () => {
  const lines = Object.values(others).map(({ command }) => readCommandLine(command));
  expect(lines.map(({ command }) => command)).toEqual(['leader', 'worker', 'worker', 'watch']);
  const shards = lines.flatMap(line => (line.command === 'worker' ? [line.settings.shard] : []));
  const [leader] = lines.flatMap(line => (line.command === 'leader' ? [line.settings] : []));
  expect(shards).toEqual(shards.map((_, index) => ({ index, count: leader!.workers })));
  expect(new Set(lines.map(({ settings }) => settings.log))).toEqual(new Set(['nats://nats:4222']));
  expect(nats!.command).toContain('--jetstream');
});

it('the containers mount the repository, and volumes that there are', () => {
  for (const { entrypoint, volumes } of Object.values(others)) {
    expect(volumes![0]).toBe('../..:/thalweg:ro');
    expect(existsSync(new URL(`../../${entrypoint!.at(-1)!}`, path))).toBe(true);
  }
  const named = Object.values(file.services).flatMap(({ volumes = [] }) => volumes.map(one => one.split(':')[0]!));
  for (const name of named.filter(name => !name.startsWith('.'))) expect(Object.keys(file.volumes)).toContain(name);
  expect(existsSync(`${fileURLToPath(new URL('../..', path))}/package.json`)).toBe(true);
});
