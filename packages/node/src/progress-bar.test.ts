import { batch, Dataset, epochs, fromIterable } from '@thalweg/data';
import {
  concat,
  interval,
  lastValueFrom,
  map,
  NEVER,
  of,
  Subject,
  take,
  throwError,
  toArray,
  type Observable,
} from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { progressBar, type ProgressBarOptions } from './index.ts';
import { fakeTerminal } from './testing/fake-terminal.ts';

interface Step {
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly metrics: { readonly accuracy?: number };
  readonly validation?: { readonly count: number; readonly loss: number };
}

/** A step each 10 ms, 100 in an epoch. */
const steps = (count: number, from = 0): Observable<Step> =>
  interval(10).pipe(
    take(count),
    map(i => ({ step: from + i + 1, epoch: 1 + Math.floor(i / 100), loss: 1 / (i + 1), metrics: {} })),
  );

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Returns the lines that a terminal shows of a stream after so many milliseconds. */
function shownOf<R>(source$: Observable<R>, ms: number, options: ProgressBarOptions<R> = {}, columns = 100) {
  const terminal = fakeTerminal(columns);
  const errors: unknown[] = [];
  const subscription = source$
    .pipe(progressBar<R>({ stream: terminal.stream, ...options }))
    .subscribe({ error: error => errors.push(error) });
  vi.advanceTimersByTime(ms);
  return { ...terminal, errors, subscription };
}

