export { precompiledPlans, type PrecompiledPlansOptions } from './vite/precompiled-plans.ts';
