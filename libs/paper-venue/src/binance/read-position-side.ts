import type { Leg, Side } from '@breakwater/paper';
import type { Parameters } from './parameters.ts';
import { legWords, sideWords, toModelWord } from './words.ts';

/** The leg of an order: BOTH when not said. Source: docs, Binance USD-M, "New Order": positionSide. */
export function readLeg(parameters: Parameters): Leg {
  const word = parameters.optionalChoice('positionSide', Object.values(legWords), -4060, 'Invalid position side.');
  return word === null ? 'net' : toModelWord(legWords, word);
}

/** The side of an order; mandatory. */
export function readSide(parameters: Parameters): Side {
  parameters.text('side');
  const word = parameters.optionalChoice('side', Object.values(sideWords), -1117, 'Invalid side.');
  return toModelWord(sideWords, word!);
}
