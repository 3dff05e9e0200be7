import { input } from 'thalweg/graph';
import { dense, relu } from 'thalweg/nn';

/** The graph, which the build compiles, the training trains and the worker runs: petals and sepals in, three scores out. */
const x = input('x', ['batch', 4]);
export const predict = x.pipe(dense(16), relu(), dense(3));

/** The names of the classes, in the order of the scores. */
export const species = ['setosa', 'versicolor', 'virginica'];
