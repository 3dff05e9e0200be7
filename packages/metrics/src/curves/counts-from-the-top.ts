import type { FromTheTop } from '../scores/score-tree.ts';

/** The weights of class 1 and class 0 with at least a score, for each score from the highest down. */
export interface CountsFromTheTop {
  readonly ones: readonly number[];
  readonly zeros: readonly number[];
  readonly thresholds: readonly number[];
}

/** Returns the counts of a curve. Scores and bins without weight are left out. */
export function countsFromTheTop(fromTheTop: FromTheTop): CountsFromTheTop {
  const [ones, zeros, thresholds]: [number[], number[], number[]] = [[], [], []];
  let [one, zero] = [0, 0];
  fromTheTop((of1, of0, score) => {
    if (of1 + of0 === 0) return;
    ones.push((one += of1));
    zeros.push((zero += of0));
    thresholds.push(score);
  });
  return { ones, zeros, thresholds };
}
