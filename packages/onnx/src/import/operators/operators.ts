import type { OnnxOperators } from '../call/onnx-operator.ts';
import { activationOperators, elementwiseOperators, productOperators, reductionOperators } from './arithmetic.ts';
import { constantOperators, shapeOperators } from './shapes.ts';
import { controlOperators, recurrentOperators, textOperators } from './sequences.ts';
import { convolutionOperators, poolOperators } from './windows.ts';
import { indexingOperators, movementOperators, scatteringOperators, selectionOperators } from './movement.ts';
import { lossOperators, normOperators, trainingOperators } from './training.ts';
import { quantizingOperators } from './quantizing.ts';
import { resizingOperators } from './resizing.ts';
import { samplingOperators, signalOperators } from './sampling.ts';

/** All operators of ONNX that are translated. */
export const operators: OnnxOperators = {
  ...activationOperators,
  ...constantOperators,
  ...controlOperators,
  ...convolutionOperators,
  ...elementwiseOperators,
  ...indexingOperators,
  ...lossOperators,
  ...movementOperators,
  ...normOperators,
  ...poolOperators,
  ...productOperators,
  ...quantizingOperators,
  ...recurrentOperators,
  ...reductionOperators,
  ...resizingOperators,
  ...samplingOperators,
  ...scatteringOperators,
  ...selectionOperators,
  ...shapeOperators,
  ...signalOperators,
  ...trainingOperators,
  ...textOperators,
};
