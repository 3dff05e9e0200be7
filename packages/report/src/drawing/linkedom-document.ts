import { parseHTML } from 'linkedom';

/**
 * Returns a new document without a browser, in which charts are drawn.
 *
 * @public imported as `#document`, which conditions of the package resolve
 */
export function newDocument(): Document {
  return parseHTML('<!doctype html><html><body></body></html>').document as unknown as Document;
}
