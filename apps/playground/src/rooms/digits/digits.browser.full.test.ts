/** @module-tag chromium */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { builtApp, COMPILED } from '../../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

const figure = (page: Page, name: string): Promise<string> => page.locator(`[data-figure=${name}]`).innerText();
const step = (page: Page): Promise<number> => figure(page, 'step').then(Number);
const accuracy = async (page: Page): Promise<number> => Number.parseFloat(await figure(page, 'accuracy')) / 100;
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const untilStep = (page: Page, least: number) => expect.poll(() => step(page)).toBeGreaterThanOrEqual(least);
const untilRest = (page: Page) => expect.poll(() => figure(page, 'activity')).toBe('paused');
const hash = (page: Page) => page.evaluate(() => location.hash);
/** How likely each digit is, as the page says. */
const shares = async (page: Page): Promise<number[]> => {
  const texts = await page.locator('ol[aria-label="How likely each digit is"] .share').allInnerTexts();
  return texts.map(text => Number.parseFloat(text));
};
/** The measurements in the table of the page: branch, step, loss, accuracy. */
async function measurements(page: Page): Promise<string[][]> {
  await page.getByText('Table of measurements').click();
  const lines = page.getByRole('region', { name: 'Table of measurements' }).locator('tbody tr');
  await lines.first().waitFor();
  const rows = await lines.allInnerTexts();
  await page.getByText('Table of measurements').click();
  return rows.map(row => row.split(/\s+/));
}

const steady = '#/digits?a=0:adam:0.002~300&at=a:300&show=3';
/** Stands still, too, for tests to which it does not matter how much was learned. */
const brief = '#/digits?a=0:adam:0.002~25&at=a:25&show=3';

