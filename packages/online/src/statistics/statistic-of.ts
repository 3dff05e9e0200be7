import { DataError } from '@thalweg/data';
import type { Accumulator } from './accumulator.ts';
import type { Statistic } from './statistic.ts';

/** Returns the statistic of an accumulator. NaN is ignored; an infinite number is refused. */
export function statisticOf(name: string, cells: Accumulator, value: Statistic['value']): Statistic {
  return {
    ...cells,
    name,
    value,
    initial: () => ({ cells: new Float64Array(cells.size) }),
    check: (state, is) => {
      is.must(state.cells.length === cells.size, `cells must have ${cells.size} numbers`, state.cells.length);
      cells.checkAt?.(state.cells, 0, is);
    },
    step: (state, x) => {
      if (x === Infinity || x === -Infinity)
        throw new DataError(
          name,
          'a number must be finite',
          String(x),
          'Leave it out, or give NaN for an unknown number.',
        );
      if (!Number.isNaN(x)) cells.add(state.cells, 0, x);
      return value(state.cells, 0);
    },
  };
}
