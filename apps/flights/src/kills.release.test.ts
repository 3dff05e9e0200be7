// All kills, where the full run has one.
import './kills.full.test.ts';
