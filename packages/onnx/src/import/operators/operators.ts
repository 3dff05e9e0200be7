import type { OnnxOperators } from '../call/onnx-operator.ts';
import { activationOperators, elementwiseOperators } from './elementwise.ts';
import { constantOperators, shapeOperators } from './shapes.ts';
import { controlOperators } from './control.ts';
import { convolutionOperators } from './convolutions.ts';
import { indexingOperators, scatteringOperators, selectionOperators } from './indexing.ts';
import { lossOperators, trainingOperators } from './training.ts';
import { movementOperators } from './movement.ts';
import { normOperators } from './norms.ts';
import { poolOperators } from './pools.ts';
import { productOperators, reductionOperators } from './reductions.ts';
import { recurrentOperators } from './recurrent.ts';
import { resizingOperators } from './resizing.ts';
import { samplingOperators } from './sampling.ts';
import { signalOperators } from './signals.ts';
import { textOperators } from './text.ts';

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
