import { symbolKeyText } from '@breakwater/core';
import type { Claim } from '@breakwater/engine';
import type { Session } from '../session.ts';

/** Whether the key was claimed after this claim. */
export function isTakenAfter({ books }: Session, { key, epoch }: Claim): boolean {
  const row = books.claims.get(symbolKeyText(key));
  return row !== undefined && row.epoch > Number(epoch);
}
