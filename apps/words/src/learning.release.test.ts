// All models, where the full run has one.
import './learning.full.test.ts';
