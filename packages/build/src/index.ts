export {
  precompiledPlans,
  type PrecompiledPlansOptions,
  type PrecompiledPlansPlugin,
} from './vite/precompiled-plans.ts';
