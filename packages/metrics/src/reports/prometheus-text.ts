import { ContractError } from '@thalweg/tensor';
import { oneOf, optionsOf, printed } from '@thalweg/tensor/engine';

/** A metric of {@link prometheusText}: one number, or one for each value of a label. */
export interface PrometheusFamily {
  /**
   * A counter only grows until the process starts again; a gauge may rise and fall. The name of a counter ends with `_total`.
   */
  readonly type: 'counter' | 'gauge';
  /** A sentence that says what is counted or measured, and in which unit. */
  readonly help: string;
  /**
   * The present value, or an object such as that of `skipped`, of which each number is a sample. `true` is 1 and `false` is 0. `undefined`
   * has no sample, and neither has a field that is not a number, such as an error.
   */
  readonly values: number | boolean | object | null | undefined;
  /** The name of the label whose value is the name of a field of `values`, such as `reason`. */
  readonly label?: string;
  /** Labels of all samples, such as `{ model: 'fraud' }`. */
  readonly labels?: Readonly<Record<string, string>>;
}

/**
 * Returns the text that Prometheus scrapes, for metrics by name: its exposition format 0.0.4, whose content type is
 * `text/plain; version=0.0.4`. The counts that operators emit, such as `skipped` of `train` and `counts` of `joinLabels`, are values
 * without changes.
 *
 * - **Throws** `ContractError` for names of metrics and labels that Prometheus refuses, for a counter below 0 or NaN, and for an object
 *   without a `label`
 * - **Source** Prometheus documentation, "Exposition formats", text-based format
 *
 * @example
 * const skipped = { badRecords: 2, notFinite: 0 };
 * const text = prometheusText({
 *   model_version: { type: 'gauge', help: 'Version that is served.', values: 7 },
 *   skipped_total: { type: 'counter', help: 'Skipped records.', label: 'reason', values: skipped },
 * });
 * text.split('\n')[6] // => 'skipped_total{reason="notFinite"} 0'
 */
export function prometheusText(families: Readonly<Record<string, PrometheusFamily>>): string {
  return Object.entries(families)
    .flatMap(([name, family]) => linesOf(name, family))
    .map(line => `${line}\n`)
    .join('');
}

function linesOf(name: string, family: PrometheusFamily): string[] {
  const defaults = { type: undefined, help: '', values: undefined, label: undefined, labels: {} };
  const { type, help, values, label, labels } = optionsOf('prometheusText', family, defaults) as PrometheusFamily;
  checkName('the name', name, /^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
  oneOf('prometheusText', type, ['counter', 'gauge'], `the type of ${name}`);
  if (type === 'counter' && !name.endsWith('_total'))
    throw wrong(
      'the name of a counter must end with _total',
      `'${name}'`,
      `Name it ${name}_total, or make it a gauge.`,
    );
  const common = Object.entries(labels ?? {});
  const all = [...common.map(([key]) => key), ...(label === undefined ? [] : [label])];
  for (const key of all) checkName('a label', key, /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/);
  if (new Set(all).size < all.length)
    throw wrong('a label of all samples must not be the one that tells them apart', printed(label), 'Rename one.');

  const sample = (value: number, own: readonly (readonly [string, string])[]): string => {
    if (type === 'counter' && !(value >= 0))
      throw wrong(`${name}: a counter must be at least 0`, String(value), 'Make it a gauge.');
    const pairs = [...common, ...own].map(([key, text]) => `${key}="${escaped(text).replaceAll('"', '\\"')}"`);
    return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${written(value)}`;
  };
  const head = [`# HELP ${name} ${escaped(help)}`, `# TYPE ${name} ${type}`];
  return [...head, ...samplesOf(name, values, label).map(([value, own]) => sample(value, own))];
}

type Sample = readonly [value: number, label: readonly (readonly [string, string])[]];

function samplesOf(name: string, values: PrometheusFamily['values'], label: string | undefined): Sample[] {
  if (typeof values === 'string' || typeof values === 'function' || 'subscribe' in Object(values))
    throw wrong(
      `${name}: values must be a number, or an object of numbers`,
      'subscribe' in Object(values) ? 'an observable' : printed(values),
      'Give the value that an observable emitted last.',
    );
  if (typeof values !== 'object' || values === null) return isNumeric(values) ? [[Number(values), []]] : [];
  if (label === undefined)
    throw wrong(`${name}: an object of values must have a label`, 'none', `Try { label: 'reason', values: … }.`);
  return Object.entries(values).flatMap(([field, value]): Sample[] =>
    isNumeric(value) ? [[Number(value), [[label, field]]]] : [],
  );
}

function isNumeric(value: unknown): value is number | boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function written(value: number): string {
  if (Math.abs(value) !== Infinity) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

function checkName(what: string, name: string, pattern: RegExp): void {
  if (pattern.test(name)) return;
  throw wrong(
    `${what} must be letters, digits and _, as Prometheus allows it`,
    printed(name),
    `Try '${name.replaceAll(/\W/g, '_').replace(/^(?=\d)|^__+/, 'n_')}'.`,
  );
}

function wrong(requirement: string, given: string, advice: string): ContractError {
  return new ContractError('prometheusText', requirement, given, advice);
}
