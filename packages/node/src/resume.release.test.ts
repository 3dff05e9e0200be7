// All moments, where the full run has some.
import './resume.full.test.ts';
