import { ContractError } from '@thalweg/tensor';
import { functionOf, oneOf, optionsOf, printed } from '@thalweg/tensor/engine';
import { type Observable, tap, type MonoTypeOperatorFunction, type Operator } from 'rxjs';
import { isTerminal, ProgressLines, TerminalBar, type TerminalStream } from './progress/progress-output.ts';
import { ProgressState, type Figures } from './progress/progress-state.ts';

/** Options of {@link progressBar}. */
export interface ProgressBarOptions<R> {
  /** The text at the start of the line, such as the name of the run. */
  readonly label?: string;
  /**
   * The amount at the end: a number of steps or records; the dataset that is read, for its length times its epochs; or a
   * function that returns the number once it is known. Without a total, there is neither a bar nor the time left.
   */
  readonly total?: number | Countable | (() => number | undefined) | undefined;
  /** Returns the amount done after a record; by default its step or, if it has none, the number of records. */
  readonly done?: ((record: R) => number) | undefined;
  /**
   * Returns figures to show, by name; by default epoch, loss, metrics and validation of a record of a training. It is called for
   * records that are drawn and for those with a validation. About ten in a second are drawn, fewer if that would take more than a
   * twentieth of the time. A figure that is `undefined` keeps its last value.
   */
  readonly show?: ((record: R) => Figures) | undefined;
  /**
   * The output to a stream that is no terminal, such as a file: `'nothing'`, the default, or `'lines'`: one for each epoch
   * or, for records without an epoch, every ten seconds, and one at the end.
   */
  readonly withoutTerminal?: 'nothing' | 'lines';
  /** The stream to write to; the standard error by default, so that the standard output remains that of the program. */
  readonly stream?: TerminalStream | undefined;
}

/** A source with a length and a number of epochs, such as a dataset. */
export interface Countable {
  readonly length: number | undefined;
  readonly epochs: number;
}

/**
 * Passes records on and draws their progress in the terminal: a bar, the amount done, the rate, the time left, and figures
 * such as the loss. A dataset stays a dataset.
 *
 * The bar has no colours and changes no setting of the terminal, so a killed program leaves nothing to restore. When the
 * stream ends or the subscriber leaves, the bar keeps its line. A terminal shows one bar at a time. Until then, the bar keeps
 * the process alive.
 *
 * - **Throws** `ContractError` for a total below 0, or an unknown option or value of one
 * - **Stream errors** an error that `done`, `show` or `total` throws
 *
 * @example
 * const batches = digits.pipe(shuffle({ seed: 1 }), batch(32), epochs(10));
 * batches.pipe(train(loss, adam()), progressBar({ label: 'digits', total: batches }))
 */
export function progressBar<R>(options?: ProgressBarOptions<R>): MonoTypeOperatorFunction<R> {
  const { label, total, done, show, withoutTerminal, stream } = optionsOf('progressBar', options, {
    label: '',
    total: undefined,
    done: undefined,
    show: undefined,
    withoutTerminal: 'nothing',
    stream: undefined,
  });
  oneOf('progressBar', withoutTerminal, ['nothing', 'lines'], 'withoutTerminal');
  if (stream !== undefined)
    functionOf('progressBar', 'the write of stream', (stream as Partial<TerminalStream> | null)?.write);
  for (const [name, given] of Object.entries({ done, show }))
    if (given !== undefined) functionOf('progressBar', name, given);
  if (typeof label !== 'string')
    throw new ContractError('progressBar', 'label must be a text', printed(label), "Try 'train'.");
  const known = totalIn(total);
  const open = (): Display<R> | undefined => {
    const to = stream ?? process.stderr;
    const bar = isTerminal(to);
    if (!bar && withoutTerminal === 'nothing') return undefined;
    const state = new ProgressState<R>({ label, total: known, done, show });
    return bar ? new TerminalBar(to, state) : new ProgressLines(to, state);
  };
  const operator: Operator<R, R> = { call: (subscriber, source) => shown(source as Observable<R>, open()).subscribe(subscriber) };
  // Lifted, so that a dataset stays one.
  return source => source.lift(operator);
} // prettier-ignore

/** Shows the progress of a stream while it is subscribed. */
interface Display<R> {
  take(record: R): void;
  end(): void;
}

function shown<R>(source: Observable<R>, display: Display<R> | undefined): Observable<R> {
  if (display === undefined) return source;
  const end = (): void => display.end();
  return source.pipe(tap({ next: record => display.take(record), error: end, complete: end, finalize: end }));
}

/** Returns the number that a total is, or the function that returns it. Throws `ContractError` if it is neither. */
function totalIn(total: ProgressBarOptions<never>['total']): number | (() => number | undefined) | undefined {
  if (typeof total === 'function') return total;
  const isCountable = typeof total === 'object' && (total as Countable | null) !== null;
  const count = isCountable ? total.length && total.length * total.epochs : total;
  if (count !== undefined && !(typeof count === 'number' && count >= 0))
    throw new ContractError(
      'progressBar',
      'total must be a number of at least 0, or a dataset',
      printed(total),
      'Try the dataset that is read.',
    );
  return count;
}
