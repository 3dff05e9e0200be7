import { Dataset } from './dataset.ts';
import { orderOf, type RowSelection } from './selection.ts';

/** The dataset that reads a selection of rows. */
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
