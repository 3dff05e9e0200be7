import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundle, type Bundle } from './hosts.ts';

const bundled: { now?: Bundle } = {};

beforeAll(async () => void (bundled.now = await bundle()));
afterAll(() => bundled.now?.remove());

it.each(['worker', 'compileWorker'] as const)(
  'bundlers keep the program of a worker that is just imported: %s',
  async name => {
    expect(await readFile(bundled.now![name], 'utf8')).toContain('onmessage');
  },
);