describe('progressBar', () => {
  it('shows what is done, the rate, the time left and the loss', () => {
    const { lines } = shownOf(steps(400), 1005, { label: 'train', total: 400 });
    expect(lines()).toEqual([
      'train  ████░░░░░░░░░░░░░░░░  22%  step 91/400  100/s  3.1 s left  epoch 1  loss 0.01099',
    ]);
  });

  it('ends with the last record, the overall rate and the time, on a line of its own', () => {
    const { lines } = shownOf(steps(250), 60_000, { label: 'train', total: 250 });
    expect(lines()).toEqual([
      'train  ████████████████████  100%  step 250/250  100/s  in 2.5 s  epoch 3  loss 0.004000',
      '',
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('does without a bar and the time left if nobody knows the total', () => {
    expect(shownOf(steps(400), 1005).lines()).toEqual(['step 91  100/s  epoch 1  loss 0.01099']);
    expect(shownOf(steps(400), 1005, { total: Infinity }).lines()[0]).toMatch(/^step 91 {2}100/);
  });

  it('takes the total of a dataset: its length times its epochs, and that of a function when it is known', () => {
    const batches = fromIterable(Array.from({ length: 100 }, (_, i) => i)).pipe(batch(10), epochs(7));
    expect(shownOf(steps(50), 205, { total: batches }).lines()[0]).toContain('step 11/70');
    let total: number | undefined = undefined as number | undefined;
    const { lines } = shownOf(steps(50), 205, { total: () => total });
    expect(lines()[0]).toBe('step 11  100/s  epoch 1  loss 0.09091');
    total = 50;
    vi.advanceTimersByTime(100);
    expect(lines()[0]).toMatch(/ 42% {2}step 21\/50 {2}/);
  });

  it('counts records that have no step, or what done says of them', () => {
    const numbers$ = interval(10).pipe(take(50));
    expect(shownOf(numbers$, 205, { total: 50 }).lines()[0]).toBe(
      '████░░░░░░░░░░░░░░░░  22%  11/50  100/s  0.4 s left',
    );
    expect(shownOf(numbers$, 205, { total: 500, done: i => 10 * (i + 1) }).lines()[0]).toContain('110/500');
  });

  it('judges a run that is resumed by what it did itself', () => {
    const { lines } = shownOf(steps(100, 900), 505, { total: 1000 });
    expect(lines()[0]).toMatch(/94% {2}step 941\/1000 {2}100\/s {2}0\.6 s left/);
  });

  it('shows the figures asked for; one that is undefined keeps its last value', () => {
    const show = ({ loss, step }: Step) => ({ loss, rate: step === 1 ? '1e-3' : undefined });
    expect(shownOf(steps(60), 505, { show }).lines()[0]).toBe('step 41  100/s  loss 0.02439  rate 1e-3');
  });

  it('shows metrics, and a validation until the next one, also of records between two drawings', () => {
    const validated$ = steps(50).pipe(
      map(record => (record.step === 13 ? { ...record, validation: { count: 9, loss: 0.25 } } : record)),
      map(record => ({ ...record, metrics: { accuracy: 0.5 } })),
    );
    expect(shownOf(validated$, 505).lines()[0]).toContain('accuracy 0.5000  validation loss 0.2500');
  });

  it('shortens the bar for a narrow terminal, then leaves out the last figures', () => {
    const at = (columns: number) => shownOf(steps(400), 1005, { total: 400 }, columns).lines()[0]!;
    expect(at(74)).toBe('██░░░░░░░░░░  22%  step 91/400  100/s  3.1 s left  epoch 1  loss 0.01099');
    expect(at(68)).toBe('█░░░░░  22%  step 91/400  100/s  3.1 s left  epoch 1  loss 0.01099');
    expect(at(57)).toBe('██░░░░░░░  22%  step 91/400  100/s  3.1 s left  epoch 1');
    for (const columns of [1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80]) expect(at(columns).length).toBeLessThan(columns);
  });

  it.each([40, 80, 200])('leaves room for ^C in a terminal of %d columns, also with wide characters', columns => {
    const label = '\u5b66\u7fd2'.repeat(3);
    const show = () => ({ word: '\u30e1\u30fc\u30eb'.repeat(40), 'cafe\u0301': 1 });
    const line = shownOf(steps(400), 1005, { label, total: 400, show }, columns).lines()[0]!;
    // As xterm counts: two columns for each of these characters.
    const widths = [...line].map(character => (/[\u3040-\u9fff]/.test(character) ? 2 : 1));
    expect(widths.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(columns - 2);
    expect(line).toContain('22%');
  });

  it.each([0, 5, 50])('asks for figures that take %d ms at most for a twentieth of the time', ms => {
    let [clock, asked] = [0, 0];
    vi.spyOn(performance, 'now').mockImplementation(() => clock);
    const show = () => {
      asked++;
      clock += ms;
      return { loss: 1 };
    };
    const records = new Subject<number>();
    records.pipe(progressBar({ stream: fakeTerminal(80).stream, show })).subscribe();
    for (; clock < 10_000; clock++) records.next(clock);
    expect(asked).toBe(ms === 50 ? 10 : 100);
    vi.restoreAllMocks();
  });

  it('draws its line once more at the end, over the ^C of a terminal', () => {
    const { stream, written } = fakeTerminal(10);
    const left = new Subject<number>();
    left.pipe(progressBar({ stream })).subscribe();
    left.next(1);
    left.complete();
    expect(written().split('\x1b[1G').slice(-2)).toEqual(['1\x1b[0K', '1\x1b[0K\n']);
  });

  it('writes no control character of a label or a figure', () => {
    const { written } = shownOf(of('a\x1b[31m'), 500, { label: 'x\ny\x07\u202e', show: text => ({ text }) });
    expect(written()).toContain('x y    1');
    expect(written()).not.toMatch(/\x1b\[31m|\u202e/);
  });

  it('changes no setting of the terminal and writes no colours, so that a killed program leaves nothing to restore', () => {
    const { written } = shownOf(steps(50), 60_000, { total: 50 });

    const used = new Set(written().match(/\x1b(\[\??\d*[A-Za-z]|\d)/g));
    expect([...used].sort()).toEqual(['\x1b[0K', '\x1b[1G']);
  });

  it('leaves the line after an error and when the subscriber leaves, and no timer', () => {
    const failed = shownOf(
      concat(
        steps(10),
        throwError(() => new Error('broken')),
      ),
      1000,
    );
    expect(failed.errors).toEqual([new Error('broken')]);
    expect(failed.lines()).toEqual([expect.stringMatching(/^step 10 {2}100\/s {2}in 0\.1 s/), '']);
    const left = shownOf(concat(steps(10), NEVER), 1000);
    expect(left.lines()).toHaveLength(1);
    left.subscription.unsubscribe();
    left.subscription.unsubscribe();
    expect(left.lines()).toEqual([expect.stringMatching(/^step 10 {2}9\.1\/s {2}in 1\.0 s/), '']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['show', 'done', 'total'] as const)('makes an error of %s one of the stream, once', name => {
    const broken = new Error('broken');
    const options = { [name]: () => { throw broken; } }; // prettier-ignore
    expect(shownOf(steps(10), 1000, options).errors).toEqual([broken]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('says that nothing came', () => {
    expect(shownOf(steps(0), 1000, { label: 'none', total: 0 }).lines()).toEqual([
      'none  ████████████████████  100%  0/0',
      '',
    ]);
  });

  it('keeps a dataset one, with its positions and its epochs', async () => {
    vi.useRealTimers();
    const { stream, lines } = fakeTerminal(80);
    const source = fromIterable([1, 2, 3]).pipe(epochs(2));
    const seen = source.pipe(progressBar({ stream, total: source })) as Dataset<number>;
    expect(seen).toBeInstanceOf(Dataset);
    expect(await lastValueFrom(seen.pipe(toArray()))).toEqual([1, 2, 3, 1, 2, 3]);
    expect(lines()[0]).toContain('6/6');
    const cursor = seen.open({ epoch: 0, index: 2 });
    expect([cursor.next(), cursor.next()]).toEqual([3, 1]);
    cursor.close();
  });
});

describe('progressBar where there is no terminal', () => {
  it('writes nothing', () => {
    const file = fakeTerminal();
    expect(shownOf(steps(50), 1000, { stream: file.stream }).errors).toEqual([]);
    vi.stubEnv('TERM', 'dumb');
    expect(shownOf(steps(50), 1000).written()).toBe('');
    vi.unstubAllEnvs();
    expect([file.written(), vi.getTimerCount()]).toEqual(['', 0]);
  });

  it('writes a line for each epoch if asked to, and one at the end', () => {
    const file = fakeTerminal();
    shownOf(steps(250), 60_000, { stream: file.stream, label: 'train', total: 250, withoutTerminal: 'lines' });
    expect(file.written().trimEnd().split('\n')).toEqual([
      'train  0%  step 1/250  epoch 1  loss 1',
      'train  40%  step 101/250  100/s  1.5 s left  epoch 2  loss 0.009901',
      'train  80%  step 201/250  100/s  0.5 s left  epoch 3  loss 0.004975',
      'train  100%  step 250/250  100/s  in 2.5 s  epoch 3  loss 0.004000',
    ]);
  });

  it('writes one each ten seconds for records without an epoch', () => {
    const file = fakeTerminal();
    shownOf(interval(1000).pipe(take(25)), 60_000, { stream: file.stream, withoutTerminal: 'lines' });
    expect(file.written().trimEnd().split('\n')).toEqual(['1', '11  1/s', '21  1/s', '25  1/s  in 25 s']);
  });
});

describe('the options of progressBar', () => {
  it('are refused by name', () => {
    expect(() => progressBar({ total: -1 })).toThrow(
      'progressBar: total must be a number of at least 0, or a dataset, got -1',
    );
    expect(() => progressBar({ total: '10' as never })).toThrow("got '10'. Try the dataset that is read.");
    expect(() => progressBar({ total: null as never })).toThrow('got null');
    expect(() => progressBar({ total: { length: 3 } as never })).toThrow('total must be');
    expect(() => progressBar({ label: 3 as never })).toThrow('progressBar: label must be a text, got 3');
    expect(() => progressBar({ show: { loss: 1 } as never })).toThrow('progressBar: show must be a function');
    expect(() => progressBar({ withoutTerminal: 'line' as 'lines' })).toThrow("Did you mean 'lines'?");
    expect(() => progressBar({ lable: 'x' } as never)).toThrow("Did you mean 'label'?");
  });
});
