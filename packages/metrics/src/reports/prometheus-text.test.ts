import { describe, expect, it } from 'vitest';
import { prometheusText, type PrometheusFamily } from './prometheus-text.ts';

/** The lines of one family without labels. */
const gauge = (value: number | boolean | undefined): PrometheusFamily => ({
  type: 'gauge',
  help: 'One.',
  values: value,
});

/** A line of a sample, as the format of Prometheus 0.0.4 defines it. */
const SAMPLE =
  /^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\[\\n"])*",?)*\})? (NaN|[+-]Inf|-?\d+(\.\d+)?(e[+-]\d+)?)$/;

describe('the text for Prometheus', () => {
  it('has the help, the type and a sample of each family, and ends with a line feed', () => {
    const text = prometheusText({
      fraud_model_version: { type: 'gauge', help: 'Version that is served.', values: 7 },
      fraud_payments_total: { type: 'counter', help: 'Payments.', values: 12 },
    });
    expect(text).toBe(
      '# HELP fraud_model_version Version that is served.\n# TYPE fraud_model_version gauge\nfraud_model_version 7\n' +
        '# HELP fraud_payments_total Payments.\n# TYPE fraud_payments_total counter\nfraud_payments_total 12\n',
    );
  });

  it('has a sample for each number of an object, and none for its errors and other parts', () => {
    const skipped = { badRecords: 2, notFinite: 0, error: new Error('bad'), seen: null, name: 'a' };
    expect(
      prometheusText({ skipped_total: { type: 'counter', help: 'Skips.', label: 'reason', values: skipped } }),
    ).toBe(
      '# HELP skipped_total Skips.\n# TYPE skipped_total counter\n' +
        'skipped_total{reason="badRecords"} 2\nskipped_total{reason="notFinite"} 0\n',
    );
  });

  it('repeats the labels that all samples have, before the one that tells them apart', () => {
    const text = prometheusText({
      labels_total: { type: 'counter', help: 'Labels.', label: 'outcome', labels: { model: 'a' }, values: { late: 1 } },
      version: { ...gauge(3), labels: { model: 'a', zone: 'b' } },
    });
    expect(text).toContain('labels_total{model="a",outcome="late"} 1\n');
    expect(text).toContain('version{model="a",zone="b"} 3\n');
  });

  it.each([
    [NaN, 'NaN'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [-0.25, '-0.25'],
    [1e21, '1e+21'],
    [1e-7, '1e-7'],
    [true, '1'],
    [false, '0'],
  ])('writes %s as %s', (value, written) => {
    expect(prometheusText({ one: gauge(value) }).split('\n')[2]).toBe(`one ${written}`);
  });

  it('has no sample for a value that is not there yet', () => {
    expect(prometheusText({ staleness: gauge(undefined) })).toBe('# HELP staleness One.\n# TYPE staleness gauge\n');
  });

  it('escapes backslashes and line feeds, and quotes in labels only', () => {
    const text = prometheusText({
      odd: { type: 'gauge', help: 'a\\b "c"\nd', label: 'key', values: { 'a\\b "c"\nd': 1 } },
    });
    expect(text.split('\n')).toEqual([
      '# HELP odd a\\\\b "c"\\nd',
      '# TYPE odd gauge',
      'odd{key="a\\\\b \\"c\\"\\nd"} 1',
      '',
    ]);
    expect(text.split('\n')[2]).toMatch(SAMPLE);
  });

  it('is nothing without families', () => expect(prometheusText({})).toBe(''));
});

describe('what is no metric', () => {
  it.each([
    ['a name with other letters', { 'fraud-version': gauge(1) }, /name must be.*got 'fraud-version'/],
    ['a name that begins with a digit', { '1a': gauge(1) }, /name must be.*got '1a'/],
    ['a reserved label', { a: { ...gauge(1), labels: { __a: 'b' } } }, /label must be.*got '__a'/],
    ['a label with other letters', { a: { ...gauge(1), labels: { 'b-c': 'd' } } }, /label must be.*got 'b-c'/],
    [
      'a label twice',
      { a: { type: 'gauge', help: '', label: 'b', labels: { b: 'c' }, values: { d: 1 } } },
      /label .*'b'/,
    ],
    [
      'an observable',
      { a: { type: 'gauge', help: '', values: { subscribe: () => {} } } },
      /values must be a number, or an object of numbers, got an observable\. Give the value/,
    ],
    ['a text', { a: { type: 'gauge', help: '', values: 'five' as never } }, /got 'five'/],
    [
      'a counter of another name',
      { a: { type: 'counter', help: '', values: 1 } },
      /must end with _total, got 'a'\. Name it a_total/,
    ],
    ['a counter below 0', { a_total: { type: 'counter', help: '', values: -1 } }, /counter must be at least 0, got -1/],
    ['a counter that is NaN', { a_total: { type: 'counter', help: '', values: NaN } }, /at least 0, got NaN/],
    [
      'another type',
      { a: { type: 'histogram', help: '', values: 1 } },
      /the type of a must be a known name, got 'histogram'/,
    ],
    ['several numbers without a label', { a: { type: 'gauge', help: '', values: { b: 1 } } }, /label, got none/],
    ['an option that is none', { a: { ...gauge(1), helps: '' } }, /option must be a known name, got 'helps'/],
  ])('is refused: %s', (_, families, message) => {
    expect(() => prometheusText(families as unknown as Record<string, PrometheusFamily>)).toThrow(message);
  });
});
