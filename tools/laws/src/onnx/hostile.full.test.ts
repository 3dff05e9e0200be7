/** @module-tag onnx-data */
import { hostileLaws } from './hostile-laws.ts';

hostileLaws(3000);
