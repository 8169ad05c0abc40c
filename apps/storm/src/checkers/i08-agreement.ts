import { isLive, symbolKeyText } from '@breakwater/core';
import { listOpenConditionalOrders } from '@breakwater/paper';
import { accountKey } from '../fleet/fleet-rules.ts';
import { positionSize } from '../world/world.ts';
import { isLeftAlone } from './i04-protected.ts';
import type { Checker } from './checker.ts';

/**
 * I8: when faults stop, one pass reaches agreement. That a second pass changes nothing is judged by the storm's end
 * (storm/come-to-rest.ts), which makes both passes.
 */
export function agreement(): Checker {
  return {
    promise: 'I8',
    atRest(scene) {
      for (const symbol of scene.world.symbols) {
        const keyText = symbolKeyText({ ...accountKey, symbol });
        const row = [...scene.books.positions.values()].find((candidate) => candidate.keyText === keyText && isLive(candidate.status));
        const size = positionSize(scene.world, symbol);
        const left = listOpenConditionalOrders(scene.world.exchange, scene.world.account, symbol, scene.nowMs()).find(({ origin }) => origin === 'client');
        if (row === undefined && left !== undefined) return `${symbol} has no live row, and ${left.clientOrderId} of ours rests`;
        if (size.eq('0') && row !== undefined) return `${symbol} is flat and row ${row.id} is ${row.status}`;
        if (!size.eq('0') && row === undefined && !isLeftAlone(scene, symbol)) return `${symbol} holds ${size.toFixed()} and has no live row`;
        if (row !== undefined && !size.abs().eq(row.quantity)) return `${symbol} holds ${size.toFixed()} and its row says ${row.quantity.toFixed()}`;
        if (row !== undefined && size.gt('0') !== (row.side === 'long')) return `${symbol} holds ${size.toFixed()} and its row says ${row.side}`;
      }
      return null;
    },
  };
}
