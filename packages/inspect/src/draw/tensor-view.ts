import { printShape, type Shape, type Sizes } from '@thalweg/tensor';
import { gridOf, paintHeatMap } from './heat-map.ts';
import { make, write } from './make.ts';
import { numberText } from '../number-text.ts';
import type { ValueView } from './value-view.ts';
import { summaryOf } from './tensor-summary.ts';

/** Creates the view of a tensor: a heat map, shape, range, share of zeros, and a badge if an element is not finite. */
export function tensorView(declared: Shape, picture: boolean): ValueView {
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
      // The label on a wire has a fixed size, so the badge must not grow with the count.
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
      // Setting the width clears the canvas.
      canvas.width = 1;
    },
  };
}
