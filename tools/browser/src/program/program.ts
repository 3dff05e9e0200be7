export {
  appendOverBroadcast,
  readOverBroadcast,
  serveFromWorker,
  serveOverBroadcast,
  throughPort,
  throughWorker,
} from './channel-log.ts';
export { millisecondsToFirstLoss, moduleOfFirstStep } from './first-step.ts';
export { hostAllows, valueThroughWorker } from './host-allows.ts';
export { trainPerceptron } from './perceptron.ts';
export { precompiledBytes, trainedByWasm, trainedThroughWorker } from './precompiled-training.ts';
export { lossesBy, productsOf } from './relaxed.ts';
export { trainWithThreads } from './train-with-threads.ts';
