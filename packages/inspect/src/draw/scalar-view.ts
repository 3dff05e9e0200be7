import { make, write } from './make.ts';
import { numberText } from '../number-text.ts';
import type { ValueView } from './value-view.ts';

/** Creates the view of a number. A number that is not finite gets the class `bad`. */
export function scalarView(): ValueView {
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
