import { isLive } from '@breakwater/core';
import type { Checker } from './checker.ts';

/** I1: at most one live row per position key, at every instant, whoever writes. */
export function oneLiveRow(): Checker {
  return {
    promise: 'I1',
    afterAct({ books }) {
      const live = new Map<string, string>();
      for (const { keyText, leg, status, id } of books.positions.values()) {
        if (!isLive(status)) continue;
        const key = `${keyText}.${leg}`;
        const other = live.get(key);
        if (other !== undefined) return `${key} has two live rows, ${other} and ${id}`;
        live.set(key, id);
      }
      return null;
    },
  };
}
