/** @module-tag chromium */
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { lecture } from '../lecture/lecture.ts';
import { rooms } from '../rooms/rooms.ts';
import { builtApp, COMPILED } from '../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

const MARKUP = '<img src=x onerror=alert(1)><script>alert(2)</script>';
const times = (count: number, part: (at: number) => string, between: string): string =>
  Array.from({ length: count }, (_, at) => part(at)).join(between);

/** Values that no room writes, for keys of all rooms. */
const asked: readonly string[] = [
  times(26, at => `${String.fromCharCode(97 + at)}=${encodeURIComponent(MARKUP)}`, '&'),
  `on=${encodeURIComponent(MARKUP)}&of=${encodeURIComponent(MARKUP)}&stop=${encodeURIComponent(MARKUP)}&show=-1&drawn=9*${'.999.'.repeat(100)}`,
  `of=${'('.repeat(50_000)}&layers=${times(20_000, () => '8', ',')}&points=${'~'.repeat(5000)}`,
  'on=__proto__&__proto__=1&constructor=2&seed=1e309&step=-1&speed=NaN&event=Infinity&at=999&h=0&noise=0x10&classes=1e9',
  `points=${times(400, at => `${at / 100},-6,3`, '~')}&strength=0~${times(3000, at => `${at + 1}:0.0${(at % 9) + 1}`, '~')}&step=20000`,
  `sgd.rate=0.01~${times(3000, at => `${at + 1}:0.0${(at % 9) + 1}`, '~')}&step=2000&from=1e300,-1e300&race=sgd,sgd,sgd`,
  `a=0:adam:1e300~20000&b=a~250:sgd:1e-320~700&at=b:700`,
  `x=${'1'.repeat(1_000_000)}`,
  'x=1e999&of=e^e^e^e^e^e^e^x',
  '%ZZ=%&&&===?#?%00',
];

/** The length of all that the page says, and what it says in its notices. */
const said = (page: Page): Promise<{ length: number; notices: string[] }> =>
  page.evaluate(() => ({
    length: document.body.innerText.length,
    notices: [...document.querySelectorAll('.notice')].map(({ textContent }) => textContent!),
  }));

it.each([...rooms, lecture].map(({ name }) => name))(
  'the page %s opens whatever its address asks for: it runs nothing, fails nowhere and repeats little',
  name =>
    inPage('#/', async page => {
      const dialogs: string[] = [];
      page.on('dialog', dialog => (dialogs.push(dialog.message()), dialog.dismiss()));
      for (const query of asked) {
        await page.evaluate(hash => void (location.hash = hash), `#/${name}?${query}`);
        await page.locator('main h1').waitFor();
        const { length, notices } = await said(page);
        expect(length, query.slice(0, 60)).toBeLessThan(2 * 65_536);
        for (const notice of notices) expect(notice.length).toBeLessThan(4000);
      }
      expect(await page.locator('main img, main script').count()).toBe(0);
      expect(dialogs).toEqual([]);
      expect(await page.evaluate(() => Object.keys(Object.prototype))).toEqual([]);
    }),
);

it('a room that there is not is named in short, as text', () =>
  inPage(`#/${encodeURIComponent(MARKUP)}${'x'.repeat(10_000)}`, async page => {
    const notice = await page.locator('.notice').textContent();
    expect(notice!.length).toBeLessThan(300);
  }));
