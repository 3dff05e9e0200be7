/**
 * Returns the options of a generator, if it has all of them and a name is among them. Nx would name a wrong one, and not the right ones.
 *
 * @template {{ name: string }} Options
 * @param {string} generator
 * @param {Options} options
 * @param {readonly (keyof Options & string)[]} known besides the name
 * @returns {Options}
 */
export function checkedOptions(generator, options, known) {
  const { _: words = [], ...named } = /** @type {Options & { _?: readonly string[] }} */ (options);
  const other = Object.keys(named).find(option => option !== 'name' && !known.some(one => one === option));
  const flags = known.map(option => `--${option}`);
  const choice = flags.length > 0 ? `Choose from ${flags.join(' and ')}.` : 'Leave it out.';
  if (other !== undefined) throw new Error(`${generator}: options must be known, got --${other}. ${choice}`);
  if (words.length > 0)
    throw new Error(
      `${generator}: there must be one name, got '${words.join("' and '")}' besides. Leave the others out.`,
    );
  if (typeof options.name === 'string') return options;
  throw new Error(
    `${generator}: there must be a name, got none. Write it like npx nx generate @thalweg/repo:${generator} moving-average.`,
  );
}
