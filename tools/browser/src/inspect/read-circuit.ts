import type { Page } from 'playwright-core';

/** The label of a wire. */
export interface WireRead {
  readonly value: string;
  readonly gradient: string | undefined;
}

/** Waits until the picture is arranged and every visible value is drawn. */
export async function arranged(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const root = document.querySelector('thalweg-circuit')?.shadowRoot;
    const labels = [...(root?.querySelectorAll('.picture:not(.new) .reading') ?? [])].filter(label => {
      const { left, right, top, bottom } = label.getBoundingClientRect();
      return left < innerWidth && right > 0 && top < innerHeight && bottom > 0;
    });
    return labels.length > 0 && labels.every(label => !label.textContent.includes('…'));
  });
}

/** Returns the labels of the wires from the boxes with a sign, in the order of the picture. */
export function wiresFrom(page: Page, sign: string): Promise<WireRead[]> {
  return page.evaluate(wanted => {
    const root = document.querySelector('thalweg-circuit')!.shadowRoot!;
    const boxes = [...root.querySelectorAll<HTMLElement>('.box')];
    const found = boxes.filter(box => box.querySelector('.sign')!.textContent === wanted);
    const ids = found.map(box => box.dataset['box']!);
    return [...root.querySelectorAll<HTMLElement>('.wire-label')]
      .filter(
        label => label.querySelector('.value') !== null && ids.some(id => label.dataset['wire']!.startsWith(`${id} `)),
      )
      .map(label => ({
        value: label.querySelector('.value')!.textContent,
        gradient: label.querySelector('.gradient')?.textContent,
      }));
  }, sign);
}
