/**
 * Returns the document of the page, in which charts are drawn. They are never put into it.
 *
 * @public imported as `#document`, which conditions of the package resolve
 */
export function newDocument(): Document {
  return document;
}
