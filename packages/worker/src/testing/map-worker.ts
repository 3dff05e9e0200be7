import { serveMap } from '../serve-map.ts';
import { drawn } from './drawn.ts';

/** Ends the worker a while after it got the item 666. */
serveMap((item: number, context) => {
  if (item !== 666) return drawn(item, context);
  setTimeout(() => {
    throw new RangeError('a defect of the script');
  }, 50);
  return new Promise(() => {});
});
