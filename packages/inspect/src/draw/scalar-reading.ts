import { make, write } from './make.ts';
import { numberText } from '../number-text.ts';
import type { Face } from './reading.ts';

/** A number. One that is not finite is marked as bad. */
export function scalarReading(): Face {
  const element = make('span', 'scalar', '…');
  return {
    element,
    show: value => {
      const x = value.item();
      write(element, numberText(x));
      element.classList.toggle('bad', !Number.isFinite(x));
    },
    blank: () => {
      write(element, '·');
      element.classList.remove('bad');
    },
  };
}
