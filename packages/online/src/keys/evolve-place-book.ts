import { fitSize } from '../state/fit-size.ts';
import type { OtherSettings } from '../state/other-settings.ts';
import type { PlaceBook } from './place-book.ts';

/** The settings of a book of places. */
interface BookSettings {
  readonly field: string;
  readonly capacity: number;
}

/** Returns the book of another capacity. Keys whose place is beyond a smaller one lose it, as its row is cut off. */
export function evolvePlaceBook(
  { places, stays }: PlaceBook,
  { field, capacity }: BookSettings,
  { was, fitting, allowing }: OtherSettings,
): PlaceBook | undefined {
  const then = was as unknown as BookSettings;
  if (then.field !== field) return undefined;
  const kept = new Map([...places].filter(([, place]) => place < capacity));
  const gone = places.size - kept.size;
  const lost = gone === 0 ? undefined : `${gone} keys`;
  fitSize({ name: 'capacity', from: then.capacity, to: capacity, lost }, { fitting, allowing });
  return { places: kept, stays: stays.slice(0, capacity) };
}
