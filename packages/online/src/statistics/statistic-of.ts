import { DataError } from '@thalweg/data';
import type { Json } from '@thalweg/train';
import type { Accumulator } from './accumulator.ts';
import type { Statistic } from './statistic.ts';

/** The parts that a statistic is made of. */
interface StatisticParts extends Pick<Statistic, 'name' | 'value'> {
  readonly cells: Accumulator;
  /** The arguments of the function of that name; undefined for one that has no JSON. */
  readonly given: readonly (Json | undefined)[];
}

/** Returns the statistic of an accumulator. NaN is ignored; an infinite number is refused. */
export function statisticOf({ name, given, cells, value }: StatisticParts): Statistic {
  return {
    ...cells,
    call: given.includes(undefined) ? undefined : { $call: name, arguments: given as readonly Json[] },
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
