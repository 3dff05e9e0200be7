// All optimizers, where the full run has one.
import './typescript.full.test.ts';
