/**
 * The name of what is generated, if it can name a file.
 *
 * @param {string} generator
 * @param {string} name
 * @returns {string}
 */
export function checkedName(generator, name) {
  if (/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return name;
  throw new Error(
    `${generator}: the name must be lower-case words joined by hyphens, got '${name}'. Write it like moving-average.`,
  );
}
