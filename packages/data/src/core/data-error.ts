export { DataError, type DataErrorPlace } from '@thalweg/tensor/engine';
