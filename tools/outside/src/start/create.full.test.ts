import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { build, preview } from 'vite';
import { describe, expect, inject, it } from 'vitest';
import { launchChromium } from '../browsers/launch.ts';

const home = inject('home');
const { NODE_OPTIONS: _, ...env } = process.env;

/** Runs a script with Node in a folder, and returns what it prints. */
async function node(folder: string, ...given: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...given], { cwd: folder, env });
  return stdout;
}

/** Makes a project in the folder where the packages are installed, so that it finds them, and returns its folder. */
async function create(template: string): Promise<string> {
  const folder = `created-${template}`;
  const printed = await node(home, 'node_modules/create-thalweg/dist/command.js', folder, '--template', template);
  expect(printed).toContain(`cd ${folder} && npm install\n  npm start\n`);
  return join(home, folder);
}

describe('a project of npm create thalweg', () => {
  it('script: learns a sine and predicts it', async () => {
    const printed = await node(await create('script'), 'main.js');
    const pairs = [...printed.matchAll(/= (\S+), predicted (\S+)/g)].map(([, sine, found]) => [+sine!, +found!]);
    expect(pairs).toHaveLength(4);
    for (const [sine, found] of pairs) expect(Math.abs(sine! - found!)).toBeLessThan(0.3);
  });

  it('table: learns from a CSV file and writes a report', async () => {
    const folder = await create('table');
    const printed = await node(folder, 'main.js');
    expect(Number(/accuracy\s+(\S+)/.exec(printed)?.[1])).toBeGreaterThan(0.85);
    const page = await readFile(join(folder, 'report.html'), 'utf8');
    expect(page).toMatch(/^<!doctype html>[^]*Flowers[^]*versicolor/);
  });

  it('service: predicts, learns from labels, and refuses what does not fit', async () => {
    const child = spawn(process.execPath, ['main.js'], { cwd: await create('service'), env: { ...env, PORT: '0' } });
    try {
      const [address] = (await once(createInterface(child.stdout), 'line')) as [string];
      const post = async (path: string, body: object) => {
        const response = await fetch(address + path, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
        return { status: response.status, body: (await response.json()) as Record<string, unknown> };
      };
      const before = await post('/predict', { x: [2, 2] });
      for (let i = 0; i < 200; i++) {
        const side = i % 2 === 0 ? 1 : -1;
        await post('/learn', { x: [2 * side, 2 * side], label: side === 1 ? 1 : 0 });
      }
      const after = await post('/predict', { x: [2, 2] });
      expect(after.body['probability']).toBeGreaterThan(Number(before.body['probability']));
      expect(after.body['probability']).toBeGreaterThan(0.9);
      expect(await post('/learn', { x: [1], label: 1 })).toMatchObject({ status: 400 });
      expect(await post('/learn', { x: [1, 2], label: 2 })).toMatchObject({ status: 400 });
      const metrics = (await (await fetch(`${address}/metrics`)).json()) as { count: number };
      expect(metrics).toMatchObject({ count: 200, metrics: { accuracy: expect.closeTo(1, 1) as number } });
    } finally {
      child.kill();
    }
  });

  it('page: is built by Vite, and shows the circuit and the loss of a training', { tags: ['chromium'] }, async () => {
    const root = await create('page');
    await build({ root, logLevel: 'silent' });
    const server = await preview({ root, logLevel: 'silent', preview: { port: 0, host: '127.0.0.1' } });
    const browser = await launchChromium();
    try {
      const page = await browser.newPage();
      const faults: string[] = [];
      page.on('pageerror', error => faults.push(error.message));
      await page.goto(server.resolvedUrls!.local[0]!);
      await page.click('#train');
      await page.waitForFunction(() =>
        /^Step 300, loss 0\.\d+$/.test(document.querySelector('#state')!.textContent ?? ''),
      );
      await page.waitForFunction(() => document.querySelector('thalweg-circuit')!.shadowRoot!.querySelector('svg'));
      expect(faults).toEqual([]);
    } finally {
      await browser.close();
      await server.close();
    }
  });
});
