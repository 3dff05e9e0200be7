export { useNode, useTraining, type TrainingRefs } from '@thalweg/vue';
