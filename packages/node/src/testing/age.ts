export { ageLock as age } from '@thalweg/programs/killed-often';
