import { type KeyView, ownOrderRole, symbolKeyText } from '@breakwater/core';
import type { Claim } from '@breakwater/engine';
import type { Look, Scene } from '../checkers/checker.ts';
import type { Told } from '../ports/observe-exchange.ts';

/** What the exchange told the fleet of late, for the checkers. */
export interface MemoryOfLooks {
  readonly scene: Pick<Scene, 'lastReadings' | 'lastLooks' | 'executionsReadAtMs' | 'lookedUpAtMs'>;
  keep(told: Told, claim: Claim | null): void;
  /** The books were put back: epochs may be given again, and what was seen under them is not what is seen now. Claims that stand there as well go on. */
  forget(kept: ReadonlySet<string>): void;
}

function stopsOf({ orders }: KeyView): Look['stops'] {
  return orders.filter(({ list, clientOrderId }) => list === 'conditional' && ownOrderRole(clientOrderId) !== null);
}

/** Remembers the last look at each key under each claim, and the last look-up of an order there. */
export function createMemoryOfLooks(): MemoryOfLooks {
  const lastReadings = new Map<string, 'read' | 'unreadable'>();
  const lastLooks = new Map<string, Look>();
  const executionsReadAtMs = new Map<string, number>();
  const lookedUpAtMs = new Map<string, number>();
  return {
    scene: { lastReadings, lastLooks, executionsReadAtMs, lookedUpAtMs },
    forget(kept) {
      for (const known of [lastReadings, lastLooks, executionsReadAtMs, lookedUpAtMs]) for (const name of [...known.keys()]) if (!kept.has(name)) known.delete(name);
    },
    keep({ method, answer, askedAtMs, askedAtExchangeMs }, claim) {
      if (claim === null) return;
      const name = `${symbolKeyText(claim.key)} ${claim.epoch}`;
      if (method === 'findByClientOrderId') lookedUpAtMs.set(name, askedAtMs);
      if (method === 'readExecutions' && answer.type === 'read') executionsReadAtMs.set(name, askedAtMs);
      if (method !== 'readKey' && method !== 'readKeyAndSettings') return;
      lastReadings.set(name, answer.type === 'read' ? 'read' : 'unreadable');
      if (answer.type !== 'read') return;
      const { value } = answer as unknown as { readonly value: KeyView };
      lastLooks.set(name, { askedAtMs, atMs: askedAtExchangeMs, held: value.positions, stops: stopsOf(value) });
    },
  };
}
