import { isLive } from '@breakwater/core';
import type { Checker } from './checker.ts';

/** I10: a limit is never exceeded: positions of the account, entries of a wave, in all and at an exchange. */
export function limitsHold(): Checker {
  const seen = new Set<string>();
  return {
    promise: 'I10',
    afterAct({ books, rules }) {
      for (const row of books.positions.values()) {
        if (seen.has(row.id)) continue;
        seen.add(row.id);
        // What others open is taken into the books whatever the limit says; only our own entries are held to it.
        if (row.origin !== 'signal') continue;
        const live = [...books.positions.values()].filter(({ status }) => isLive(status)).length;
        if (live > rules.account.positionsMax) return `an entry into ${row.keyText} made ${live} live positions where ${rules.account.positionsMax} are allowed`;
      }
      const opened = new Map<string, number>();
      const openedAt = new Map<string, number>();
      for (const { outcome, waveId, key } of books.signals.values()) {
        if (outcome !== 'opened') continue;
        opened.set(waveId, (opened.get(waveId) ?? 0) + 1);
        const at = `${waveId} ${key.exchange}`;
        const count = (openedAt.get(at) ?? 0) + 1;
        const most = books.waves.get(waveId)?.policy.openPerExchange?.[key.exchange];
        if (most !== undefined && count > most) return `wave ${waveId} opened ${count} positions at ${key.exchange} where ${most} are allowed`;
        openedAt.set(at, count);
      }
      for (const [waveId, count] of opened) {
        const most = books.waves.get(waveId)?.policy.open ?? 0;
        if (count > most) return `wave ${waveId} opened ${count} positions where ${most} are allowed`;
      }
      return null;
    },
  };
}
