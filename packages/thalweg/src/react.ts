export { useNode, useTraining, type ShownTraining } from '@thalweg/react';
