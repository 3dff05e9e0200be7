/** @module-tag chromium */
import { expect, it } from 'vitest';
import { lecture } from '../../lecture/lecture.ts';
import { stops } from '../../lecture/stops.ts';
import { rooms } from '../../rooms/rooms.ts';
import { builtApp, COMPILED } from '../../testing/pages.ts';

const { inPage } = builtApp(COMPILED);

/** A page of somebody else, which lets nothing run but its own scripts and compiled code. */
const bare = (fragment: string): string =>
  `<!doctype html><title>Bare</title><link rel="icon" href="data:,"><iframe src="./?embed${fragment}" width="800" height="600"></iframe>`;

const embedded = [...rooms.map(({ name }) => `#/${name}`), `#/${lecture.name}?stop=${stops.at(-1)!.name}`];

it.each(embedded)('%s works in a frame of a bare page under a strict policy', fragment =>
  inPage(
    'bare.html',
    async page => {
      const frame = page.frameLocator('iframe');
      await frame.locator('h1').waitFor();
      // A picture is drawn, whatever draws it, once it is in sight.
      await frame.locator('main canvas, main svg, thalweg-circuit').first().scrollIntoViewIfNeeded();
      await frame.locator('main canvas, main svg, .picture:not(.new)').first().waitFor();
      expect(await frame.getByRole('navigation', { name: 'Pages' }).count()).toBe(0);
      await frame.getByRole('link', { name: 'Open in the Thalweg playground' }).waitFor();
    },
    {
      before: async page =>
        void (await page.route('**/bare.html', route =>
          route.fulfill({
            contentType: 'text/html',
            headers: { 'content-security-policy': "script-src 'self' 'wasm-unsafe-eval'" },
            body: bare(fragment),
          }),
        )),
    },
  ),
);
