export { millisecondsToFirstLoss } from './first-step.ts';
export { trainPerceptron } from './perceptron.ts';
export { trainTogether } from './together.ts';
