// All moments, where the full run has one.
import './resume.full.test.ts';
