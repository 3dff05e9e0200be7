import { Dataset } from './dataset.ts';
import type { RowSelection } from './row-selection.ts';
import { orderOf } from './internal/row-order.ts';

/** Returns the dataset that reads a selection of rows. */
export function selected<T>(selection: RowSelection<T>, epochs = 1): Dataset<T> {
  const { rows, length } = selection;
  return new Dataset({
    length,
    epochs,
    selection,
    read(epoch, index) {
      const order = orderOf(selection, epoch);
      return { next: () => (index < length ? rows.at(order[index++]!) : undefined) };
    },
  });
}
