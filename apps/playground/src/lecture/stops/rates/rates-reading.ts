import type { Reading } from '../../stop.ts';
import { STEPS, type StepLengths } from './step-lengths.ts';

/** Returns what the lengths of a step say about Adagrad and RMSprop. */
export function ratesReading(t: number, all: readonly StepLengths[]): Reading {
  const lengthAt = (title: string, step: number): number | undefined =>
    all.find(one => one.title === title)?.lengths[step - 1];
  const [first, adagrad, rmsprop] = [lengthAt('Adagrad', 1), lengthAt('Adagrad', t), lengthAt('RMSprop', t)];
  return {
    what: 'Length of Adagrad’s step: step 1 → the step you look at',
    before: textOf(first),
    now: textOf(adagrad),
    sentence: adagrad === undefined || rmsprop === undefined ? 'Taking the steps …' : sentenceOf(t, adagrad, rmsprop),
    isDone: t === STEPS && adagrad !== undefined,
  };
}

const textOf = (length: number | undefined): string => length?.toPrecision(3) ?? '…';

function sentenceOf(t: number, adagrad: number, rmsprop: number): string {
  const [its, times] = [rmsprop.toPrecision(3), (rmsprop / adagrad).toPrecision(2)];
  if (t === 1)
    return `Adagrad begins with η. RMSprop begins with ${its}: after one step its mean of squares is only a tenth of g².`;
  if (rmsprop > 0.101)
    return `At step ${t} Adagrad’s rate has fallen to η/√${t}. RMSprop’s falls too, to ${its}, on its way to η.`;
  const size = t.toLocaleString('en');
  return t < STEPS
    ? `At step ${size} RMSprop has settled at ${its}. Adagrad goes on falling: η/√${size}. Go on to step 1,000.`
    : `After ${size} steps RMSprop still takes ${its}, ${times} times as far as Adagrad, whose rate falls for ever.`;
}
