import { shown } from '../../../shell/numbers.ts';
import type { Reading } from '../../stop.ts';
import type { Rows, WayBack } from './chain-run.ts';

/** An upstream gradient: how much y₁ and y₂ matter. */
export type Upstream = readonly [number, number];

/** The upstream gradient that the stop begins with. */
export const firstUpstream: Upstream = [1, 0];
/** The upstream gradient that the stop asks for. */
const target: Upstream = [1, 10];

/** Returns what arrives at x, before and now. */
export function chainReading(upstream: Upstream, before: WayBack, now: WayBack): Reading {
  return {
    what: 'Gradient that arrives at x',
    before: vectorText(before.atX),
    now: vectorText(now.atX),
    sentence: sentenceOf(upstream),
    isDone: upstream.every((one, i) => one === target[i]),
  };
}

const vectorText = (rows: Rows): string =>
  `[${rows
    .flat()
    .map(one => shown(one))
    .join(', ')}]`;

function sentenceOf([first, second]: Upstream): string {
  if (first === 0 && second === 0) return 'Nothing arrives at y, so nothing goes back to x.';
  if (second === 0) return `Only y₁ matters, so x receives the first row of the Jacobian of y by x${timesText(first)}.`;
  if (first === 0)
    return `Only y₂ matters, so x receives the second row of the Jacobian of y by x${timesText(second)}.`;
  const [one, two] = [shown(first), shown(second)];
  if (first === target[0] && second === target[1])
    return 'x₂ reaches only y₂: 10 × 4 = 40. x₃ reaches both, and the two paths add up: 1 × 12 + 10 × (−6) = −48.';
  return `Both rows of the Jacobian arrive, ${one} times the first and ${two} times the second, and add up.`;
}

const timesText = (factor: number): string => (factor === 1 ? '' : `, times ${shown(factor)}`);
