/** @module-tag chromium */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { builtApp } from '../../testing/pages.ts';

const { inPage } = builtApp();

/** The numbers in the row of a racer: x, y, loss and the distance from the minimum. */
async function standing(page: Page, racer: string): Promise<number[]> {
  const cells = await page.locator(`tr[data-racer=${racer}] td`).allInnerTexts();
  return cells.map(cell => Number(cell.replaceAll('−', '-')));
}

const step = (page: Page): Promise<number> => page.locator('[data-step]').innerText().then(Number);
const untilStep = (page: Page, least: number) =>
  page.waitForFunction(least => Number(document.querySelector('[data-step]')?.textContent ?? -1) >= least, least);
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const address = (page: Page, part: string) => page.waitForFunction(part => location.hash.includes(part), part);

describe('the race', () => {
  it('opens with the ravine and plays; after 200 steps momentum is nearer to the minimum', () =>
    inPage('#/descent', async page => {
      await untilStep(page, 2);
      await press(page, 'Pause');
      await press(page, 'Restart');
      await expect.poll(() => step(page)).toBe(0);
      await press(page, '100 steps');
      await press(page, '100 steps');
      await expect.poll(() => step(page)).toBe(200);
      const [sgd, momentum] = [await standing(page, 'sgd'), await standing(page, 'momentum')];
      expect(sgd).toHaveLength(4);
      expect(momentum[3]).toBeLessThan(sgd[3]! / 10);
    }));

  it('a slider acts on the running race; its address, opened anew, has the same numbers', async () => {
    const told = await inPage('#/descent', async page => {
      await untilStep(page, 10);
      const slider = page.getByRole('slider', { name: 'Plain descent: learning rate' });
      const before = await slider.getAttribute('aria-valuetext');
      await slider.focus();
      await page.keyboard.press('PageDown');
      const at = await step(page);
      await expect.poll(() => slider.getAttribute('aria-valuetext')).not.toBe(before);
      await untilStep(page, at + 10);
      await press(page, 'Pause');
      await address(page, `step=${await step(page)}`);
      const hash = await page.evaluate(() => location.hash);
      expect(hash).toMatch(/&sgd\.rate=0\.0195~\d+:0\.006\d+/);
      return {
        hash,
        step: await step(page),
        sgd: await standing(page, 'sgd'),
        momentum: await standing(page, 'momentum'),
      };
    });
    await inPage(told.hash, async page => {
      await expect.poll(() => step(page)).toBe(told.step);
      expect(await standing(page, 'sgd')).toEqual(told.sgd);
      expect(await standing(page, 'momentum')).toEqual(told.momentum);
    });
  });

  it('a step back is as if the step was not taken', () =>
    inPage('#/descent?on=himmelblau&step=20&race=adam,lion', async page => {
      await page.locator('tr[data-racer=adam] td').first().waitFor();
      const before = await standing(page, 'adam');
      await press(page, 'Step');
      expect(await standing(page, 'adam')).not.toEqual(before);
      await press(page, 'Step back');
      expect(await standing(page, 'adam')).toEqual(before);
    }));

  it('batches of irises are compared by the examples that they read, or by time, and their lines are seen', () =>
    inPage('#/descent?on=irises&step=300', async page => {
      const by = page.getByRole('combobox', { name: 'Compare losses by' });
      expect(await by.inputValue()).toBe('examples');
      await page.getByRole('img', { name: 'by examples read' }).waitFor();
      const lines = page.getByRole('img', { name: /150 points.* Stochastic: one by one: slope 0\.\d+/ });
      expect(await lines.locator('circle').count()).toBe(150);
      expect(await lines.locator('path').count()).toBe(4);
      await by.selectOption('time');
      await page.getByRole('img', { name: 'by time of computing' }).waitFor();
      await address(page, 'by=time');
    }));

  it('a click sets the start, and so do the keys', () =>
    inPage('#/descent?on=ravine&step=5', async page => {
      const plot = page.getByRole('application');
      const { width, height } = (await plot.boundingBox())!;
      await plot.click({ position: { x: width / 4, y: height / 4 } });
      await expect.poll(() => step(page)).toBe(0);
      const [x, y] = await standing(page, 'sgd');
      expect(x).toBeCloseTo(-2, 1);
      expect(y).toBeCloseTo(1.25, 1);
      await plot.focus();
      for (const key of ['ArrowRight', 'ArrowRight', 'ArrowUp', 'Enter']) await page.keyboard.press(key);
      const [movedX, movedY] = await standing(page, 'momentum');
      expect(movedX).toBeGreaterThan(x!);
      expect(movedY).toBeGreaterThan(y!);
      await address(page, `from=${movedX},${movedY}`);
    }));

  it('who joins has come as far as the others', () =>
    inPage('#/descent?on=rosenbrock&step=50', async page => {
      await page.getByRole('checkbox', { name: 'Adam' }).check();
      expect(await standing(page, 'adam')).toHaveLength(4);
      await page.getByText('Table of the race').click();
      expect(await page.getByRole('row', { name: /^50 / }).innerText()).not.toContain('lost');
    }));

  it('a rate that diverges is told of kindly, stops that racer, and the others go on', () =>
    inPage('#/descent?on=ravine&step=10&sgd.rate=5', async page => {
      await press(page, '100 steps');
      expect(await page.locator('.notice').innerText()).toMatch(/^Plain descent diverged at step \d+/);
      expect((await standing(page, 'momentum'))[3]).toBeLessThan(1);
      await press(page, 'Step');
      await expect.poll(() => step(page)).toBe(111);
    }));

  it('batches of real data race to the best line', () =>
    inPage('#/descent?on=irises', async page => {
      await press(page, 'Pause');
      for (let i = 0; i < 10; i++) await press(page, '100 steps');
      for (const racer of ['batch', 'mini50', 'mini10', 'single'])
        expect((await standing(page, racer))[3], racer).toBeLessThan(0.2);
      expect((await standing(page, 'single'))[4]).toBe(await step(page));
    }));

  it('a scene whose data is missing is told of, and the others are there', () =>
    inPage(
      '#/descent?on=irises',
      async page => {
        await page.getByText('The data could not be loaded').waitFor();
        await page.getByRole('combobox', { name: 'Surface' }).selectOption({ index: 0 });
        await untilStep(page, 1);
      },
      {
        expected: /irises|Failed to load|404/,
        before: async page =>
          void (await page.context().route('**/irises-*.js', route => route.fulfill({ status: 404 }))),
      },
    ));

  it('an address that makes no sense opens what can be opened, and says what cannot', () =>
    inPage('#/descent?on=ravine&from=here&step=1e9&race=sgd,nobody&sgd.rate=-1', async page => {
      await expect.poll(() => page.locator('.notice').count()).toBe(4);
      await untilStep(page, 0);
      await page.evaluate(() => (location.hash = '#/descent?on=nowhere'));
      await page.getByText('There is no surface “nowhere”').waitFor();
    }));

  it('an address that is entered while the room writes its own is the one that opens', () =>
    inPage('#/descent?on=ravine&step=5', async page => {
      await untilStep(page, 5);
      // The room may write at once: it has not written for long enough.
      await page.waitForFunction(() => location.hash.includes('step=5'));
      await page.evaluate(async () => {
        const written = new Promise(resolve => setTimeout(resolve, 600));
        await written;
        location.hash = '#/descent?on=himmelblau&step=3';
        [...document.querySelectorAll('button')].find(button => button.textContent === 'Step')!.click();
      });
      await expect.poll(() => page.getByRole('combobox', { name: 'Surface' }).inputValue()).toBe('himmelblau');
      expect(await step(page)).toBe(3);
    }));

  it('tracks are drawn, and gone after a restart', () =>
    inPage('#/descent?on=ravine&step=300', async page => {
      await untilStep(page, 300);
      const inked = () =>
        page.locator('.frame canvas').evaluate((canvas: HTMLCanvasElement) => {
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
          return data.filter((value, index) => index % 4 === 3 && value > 0).length;
        });
      await expect.poll(inked).toBeGreaterThan(500);
      await press(page, 'Restart');
      await expect.poll(inked).toBe(0);
      await press(page, '100 steps');
      await expect.poll(inked).toBeGreaterThan(200);
    }));

  it('the source beside it is that of the pipeline', () =>
    inPage('#/descent?on=ravine&step=0', async page => {
      await page.getByText('racer.ts').click();
      const shown = await page.getByRole('region', { name: 'Source of racer.ts' }).innerText();
      expect(shown.trim()).toBe(readFileSync(new URL('race/racer.ts', import.meta.url), 'utf8').trim());
    }));

  it('a look can be chosen, and lasts', () =>
    inPage('#/descent', async page => {
      const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
      const light = await ground();
      await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
      expect(await ground()).not.toBe(light);
      // A reload would end the requests of a page that is still loading.
      await page.waitForLoadState('networkidle');
      await page.reload();
      await page.locator('.u-wrap canvas').waitFor();
      expect(await page.getByRole('combobox', { name: 'Theme' }).inputValue()).toBe('dark');
    }));

  it.each(['ravine', 'irises'])('all numbers of the table are seen on a phone: %s', on =>
    inPage(
      `#/descent?on=${on}&step=150`,
      async page => {
        const place = page.getByRole('region', { name: 'Positions and losses' });
        await place.getByRole('row').nth(1).waitFor();
        expect(await place.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(
          0,
        );
        const cut = await place
          .getByRole('cell')
          .evaluateAll(all => all.filter(one => one.scrollWidth > one.clientWidth));
        expect(cut).toHaveLength(0);
        expect(await place.getByRole('columnheader').count()).toBeGreaterThan(2);
      },
      { viewport: { width: 360, height: 740 } },
    ),
  );

  it('who moves a slider on a phone sees the plot', () =>
    inPage(
      '#/descent?on=ravine&step=50',
      async page => {
        const slider = page.getByRole('slider', { name: 'Momentum: decay of the velocity' });
        await slider.evaluate(it => it.scrollIntoView({ block: 'end' }));
        const [plot, place] = [await page.getByRole('application').boundingBox(), await slider.boundingBox()];
        expect(plot!.y).toBeGreaterThanOrEqual(0);
        expect(place!.y).toBeGreaterThan(plot!.y + plot!.height);
        expect(place!.y + place!.height).toBeLessThan(641);
        // With the last racer, too; not with what comes after the sliders.
        await page.getByRole('checkbox', { name: 'Lion' }).scrollIntoViewIfNeeded();
        expect((await page.getByRole('application').boundingBox())!.y).toBeGreaterThanOrEqual(0);
        await page.getByText('Table of the race').scrollIntoViewIfNeeded();
        expect((await page.getByRole('application').boundingBox())!.y).toBeLessThan(-100);
      },
      { viewport: { width: 360, height: 640 } },
    ));

  it('a page is printed in light colours, its charts too', () =>
    inPage('#/descent?on=ravine&race=sgd&step=200', async page => {
      await page.getByRole('combobox', { name: 'Theme' }).selectOption('dark');
      const look = () =>
        page.evaluate(() => {
          const canvas = document.querySelector<HTMLCanvasElement>('.frame canvas')!;
          const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
          const inked = data.findIndex((value, index) => index % 4 === 3 && value === 255);
          return [getComputedStyle(document.documentElement).backgroundColor, data.slice(inked - 3, inked).join()];
        });
      await expect.poll(async () => (await look())[1]).toBe('251,146,60');
      await page.emulateMedia({ media: 'print' });
      await expect.poll(look).toEqual(['rgb(246, 242, 234)', '194,65,12']);
    }));

  it('whoever wants less motion sees no animation, and steps by hand', () =>
    inPage(
      '#/descent',
      async page => {
        await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
        await expect.poll(() => step(page)).toBe(100);
        await press(page, 'Step');
        await expect.poll(() => step(page)).toBe(101);
      },
      { reducedMotion: 'reduce' },
    ));
});

const rate = (page: Page) => page.getByRole('slider', { name: 'Plain descent: learning rate' });
const schedule = (page: Page) => page.getByRole('group', { name: 'Schedule of Plain descent: learning rate' });
const changes = async (page: Page) =>
  Promise.all((await schedule(page).getByRole('slider').all()).map(one => one.getAttribute('aria-valuetext')));
const inAddress = (page: Page, part: string) =>
  page.waitForFunction(part => decodeURIComponent(location.hash).includes(part), part);

describe('a slider that is moved during a race', () => {
  it('has a curve from then on, which a restart keeps and a click clears', () =>
    inPage('#/descent?on=ravine&step=120&race=sgd', async page => {
      expect(await schedule(page).count()).toBe(0);
      await rate(page).focus();
      await page.keyboard.press('PageDown');
      await schedule(page).waitFor();
      const [first, then] = await changes(page);
      expect([first, then]).toEqual(['0.0195 from step 0', expect.stringMatching(/^0\.0\d+ from step 120$/)]);
      await press(page, 'Restart');
      await expect.poll(() => rate(page).getAttribute('aria-valuetext')).toBe('0.0195');
      expect(await changes(page)).toEqual([first, then]);
      expect(await schedule(page).innerText()).toContain('from step 120');
      await schedule(page).getByRole('button', { name: 'Clear' }).click();
      await expect.poll(() => schedule(page).count()).toBe(0);
      await press(page, '100 steps');
      await press(page, '100 steps');
      expect(await rate(page).getAttribute('aria-valuetext')).toBe('0.0195');
    }));

  it('can be given a schedule by keys, and by the pointer', () =>
    inPage('#/descent?on=ravine&step=0&race=sgd', async page => {
      await press(page, 'Schedule of Plain descent: learning rate');
      await schedule(page)
        .locator('svg')
        .click({ position: { x: 150, y: 36 } });
      await expect.poll(() => changes(page)).toHaveLength(2);
      const handle = schedule(page).getByRole('slider').nth(1);
      await handle.focus();
      const before = await handle.getAttribute('aria-valuetext');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Shift+ArrowRight');
      await expect.poll(() => handle.getAttribute('aria-valuetext')).not.toBe(before);
      const [, then] = await changes(page);
      const [value, step] = then!.split(' from step ');
      await inAddress(page, `sgd.rate=0.0195~${step}:${value}`);
      const { x, y, width, height } = (await handle.boundingBox())!;
      await page.mouse.move(x + width / 2, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width / 2 + 30, y + height / 2 + 10, { steps: 3 });
      await page.mouse.up();
      await expect.poll(async () => (await changes(page))[1]).not.toBe(then);
      await handle.focus();
      await page.keyboard.press('Delete');
      await expect.poll(() => changes(page)).toEqual(['0.0195 from step 0']);
    }));
});
