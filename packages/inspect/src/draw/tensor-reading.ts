import { printShape, type Shape, type Sizes } from '@thalweg/tensor';
import { gridOf, paintHeatMap } from './heat-map.ts';
import { make, write } from './make.ts';
import { numberText } from '../number-text.ts';
import type { Face } from './reading.ts';
import { summaryOf } from './tensor-summary.ts';

/** A tensor: a heat map, its shape, range and share of zeros, and a badge where something is not finite. */
export function tensorReading(declared: Shape, picture: boolean): Face {
  const shape = make('span', 'shape', printShape(declared));
  const range = make('span', 'range', '…');
  const zeros = make('span', 'zeros');
  const badge = make('span', 'badge');
  badge.hidden = true;
  const canvas = make('canvas', 'heat');
  canvas.setAttribute('aria-hidden', 'true');
  const text = make('span', 'summary', shape, range, zeros);
  const element = make('span', 'tensor', ...(picture ? [canvas, text, badge] : [text, badge]));
  return {
    element,
    show: value => {
      const { least, most, zeros: share, nans, infinities } = summaryOf(value);
      write(shape, printShape(value.shape as Sizes));
      write(range, value.size === 0 ? 'empty' : `${numberText(least)} to ${numberText(most)}`);
      write(zeros, `${Math.round(100 * share)} % zeros`);
      const [bad, count] = nans > 0 ? ['NaN', nans] : ['∞', infinities];
      badge.hidden = count === 0;
      // On a picture there is no room for more: its label has its place, and does not grow.
      write(badge, count === 0 ? '' : picture ? bad : `${bad} × ${count}`);
      badge.title = `${bad} × ${count}`;
      if (!picture) return;
      const [rows] = gridOf(value.shape as Sizes);
      canvas.classList.toggle('strip', rows === 1);
      paintHeatMap(canvas, value, Math.max(Math.abs(least), Math.abs(most)) || 0);
    },
    blank: () => {
      write(range, '·');
      write(zeros, '');
      badge.hidden = true;
      // A new width wipes what was painted.
      canvas.width = 1;
    },
  };
}
