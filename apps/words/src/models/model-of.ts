import { gruCell } from '@thalweg/nn';
import type { ModelSettings } from '../settings.ts';
import type { CharacterModel } from './character-model.ts';
import { lruModel } from './lru-model.ts';
import { recurrentModel } from './recurrent-model.ts';
import { transformerModel } from './transformer-model.ts';

/** Builds the model that the settings name. */
export function modelOf(settings: ModelSettings, kinds: number): CharacterModel {
  const { model, units, embeddings, seed } = settings;
  switch (model) {
    case 'gru':
      return recurrentModel(gruCell(units, { seed }), { kinds, embeddings, seed });
    case 'lru':
      return lruModel(settings, kinds);
    case 'transformer':
      return transformerModel(settings, kinds);
  }
}
