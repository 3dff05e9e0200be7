import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { type Held, held } from './held.ts';
import type { UsePage } from './pages.ts';

/** Stops of the lecture that compute. */
const visited = ['batches&size=1', 'noise&rate=0,8,16,24,32,40', 'minima&noise=3', 'rare&sent=10', 'rates', 'adam'];

/** Leaves rooms so many times, and expects that no worker, frame, timer, listener or growing memory is left. */
export const leaveRooms = (inPage: UsePage, times: number): Promise<void> =>
  inPage('#/descent?on=ravine&step=1', async page => {
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable');
    /** Goes to rooms that play, and from them to one that stands still. */
    const visit = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        await page.evaluate(() => (location.hash = '#/descent?on=saddle'));
        await page.getByRole('button', { name: 'Pause' }).waitFor();
        await page.evaluate(() => (location.hash = '#/'));
        await page.locator('thalweg-race').waitFor({ state: 'attached' });
        await page.evaluate(() => (location.hash = '#/circuit?on=sigmoid'));
        await page.locator('.picture:not(.new)').waitFor();
        // Left on its way to a step, or while it plays.
        await page.evaluate(to => (location.hash = to), i % 2 === 0 ? '#/network?step=9000' : '#/network?ahead=1');
        await page.getByRole('heading', { name: 'Accuracy' }).waitFor();
        // Left while it runs up to its event, or while it plays.
        await page.evaluate(to => (location.hash = to), i % 2 === 0 ? '#/stream?event=9000' : '#/stream');
        await page.getByRole('heading', { name: 'Memory' }).waitFor();
        // Left while it runs, or after that.
        await page.evaluate(to => (location.hash = `#/lecture?guess=none&stop=${to}`), visited[i % visited.length]);
        await page.locator('[data-sentence]').waitFor();
        await page.evaluate(() => (location.hash = '#/digits'));
        // Some are left while they load, others while they learn and are looked at.
        if (i % 2 === 0) await page.locator('thalweg-circuit').waitFor({ state: 'attached' });
        else await page.getByText('learning').waitFor();
        await page.evaluate(() => (location.hash = '#/descent?on=ravine&step=1'));
        await page.getByRole('button', { name: 'Play' }).waitFor();
      }
    };
    await visit(5);
    const now = (what: Held) => held(page, session, what);
    const [nodes, listeners, bytes] = [await now('Nodes'), await now('JSEventListeners'), await now('bytes')];
    await visit(times);
    // What was left is collected and comes to rest in its own time; what leaks never does.
    await expect.poll(async () => (await now('Nodes')) - nodes).toBeLessThan(100);
    await expect.poll(async () => (await now('JSEventListeners')) - listeners).toBeLessThan(10);
    await expect.poll(async () => (await now('bytes')) - bytes).toBeLessThan(1_000_000);
    await expect.poll(() => asked(page)).toBe(0);
    expect(page.workers()).toEqual([]);
    await page.getByRole('button', { name: 'Play' }).click();
    expect(await asked(page)).toBeGreaterThan(0);
  });

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
