import { haltMarket, resumeMarket } from '@breakwater/paper';
import type { World } from './world.ts';

/**
 * Lets those markets stand still that a fault `silent-maintenance` is meant for, and the others go on: to be called
 * whenever faults have come or gone. Of what such a fault matches, only venue and symbol count.
 */
export function haltWhereSilent(world: World): void {
  const silent = world.faults.list().filter(({ kind }) => kind === 'silent-maintenance');
  for (const { name, exchange } of world.venues) {
    const meant = silent.filter(({ match }) => match.venue === undefined || match.venue === name);
    const isMeant = (symbol: string): boolean => meant.some(({ match }) => match.symbol === undefined || match.symbol === symbol);
    for (const symbol of [...exchange.halts.keys()]) if (!isMeant(symbol)) resumeMarket(exchange, symbol);
    if (meant.length === 0) continue;
    for (const symbol of exchange.markets.keys()) if (isMeant(symbol)) haltMarket(exchange, symbol);
  }
}
