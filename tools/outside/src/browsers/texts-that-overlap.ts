import type { Page } from 'playwright-core';

/** A text that can be seen, and its place on the page. */
interface Seen {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Returns pairs of visible texts of a page that overlap, and texts that reach beyond the card that they are in. */
export async function textsThatOverlap(page: Page): Promise<string[]> {
  const { seen, outside } = await page.evaluate(visibleTexts);
  const found = outside.map(text => `outside: ${text}`);
  seen.forEach((one, i) =>
    seen.slice(i + 1).forEach(other => {
      if (overlap(one, other)) found.push(`${one.text} | ${other.text}`);
    }),
  );
  return found;
}

/** More than a pixel in both directions. */
function overlap(one: Seen, other: Seen): boolean {
  const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return across > 1 && down > 1;
}

/** Runs in the page. */
function visibleTexts(): { seen: Seen[]; outside: string[] } {
  const seen: Seen[] = [];
  const outside: string[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement!;
    const text = node.textContent!.trim();
    if (text === '' || !element.checkVisibility() || element.closest('legend, title, style') !== null) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const card = element.closest('.card')?.getBoundingClientRect();
    for (const { left, right, top, bottom } of range.getClientRects()) {
      // The box of a line is higher than its letters.
      const room = element.closest('svg') === null ? 2 : 1;
      seen.push({ text, left, right, top: top + room, bottom: bottom - room });
      if (card !== undefined && element.closest('.scroll') === null && (left < card.left || right > card.right + 1))
        outside.push(text);
    }
  }
  return { seen, outside };
}
