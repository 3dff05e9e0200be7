/** @module-tag chromium */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { parseAddress } from '../../page/address.ts';
import { builtApp, COMPILED } from '../../testing/pages.ts';
import { monitors } from './monitors.ts';
import { reactions } from './reactions.ts';
import { Run } from './run.ts';
import { parseSettings } from './settings.ts';

const { inPage } = builtApp(COMPILED);
const still = { reducedMotion: 'reduce' } as const;

/** The numbers of the room, as text: of each reaction, of each detector, and of the memory. */
type Numbers = readonly (readonly (string | null)[])[];

/** Reads the numbers from the page, as exact as they are. */
async function numbersOf(page: Page): Promise<Numbers> {
  const read = async (selector: string, ...names: string[]): Promise<(string | null)[]> => {
    const element = page.locator(selector);
    return Promise.all(names.map(name => element.getAttribute(name)));
  };
  const rows = reactions.map(async ({ name }) => [
    ...(await read(`[data-reaction=${name}] [data-accuracy]`, 'data-accuracy')),
    ...(await read(`[data-reaction=${name}] [data-reacted]`, 'data-reacted')),
    ...(await read(`[data-arrived] [data-model=${name}]`, 'data-p')),
  ]);
  const charts = monitors.map(({ name }) =>
    read(`[data-detector=${name}]`, 'data-alarms', 'data-statistic', 'data-threshold'),
  );
  return Promise.all([...rows, ...charts, read('[data-memory]', 'data-memory', 'data-weighed')]);
}

/** Computes the same numbers in Node. */
function numbersOfNode(fragment: string): Numbers {
  const { settings, problems } = parseSettings(parseAddress(fragment).state);
  expect(problems).toEqual([]);
  const run = new Run(settings);
  run.advance(settings.event);
  const { accuracies, arrived, watched, memory } = run.pipeline;
  const { reactions: reacted, alarms } = run.history;
  return [
    ...reactions.map((_, i) => [`${accuracies[i]}`, reacted[i]!.join(), `${arrived!.predictions[i]}`]),
    ...monitors.map((_, i) => {
      const { reading } = watched[i]!;
      return [
        alarms[i]!.join(),
        ...[reading?.statistic, reading?.threshold].map(text => (text === undefined ? null : `${text}`)),
      ];
    }),
    [`${memory.bytes}`, `${memory.event}`],
  ];
}

/** Waits until the page shows an event. */
const shows = (page: Page, event: string): Promise<void> =>
  page.getByText(`event ${event}`, { exact: true }).and(page.locator('strong[data-settled=true]')).waitFor();

const fragmentOf = (page: Page): string => new URL(page.url()).hash;

it.each([
  ['#/stream?event=40', '40'],
  ['#/stream?drift=sudden~600&event=1500', '1,500'],
  ['#/stream?drift=gradual~500,recurring~1200&late=120&detector=pageHinkley&noise=0.1&seed=8&event=3000', '3,000'],
])('the numbers of %s are those of the same pipeline in Node', (fragment, event) =>
  inPage(
    fragment,
    async page => {
      await shows(page, event);
      expect(await numbersOf(page)).toEqual(numbersOfNode(fragment));
    },
    still,
  ),
);

it('an address that was made by pressing buttons repeats all numbers', () =>
  inPage(
    '#/stream?event=500',
    async page => {
      await shows(page, '500');
      await page.getByRole('button', { name: 'Sudden' }).click();
      await page.getByRole('button', { name: '100 events' }).click();
      await shows(page, '600');
      await page.getByRole('button', { name: 'Step', exact: true }).click();
      await shows(page, '601');
      await page.getByRole('button', { name: 'Gradual' }).click();
      await page.getByRole('radio', { name: 'DDM', exact: true }).click();
      await page.getByRole('slider').fill('40');
      await page.getByRole('button', { name: '100 events' }).click();
      await shows(page, '701');
      await expect
        .poll(() => fragmentOf(page))
        .toBe('#/stream?drift=sudden~500,gradual~601&late=40&detector=ddm&event=701');
      expect(await numbersOf(page)).toEqual(numbersOfNode(fragmentOf(page)));
      await page.getByRole('button', { name: 'Remove the drift after event 500' }).click();
      await expect.poll(() => fragmentOf(page)).toBe('#/stream?drift=gradual~601&late=40&detector=ddm&event=701');
      await shows(page, '701');
      expect(await numbersOf(page)).toEqual(numbersOfNode(fragmentOf(page)));
    },
    still,
  ));

it('opens at a drift that has happened, and stands still, where motion is reduced', () =>
  inPage(
    '#/stream',
    async page => {
      await shows(page, '900');
      await page.getByRole('button', { name: 'Play' }).waitFor();
      await page.getByText('sudden after 600').waitFor();
    },
    still,
  ));

it('plays, pauses and restarts', () =>
  inPage('#/stream', async page => {
    const event = async (): Promise<number> =>
      Number((await page.locator('strong[data-settled]').innerText()).replaceAll(/\D/g, ''));
    await expect.poll(event).toBeGreaterThan(510);
    await page.getByRole('button', { name: 'Pause' }).click();
    const paused = await event();
    await page.getByRole('button', { name: 'Restart' }).click();
    expect(paused).toBeGreaterThan(510);
    await shows(page, '0');
    await page.getByRole('button', { name: 'Play' }).click();
    await expect.poll(event).toBeGreaterThan(10);
  }));

it('reports what it cannot read in the address', () =>
  inPage(
    '#/stream?drift=slow~3&event=20',
    page => page.getByText('“drift=slow~3” could not be read').waitFor(),
    still,
  ));
