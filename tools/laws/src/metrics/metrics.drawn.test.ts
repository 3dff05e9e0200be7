import { takenRuns } from '@thalweg/drawn';
import * as metrics from '@thalweg/metrics';
import { decaying, mergeMetrics, progressive, rolling, type Measuring } from '@thalweg/online';
import { tensor, Tensor } from '@thalweg/tensor';
import fc from 'fast-check';
import { from } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { everyExportHasARow } from '../checks/every-export-has-a-row.ts';
import { drawnExamples, metricRows, outcomeOf, type DrawnExample, type MetricRow } from './metric-rows.ts';

it('every metric of @thalweg/metrics has a row', () =>
  everyExportHasARow(metrics, metricRows, {
    except: { computeMetric: 'a function of arrays', prometheusText: 'writes values as a text' },
  }));

/** The value over some examples, by the function whose values the reference test compares with scikit-learn. */
function recomputed({ make }: MetricRow, examples: readonly DrawnExample[]): unknown {
  if (examples.length === 0) return make().value(make().initial(), 1);
  return metrics.computeMetric(make(), {
    prediction: tensor(examples.map(({ prediction }) => prediction) as number[], { dtype: 'float64' }),
    target: tensor(Float64Array.from(examples, ({ target }) => target)),
    weight: tensor(Float64Array.from(examples, ({ weight }) => weight)),
  });
}

/** Returns the prediction that is certain of the true value. */
function rightOf({ of: kind }: MetricRow, { target }: DrawnExample): DrawnExample['prediction'] {
  return kind === 'classes' ? [0, 1, 2].map(label => Number(label === target)) : target;
}

function shown(
  operator: Measuring<{ value: ReturnType<MetricRow['make']> }>,
  examples: readonly DrawnExample[],
): unknown {
  from(examples.map(outcomeOf)).pipe(operator).subscribe();
  return operator.now().metrics.value;
}

/** Numbers are the same to 1e-9, of their size if that is above 1, or as near as a row says for a field. */
function expectClose(found: unknown, wanted: unknown, near: MetricRow['inStream'] = {}, field = 'value'): void {
  if (field in near && near[field] === undefined) return;
  if (typeof wanted === 'number') {
    if (!Number.isFinite(wanted)) return expect(found, field).toBe(wanted);
    const most = field in near ? near[field]! * Math.abs(wanted) + 1e-12 : 1e-9 * Math.max(1, Math.abs(wanted));
    return expect(Math.abs((found as number) - wanted), field).toBeLessThanOrEqual(most);
  }
  if (typeof wanted === 'string' || wanted === undefined) return expect(found, field).toBe(wanted);
  const plain = (value: unknown): object => (value instanceof Tensor ? [...value.data] : (value as object));
  expect(Object.keys(plain(found)), field).toEqual(Object.keys(plain(wanted)));
  for (const [key, value] of Object.entries(plain(wanted)))
    expectClose(plain(found)[key as never], value, near, Number.isNaN(Number(key)) ? key : field);
}

describe.each(metricRows.map(row => [`${row.name}${row.variant ? `, ${row.variant}` : ''}`, row] as const))(
  '%s',
  (_, row) => {
    const examples = drawnExamples(row.of);
    const some = { numRuns: takenRuns(40) };

    it.skipIf(row.remembers)('in a window is the value over its examples', () => {
      fc.assert(
        fc.property(examples, fc.integer({ min: 1, max: 20 }), (all, window) => {
          const found = shown(rolling({ value: row.make() }, window), all);
          expectClose(found, recomputed(row, all.slice(-window)), row.inWindow);
        }),
        some,
      );
    });

    it('over a stream is the value over all examples', () => {
      fc.assert(
        fc.property(examples, all => {
          expectClose(shown(progressive({ value: row.make() }), all), recomputed(row, all), row.inStream);
        }),
        some,
      );
    });

    it.skipIf(row.remembers)('merged of shards is the value over all of them', () => {
      fc.assert(
        fc.property(examples, examples, examples, (...shards) => {
          const saved = shards.map(shard => {
            const operator = progressive({ value: row.make() });
            shown(operator, shard);
            return operator.save();
          });
          const merged = mergeMetrics({ value: row.make() }, saved).now().metrics.value;
          expectClose(merged, recomputed(row, shards.flat()), row.inStream);
        }),
        some,
      );
    });

    it('says truly which values are better: those of right predictions', () => {
      const { better } = row.make();
      const right = (example: DrawnExample): DrawnExample => ({ ...example, prediction: rightOf(row, example) });
      fc.assert(
        fc.property(examples, all => {
          const [value, best] = [all, all.map(right)].map(examples => recomputed(row, examples));
          if (typeof value !== 'number') return;
          expect(better).toBeDefined();
          if (Number.isNaN(value) || Number.isNaN(best)) return;
          const gain = better === 'higher' ? (best as number) - value : value - (best as number);
          expect(gain).toBeGreaterThanOrEqual(-1e-9);
        }),
        some,
      );
    });

    it('with decaying weights is the value over examples with those weights', () => {
      // A weight of which nothing is left is 0, as is one of an example that never counted.
      fc.assert(
        fc.property(examples, fc.integer({ min: 3, max: 20 }), (all, halfLife) => {
          const faded = all.map((example, i) => ({
            ...example,
            weight: example.weight * 2 ** ((i + 1 - all.length) / halfLife),
          }));
          const found = shown(decaying({ value: row.make() }, { halfLife }), all);
          expectClose(found, recomputed(row, faded), row.inStream);
        }),
        some,
      );
    });
  },
);
