/** @module-tag chromium */
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { rooms } from '../../rooms/rooms.ts';
import { builtApp, COMPILED } from '../../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

const allowed = { permissions: ['clipboard-read', 'clipboard-write'] };
const copied = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText());

it('copies a link that opens the page as it is', () =>
  inPage(
    '#/descent?on=ravine&step=3',
    async page => {
      await page.getByRole('button', { name: 'Step', exact: true }).click();
      await expect.poll(() => page.url()).toContain('step=4');
      await page.getByRole('button', { name: 'Share' }).click();
      await page.getByRole('button', { name: 'Copy link' }).click();
      await page.getByText('Link: copied.').waitFor();
      expect(await copied(page)).toBe(page.url());
    },
    allowed,
  ));

it('copies a frame that has the embedded layout, where a link opens the whole playground', () =>
  inPage(
    '#/circuit?on=sigmoid',
    async page => {
      await page.getByRole('button', { name: 'Share' }).click();
      await page.getByRole('button', { name: 'Copy embed' }).click();
      const source = /src="([^"]*)"/.exec(await copied(page))![1]!.replaceAll('&amp;', '&');
      // A page that is left while it loads its code would count as one with failed requests.
      await page.locator('.picture:not(.new)').waitFor();
      await page.goto(source);
      await page.locator('.picture:not(.new)').waitFor();
      expect(await page.getByRole('navigation', { name: 'Pages' }).count()).toBe(0);
      const link = page.getByRole('link', { name: 'Open in the Thalweg playground' });
      expect(await link.getAttribute('href')).toContain('#/circuit?on=sigmoid');
      expect(await link.getAttribute('href')).not.toContain('embed');
    },
    allowed,
  ));

it.each(rooms.filter(({ typescript }) => typescript !== undefined).map(({ name }) => name))(
  'copies the room %s as a program of Thalweg’s packages',
  name =>
    inPage(
      `#/${name}`,
      async page => {
        await page.locator('h1').waitFor();
        await page.getByRole('button', { name: 'Share' }).click();
        await page.getByRole('button', { name: 'Copy as TypeScript' }).click();
        await page.getByText('TypeScript: copied.').waitFor();
        expect(await copied(page)).toMatch(/from 'thalweg\/[a-z]+';/);
      },
      allowed,
    ),
);

it('shows the text where copying is not allowed', () =>
  inPage('#/circuit?on=first', async page => {
    await page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
    });
    await page.getByRole('button', { name: 'Share' }).click();
    await page.getByRole('button', { name: 'Copy link' }).click();
    await page.getByText('the browser does not allow copying').waitFor();
    expect(await page.getByRole('textbox', { name: 'Link' }).inputValue()).toBe(page.url());
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Copy link' }).waitFor({ state: 'hidden' });
  }));

it.each(['svg', 'png'] as const)('saves the picture of a circuit as %s, with all of its numbers', kind =>
  inPage('#/circuit?on=sigmoid&at=99', async page => {
    await page.locator('.picture:not(.new)').waitFor();
    await page.locator('thalweg-circuit').getByText('0.7311').first().waitFor();
    await page.getByRole('button', { name: 'Share' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page
        .getByRole('button', { name: `as ${kind.toUpperCase()}` })
        .first()
        .click(),
    ]);
    expect(file.suggestedFilename()).toBe(`circuit.${kind}`);
    const bytes = await readFile(await file.path());
    if (kind === 'png') return expect(sizeOfPng(bytes)[0]).toBeGreaterThan(600);
    const text = bytes.toString();
    for (const number of ['0.7311', '−0.5344', '0.3932', 'w0', 'exp']) expect(text).toContain(`>${number}<`);
    // Programs other than browsers read it too.
    expect(text).not.toMatch(/foreignObject|var\(|light-dark/);
  }),
);

/** A PNG file has its width and height at fixed places. */
const sizeOfPng = (bytes: Buffer): [number, number] => [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