describe('digits', () => {
  it('are learned in the page, compiled, to 0.93 and better', () =>
    inPage('#/digits', async page => {
      await page.getByLabel('Steps a second').selectOption('no limit');
      await expect.poll(() => accuracy(page)).toBeGreaterThanOrEqual(0.93);
      expect(page.workers()).toHaveLength(1);
      expect(await page.locator('.notice').count()).toBe(0);
      await press(page, 'Pause');
      await untilRest(page);
      const counts = async (): Promise<number[]> => {
        const cells = await page.getByRole('region', { name: 'Confusion matrix' }).locator('tbody td').allInnerTexts();
        return cells.map(cell => (cell === '·' ? 0 : Number(cell)));
      };
      const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one);
      expect(sum(await counts())).toBe(2000);
      // The last measurement is made after the pause.
      await expect
        .poll(async () => sum((await counts()).filter((_, i) => i % 11 === 0)) / 2000 - (await accuracy(page)))
        .toBeCloseTo(0, 4);
    }));

  it('that are drawn are told apart, by a pointer and by keys', () =>
    inPage(steady, async page => {
      await untilRest(page);
      const pad = page.getByRole('application');
      await expect.poll(() => shares(page)).toHaveLength(10);
      const before = await shares(page);
      await pad.scrollIntoViewIfNeeded();
      const box = (await pad.boundingBox())!;
      const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
      await page.mouse.move(...at(0.5, 0.15));
      await page.mouse.down();
      for (let y = 0.15; y < 0.86; y += 0.05) await page.mouse.move(...at(0.5, y));
      await page.mouse.up();
      await expect.poll(() => shares(page)).not.toEqual(before);
      expect(await figure(page, 'prediction')).toBe('1');
      // What the test digit before it was, a 3, says nothing of the drawing.
      expect(await page.getByLabel('Intended digit').inputValue()).toBe('');
      await page.waitForFunction(() => location.hash.includes('drawn=*'));
      await page.getByLabel('Intended digit').selectOption('1');
      await page.waitForFunction(() => location.hash.includes('drawn=1*'));
      const [drawn, told] = [await shares(page), await hash(page)];
      await inPage(told, async again => {
        await untilRest(again);
        await expect.poll(() => shares(again)).toEqual(drawn);
      });
      await press(page, 'Clear');
      await expect.poll(() => shares(page)).not.toEqual(drawn);
      await pad.focus();
      await page.keyboard.press('ArrowUp');
      for (let i = 0; i < 9; i++) await page.keyboard.press('Shift+ArrowUp');
      for (let i = 0; i < 6; i++) await page.keyboard.press('Shift+ArrowDown');
      await page.keyboard.press('Space');
      expect(await page.getByRole('application').getAttribute('aria-label')).toBe('Your drawing');
      await expect.poll(() => figure(page, 'prediction')).toBe('1');
      await press(page, 'Another test digit');
      await expect.poll(() => shares(page)).not.toEqual(drawn);
      await page.waitForFunction(() => location.hash.includes('show=0'));
    }));

  it('are drawn and predicted within the first screen', () =>
    inPage(
      brief,
      async page => {
        await untilRest(page);
        const bottoms = await page
          .locator('[role=application], ol[aria-label="How likely each digit is"]')
          .evaluateAll(all => all.map(one => one.getBoundingClientRect().bottom));
        expect(bottoms).toHaveLength(2);
        expect(Math.max(...bottoms)).toBeLessThan(800);
      },
      { viewport: { width: 1280, height: 800 } },
    ));

  it('with a rate that kills the network, it is said what has happened', () =>
    inPage('#/digits?a=0:adam:10~200&at=a:200&show=3', async page => {
      await untilRest(page);
      await page.getByText('The network says the same digit of most images.').waitFor();
    }));

  it('that are drawn stay when the training starts over, with the same or other first weights', () =>
    inPage(brief.replace('show=3', 'drawn=7*A.100.__.158.A'), async page => {
      await untilRest(page);
      const pad = page.getByRole('application');
      expect(await pad.getAttribute('aria-label')).toBe('Your drawing');
      await press(page, 'Start over');
      await untilStep(page, 5);
      await press(page, 'Other first weights');
      await page.waitForFunction(() => location.hash.includes('seed=2'));
      expect(await pad.getAttribute('aria-label')).toBe('Your drawing');
      expect(await page.getByLabel('Intended digit').inputValue()).toBe('7');
      await expect.poll(() => shares(page)).toHaveLength(10);
    }));

  it('are seen in another light while the network learns', () =>
    inPage('#/digits?show=3', async page => {
      await page.getByLabel('Steps a second').selectOption('50');
      await untilStep(page, 3);
      const early = await shares(page);
      await untilStep(page, (await step(page)) + 30);
      expect(await shares(page)).not.toEqual(early);
      expect(await figure(page, 'activity')).toBe('learning');
      await press(page, 'Pause');
      await untilRest(page);
      // What the network says after its last step comes a moment after that step; then it says the same.
      let still = '';
      const isSettled = async (): Promise<boolean> => still === (still = String(await shares(page)));
      await expect.poll(isSettled).toBe(true);
      await page.waitForTimeout(300);
      expect(String(await shares(page))).toBe(still);
    }));

  it('go on with another optimizer or rate while they are learned; its address, opened anew, has the same numbers', async () => {
    const told = await inPage('#/digits?show=5', async page => {
      await untilStep(page, 20);
      await page.getByLabel('Optimizer').selectOption('momentum');
      await expect.poll(() => hash(page)).toMatch(/~\d+:momentum:0\.01~/);
      await untilStep(page, (await step(page)) + 20);
      const slider = page.getByRole('slider', { name: 'momentum: learning rate' });
      await slider.focus();
      await page.keyboard.press('PageDown');
      await expect.poll(() => hash(page)).toMatch(/momentum:0\.00\d+~\d+&/);
      await press(page, 'Pause');
      await untilRest(page);
      await press(page, 'Play');
      await untilStep(page, (await step(page)) + 20);
      await press(page, 'Pause');
      await untilRest(page);
      await page.waitForTimeout(600);
      return {
        hash: await hash(page),
        numbers: [await step(page), await figure(page, 'loss'), await figure(page, 'accuracy'), await shares(page)],
      };
    });
    await inPage(told.hash, async page => {
      await untilRest(page);
      const read = async () => [
        await step(page),
        await figure(page, 'loss'),
        await figure(page, 'accuracy'),
        await shares(page),
      ];
      await expect.poll(read).toEqual(told.numbers);
    });
  });

  it('of a link with two branches are classified before the branches are trained again for their curves', () =>
    inPage('#/digits?a=0:adam:0.002~500&b=a~250:sgd:0.1~300:momentum:0.02~600&at=b:600&show=3', async page => {
      // Read in one go: the curves take a second or two.
      const early = await page.waitForFunction(() => {
        const figure = (name: string) => document.querySelector(`[data-figure=${name}]`)?.textContent ?? '';
        if (figure('activity') !== 'restoring the curves') return false;
        return [figure('step'), figure('accuracy'), figure('loss'), figure('prediction'), figure('restoring')];
      });
      const [...shown] = (await early.jsonValue()) as string[];
      expect(shown).toEqual([
        '600',
        expect.stringMatching(/^9\d\.\d+ %$/),
        expect.stringMatching(/^0\.\d+$/),
        expect.stringMatching(/^\d$/),
        expect.stringMatching(/^[ab], step \d+ of \d+$/),
      ]);
      await untilRest(page);
      expect([
        await figure(page, 'step'),
        await figure(page, 'accuracy'),
        await figure(page, 'loss'),
        await figure(page, 'prediction'),
      ]).toEqual(shown.slice(0, 4));
      const rows = await measurements(page);
      expect(rows.map(([branch, at]) => `${branch}${at}`)).toEqual([
        ...Array.from({ length: 21 }, (_, i) => `a${25 * i}`),
        ...Array.from({ length: 14 }, (_, i) => `b${275 + 25 * i}`),
      ]);
    }));

  it('are gone back to, and learned on in another branch, with both curves on one chart', () =>
    inPage(steady, async page => {
      await untilRest(page);
      const before = await measurements(page);
      expect(before.map(([branch, at]) => `${branch}${at}`)).toEqual(
        Array.from({ length: 13 }, (_, i) => `a${25 * i}`),
      );
      const slider = page.getByRole('slider', { name: 'Go to a step of branch a' });
      await slider.fill('100');
      await expect.poll(() => step(page)).toBe(100);
      await untilRest(page);
      const [, , loss, share] = before.find(([, at]) => at === '100')!;
      expect(Number.parseFloat(share!)).toBeCloseTo(100 * (await accuracy(page)), 2);
      expect(loss).toMatch(/^\d/);
      await page.getByLabel('Optimizer').selectOption('sgd');
      await press(page, 'Play');
      await untilStep(page, 300);
      await press(page, 'Pause');
      await untilRest(page);
      const after = await measurements(page);
      expect(after.slice(0, before.length)).toEqual(before);
      const other = after.slice(before.length);
      expect(other[0]!.slice(0, 2)).toEqual(['b', '125']);
      expect(other.find(([, at]) => at === '300')![3]).not.toBe(before.at(-1)![3]);
      await expect.poll(() => hash(page)).toMatch(/b=a~100:sgd:0\.1~\d+&at=b:\d+/);
      // Back in the first branch, everything is as it was there.
      await page.getByRole('radio', { name: 'a' }).check();
      await expect.poll(() => step(page)).toBe(300);
      await untilRest(page);
      expect(`${await figure(page, 'accuracy')}`).toBe(`${before.at(-1)![3]} %`);
    }));

  it.each([
    { width: 1280, height: 800 },
    { width: 360, height: 800 },
  ])('have a circuit that fits, a box for each layer, of which one is open at a time: $width', viewport =>
    inPage(
      brief,
      async page => {
        await untilRest(page);
        const circuit = page.locator('thalweg-circuit');
        await circuit.scrollIntoViewIfNeeded();
        const picture = circuit.locator('.picture:not(.new)');
        await picture.waitFor();
        expect(await picture.locator('[data-box]').count()).toBe(6);
        const { width, height } = (await picture.boundingBox())!;
        expect(width).toBeLessThanOrEqual(viewport.width);
        expect(height).toBeLessThan(viewport.width < 400 ? 960 : 600);
        const open = () => circuit.getByRole('button', { name: /^Fold/ }).allInnerTexts();
        for (const layer of ['dense1', 'dense2', 'cross entropy']) {
          // A person presses for longer than a new picture takes.
          await circuit.getByRole('button', { name: new RegExp(`^${layer} `) }).click({ delay: 400 });
          await expect.poll(open).toEqual([expect.stringContaining(layer)]);
          await circuit.locator('.picture:not(.new)').waitFor();
        }
      },
      { viewport },
    ),
  );

  it('have a circuit whose values are those of the network', () =>
    inPage(brief, async page => {
      await untilRest(page);
      const circuit = page.locator('thalweg-circuit');
      await circuit.scrollIntoViewIfNeeded();
      await circuit.getByRole('button', { name: /^dense1/ }).waitFor();
      await circuit.getByRole('button', { name: 'Table' }).click();
      const row = circuit.getByRole('row', { name: /^loss/ });
      await row.scrollIntoViewIfNeeded();
      await expect.poll(() => row.innerText()).toMatch(/\d\.\d/);
    }));

  it('that leave the range of numbers are told of kindly, and can be gone back from', () =>
    inPage('#/digits?a=0:sgd:0.1~25:sgd:1e30~60&at=a:60', async page => {
      await page.getByText('The training diverged at step').waitFor();
      await untilRest(page);
      await page.getByRole('slider', { name: 'Go to a step of branch a' }).fill('25');
      await expect.poll(() => step(page)).toBe(25);
      await untilRest(page);
      expect(await page.getByText('The training diverged at step').count()).toBe(0);
      expect(await accuracy(page)).toBeGreaterThan(0.5);
      await page.getByLabel('Optimizer').selectOption('adam');
      await press(page, 'Play');
      await untilStep(page, 60);
    }));

  it('by an address that makes no sense begin anew, and the page says so', () =>
    inPage('#/digits?a=0:horse:1~9&at=a:9', async page => {
      await page.getByText('The address asks for a training that cannot be: “a=0:horse:1~9 at=a:9”').waitFor();
      await untilStep(page, 1);
    }));

  it('whose file is missing are told of; once it is there they load', () =>
    inPage(
      '#/digits',
      async page => {
        await page.getByText('the file with the handwritten digits must exist, got HTTP 404').waitFor();
        await page.getByRole('link', { name: 'Descent' }).click();
        await page.getByRole('button', { name: 'Pause' }).waitFor();
        await page.getByRole('link', { name: 'Digits' }).click();
        await page.getByRole('button', { name: 'Try again' }).waitFor();
        await page.context().unrouteAll();
        await press(page, 'Try again');
        await expect.poll(() => figure(page, 'accuracy')).toMatch(/%/);
      },
      {
        expected: /404|no .*digits/,
        before: async page => void (await page.context().route('**/*.bin', route => route.fulfill({ status: 404 }))),
      },
    ));

  it('are interpreted in a browser without WebAssembly’s SIMD, and the page says so', () =>
    inPage(
      '#/digits?a=0:adam:0.002~50&at=a:50',
      async page => {
        await page.getByText('JavaScript interprets the network').waitFor();
        await untilRest(page);
        await expect.poll(() => step(page)).toBe(50);
        expect(await accuracy(page)).toBeGreaterThan(0.7);
      },
      {
        before: async page => {
          await page.context().route('**/worker-*.js', async route => {
            const response = await route.fetch();
            const without = 'WebAssembly.Module = class { constructor() { throw new Error("no SIMD"); } };';
            await route.fulfill({ response, body: without + (await response.text()) });
          });
        },
      },
    ));

  it('are learned by the pipeline that is shown beside them, that of the README', () =>
    inPage(brief, async page => {
      await page.getByText('pipeline.ts').click();
      const shown = await page.getByRole('region', { name: 'Source of pipeline.ts' }).innerText();
      const source = new URL('../../../../digits/src/pipeline.ts', import.meta.url);
      expect(shown.trim()).toBe(readFileSync(source, 'utf8').trim());
    }));

  it('wait for whoever wants less motion', () =>
    inPage(
      '#/digits',
      async page => {
        await untilRest(page);
        expect(await step(page)).toBe(0);
        await press(page, 'Play');
        await untilStep(page, 5);
      },
      { reducedMotion: 'reduce' },
    ));
});
