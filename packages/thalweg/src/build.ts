export { precompiledPlans, type PrecompiledPlansOptions, type PrecompiledPlansPlugin } from '@thalweg/build';
