import type { ExchangeId } from '@breakwater/core';
import { startPaperExchange } from '../start/paper-exchange.ts';
import type { Access } from './open-caller.ts';

/** A paper exchange of one's own. */
export interface PaperWorld {
  readonly access: Access;
  /** Moves last and mark price of a contract. */
  pushPrice(venue: ExchangeId, symbol: string, price: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a paper exchange with these rules (`NAME=VALUE`) and says how to ask its main account at one venue. */
export async function startPaperWorld(venue: ExchangeId, rules: readonly string[]): Promise<PaperWorld> {
  const paper = await startPaperExchange({ arguments: rules.flatMap((rule) => ['--rule', rule]) });
  const { url, venues } = paper;
  return {
    access: { url, streamUrl: url.replace(/^http/, 'ws'), ...venues[venue] },
    async pushPrice(venue, symbol, price) {
      const response = await fetch(`${url}/admin/prices`, { method: 'POST', body: JSON.stringify({ venue, [symbol]: { last: price } }) });
      if (!response.ok) throw new Error(`the paper exchange did not move the price: ${response.status} ${await response.text()}`);
    },
    stop: paper.stop,
  };
}
