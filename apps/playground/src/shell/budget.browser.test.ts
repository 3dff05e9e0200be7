import { readdir, readFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import type { CDPSession, Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { builtApp, TIMEOUT } from '../testing/pages.ts';

const { inPage, folder } = builtApp();

/** Bytes of JavaScript that a first visit loads, gzipped. */
const CEILING = 150_000;

it('a first visit loads at most 150 kB of JavaScript, and no data', { timeout: TIMEOUT }, () =>
  inPage('', async page => {
    await page.locator('canvas').waitFor();
    const loaded = await page.evaluate(() =>
      performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname),
    );
    const scripts = loaded.filter(path => path.endsWith('.js')).map(path => path.split('/').at(-1)!);
    const sizes = await Promise.all(
      scripts.map(async name => gzipSync(await readFile(`${folder()}/assets/${name}`), { level: 9 }).length),
    );
    expect(scripts.length).toBeGreaterThan(1);
    expect(sizes.reduce((a, b) => a + b)).toBeLessThan(CEILING);
    expect(scripts.filter(name => name.startsWith('irises'))).toEqual([]);
    expect((await readdir(`${folder()}/assets`)).some(name => name.startsWith('irises'))).toBe(true);
  }),
);

/** What a page holds after a collection of garbage. */
async function held(page: Page, session: CDPSession): Promise<{ nodes: number; listeners: number; heap: number }> {
  await page.evaluate(() => (globalThis as unknown as { gc: () => void }).gc());
  const { metrics } = await session.send('Performance.getMetrics');
  const value = (name: string) => metrics.find(metric => metric.name === name)!.value;
  return { nodes: value('Nodes'), listeners: value('JSEventListeners'), heap: value('JSHeapUsedSize') };
}

/** A room, and what is there when it is open. */
const rooms = [
  ['that plays', '#/descent?on=saddle', 'button:text-is("Pause")'],
  ['with a picture of a circuit', '#/circuit?on=sigmoid', '.picture:not(.new)'],
] as const;

const title = 'a room %s that was left 50 times leaves no frame, timer, listener or growing memory';
it.each(rooms)(title, { timeout: TIMEOUT }, (_, room, open) =>
  inPage('#/descent?on=ravine&step=1', async page => {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    /** Goes to the room, and from there to one that stands still. */
    const visit = async (times: number): Promise<void> => {
      for (let i = 0; i < times; i++) {
        await page.evaluate(room => (location.hash = room), room);
        await page.locator(open).waitFor();
        await page.evaluate(() => (location.hash = '#/descent?on=ravine&step=1'));
        await page.getByRole('button', { name: 'Play' }).waitFor();
      }
    };
    // The engine’s own notes on code grow until the code is warm.
    await visit(20);
    const before = await held(page, session);
    await visit(50);
    // What was left is collected and comes to rest in its own time; what leaks never does.
    const patience = { timeout: 15_000 };
    const growth = async (what: keyof typeof before) => (await held(page, session))[what] - before[what];
    await expect.poll(() => growth('nodes'), patience).toBeLessThan(100);
    await expect.poll(() => growth('listeners'), patience).toBeLessThan(10);
    await expect.poll(() => growth('heap'), patience).toBeLessThan(1_000_000);
    await expect.poll(() => asked(page), patience).toBe(0);
    await page.getByRole('button', { name: 'Play' }).click();
    expect(await asked(page)).toBeGreaterThan(0);
  }),
);

/** Frames and timers that the page asks for while nothing moves. */
function asked(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const whole = globalThis as unknown as Record<string, (...given: unknown[]) => unknown>;
    const frame = whole['requestAnimationFrame']!.bind(globalThis);
    let count = 0;
    for (const name of ['requestAnimationFrame', 'setTimeout', 'setInterval']) {
      const original = whole[name]!.bind(globalThis);
      whole[name] = (...given) => {
        count++;
        return original(...given);
      };
    }
    // A loop of frames would ask again in each of these.
    for (let i = 0; i < 5; i++) await new Promise(resolve => frame(resolve));
    return count;
  });
}
